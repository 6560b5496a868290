import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { putSetting } from "#operation/settings-store.ts";
import { planSettings } from "./setting-change.ts";

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
    const { data, result, events = [] } = planSettings({ [key]: value }, ctx);
    return { facts: { key }, data, result: { key, value: result.settings[key] ?? value }, events };
  },
  apply: ({ changed, by, now }) => changed.flatMap(({ key, value }) => putSetting(key, value, by, now)),
});
