import { readSettingText } from "#operation/setting-words.ts";
import { isSettingKey } from "#operation/settings.ts";
import { type DeskCommand, runOperation, table, UsageError } from "./command.ts";

interface Listed {
  settings: { key: string; value: unknown; meaning: string }[];
}

/** `frontdesk settings get|set`: what the owner decides about the business. */
export const settings: DeskCommand = {
  usage: `frontdesk settings get [KEY] [--json]
frontdesk settings set KEY VALUE

VALUE is what people would write, or JSON. Examples:
  frontdesk settings set business.name "Harbour Cleaning"
  frontdesk settings set business.zone America/Chicago
  frontdesk settings set business.hours "mon-fri 9:00-17:00, sat 10-14"
  frontdesk settings set business.holidays "2026-12-25, 2027-01-01"`,
  summary: "read and change the business's settings",
  async run(desk, [action, key, ...words], flags) {
    if (action === "set") {
      if (!key || words.length === 0) throw new UsageError("settings set takes a key and a value.");
      const text = words.join(" ");
      const { value } = await runOperation<{ value: unknown }>(desk, "setting.set", {
        key,
        value: isSettingKey(key) ? readSettingText(key, text) : text,
      });
      return { notes: [`${key} is now ${JSON.stringify(value)}.`] };
    }
    if (action !== "get") throw new UsageError("settings takes get or set.");
    const { settings: all } = await runOperation<Listed>(desk, "setting.list", {});
    const found =
      key === undefined ? all : all.filter((each) => each.key === key || each.key.startsWith(`${key}.`));
    if (found.length === 0) throw new UsageError(`There is no setting called ${key}.`);
    if (flags["json"])
      return {
        out: JSON.stringify(Object.fromEntries(found.map((each) => [each.key, each.value])), null, 2),
      };
    const [only] = found;
    if (only && key === only.key) return { out: JSON.stringify(only.value), notes: [only.meaning] };
    return { out: table(found.map((each) => [each.key, JSON.stringify(each.value), each.meaning])) };
  },
};
