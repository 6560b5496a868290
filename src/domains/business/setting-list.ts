import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { type SettingKey, settingTable } from "#operation/settings.ts";

/** Every setting of the business with its value and meaning. */
export const settingList = defineRead({
  name: "setting.list",
  title: "List settings",
  description: "Settings of the business with their values.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({}),
  output: z.object({
    settings: z.array(z.object({ key: z.string(), value: z.unknown(), meaning: z.string() })),
  }),
  summary: ({ settings }) => `${settings.length} settings.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const keys = Object.keys(settingTable) as SettingKey[];
    return {
      settings: keys.map((key) => ({
        key,
        value: ctx.settings.get(key),
        meaning: settingTable[key].meaning,
      })),
    };
  },
});
