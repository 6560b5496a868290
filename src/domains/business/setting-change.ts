import * as z from "zod";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { isSettingKey, type SettingKey, settingTable } from "#operation/settings.ts";
import { putSetting } from "#operation/settings-store.ts";
import { DeskError } from "#src/errors.ts";

interface Data {
  changed: { key: SettingKey; value: string }[];
  by: string;
  now: number;
}

type Result = { settings: Record<string, unknown> };

/**
 * Changes several settings together or none of them; what is as it was stays untouched.
 * @throws NOT_FOUND for a key there is not; VALIDATION_ERROR that says by key what each takes
 */
export const settingChange = defineWrite({
  name: "setting.change",
  title: "Change settings",
  description: "Changes several settings of the business together.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ settings: z.record(z.string().max(80), z.unknown()) }),
  output: z.object({ settings: z.record(z.string(), z.unknown()) }),
  summary: ({ settings }) => `Changed ${Object.keys(settings).join(", ") || "nothing"}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async ({ settings }, ctx) => planSettings(settings, ctx),
  apply: ({ changed, by, now }) => changed.flatMap(({ key, value }) => putSetting(key, value, by, now)),
});

/** Settings that loosen what protects the desk, or end what is kept. */
const guarded =
  /^(?:permissions|limits|retention|archive|answers|emergencies|budget|models)\.|^business\.owner_numbers$/;

/** @throws DeskError AUTH_REQUIRED for somebody at a browser who signed in too long ago to loosen anything */
function requireFresh(given: Record<string, unknown>, { principal, settings, now }: OperationContext): void {
  const loosens = ([key, value]: [string, unknown]) =>
    guarded.test(key) && !(key === "permissions.stopped" && value === true);
  if (principal.face !== "web" || !Object.entries(given).some(loosens)) return;
  const minutes = settings.get("permissions.recent_minutes");
  if (now - (principal.authenticatedAt ?? 0) < minutes * 60_000) return;
  throw new DeskError("AUTH_REQUIRED", "This asks for a recent sign-in.", {
    next: "Sign in again, then repeat it.",
  });
}

/** What of it differs from what holds. @throws what the operation says */
export function planSettings(given: Record<string, unknown>, ctx: OperationContext): Plan<Data, Result> {
  requireFresh(given, ctx);
  const problems: Record<string, string[]> = {};
  const changed: { key: SettingKey; value: unknown }[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (!isSettingKey(key))
      throw new DeskError("NOT_FOUND", "There is no such setting.", { next: "See: frontdesk settings get" });
    const parsed = settingTable[key].schema.safeParse(value);
    if (!parsed.success)
      problems[key] = [
        `${settingTable[key].meaning.replace(/[.:].*$/s, "")}: it takes ${settingTable[key].takes}.`,
      ];
    else if (JSON.stringify(parsed.data) !== JSON.stringify(ctx.settings.get(key)))
      changed.push({ key, value: parsed.data });
  }
  const wrong = Object.keys(problems);
  if (wrong.length > 0)
    throw new DeskError("VALIDATION_ERROR", `${wrong.join(", ")} cannot be that. Nothing was changed.`, {
      fields: problems,
    });
  return {
    facts: { keys: changed.map(({ key }) => key) },
    data: {
      changed: changed.map(({ key, value }) => ({ key, value: JSON.stringify(value) })),
      by: ctx.principal.user,
      now: ctx.now,
    },
    result: { settings: Object.fromEntries(changed.map(({ key, value }) => [key, value])) },
    events: changed.flatMap(({ key }) => [
      { type: "setting.changed", subject: key },
      // What was agreed in wall time moves with it.
      ...(key === "business.zone" ? [{ type: "business.zone_changed", subject: key }] : []),
    ]),
  };
}
