import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { isSettingKey, settingTable } from "#operation/settings.ts";
import { putSetting } from "#operation/settings-store.ts";
import { DeskError } from "#src/errors.ts";

/** Changes one setting. @throws NOT_FOUND for an unknown key; VALIDATION_ERROR for a value that does not fit. */
export const settingSet = defineWrite({
  name: "setting.set",
  title: "Change a setting",
  description: "Changes one setting of the business.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ key: z.string().min(1).max(80), value: z.unknown() }),
  output: z.object({ key: z.string(), value: z.unknown() }),
  summary: ({ key }) => `Set ${key}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ key, value }, ctx) {
    if (!isSettingKey(key)) {
      throw new DeskError("NOT_FOUND", "There is no such setting.", { next: "See: frontdesk settings get" });
    }
    const parsed = settingTable[key].schema.safeParse(value);
    if (!parsed.success) {
      const problems = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(": "));
      throw new DeskError("VALIDATION_ERROR", `${key} cannot be that.`, {
        fields: { value: problems },
        next: `It looks like this now: ${JSON.stringify(ctx.settings.get(key))}`,
      });
    }
    const data = { key, value: JSON.stringify(parsed.data), by: ctx.principal.user, now: ctx.now };
    return {
      facts: { key },
      data,
      result: { key, value: parsed.data },
      events: [{ type: "setting.changed", subject: key }],
    };
  },
  apply: ({ key, value, by, now }) => putSetting(key, value, by, now),
});
