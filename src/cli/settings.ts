import { type DeskCommand, runOperation, table, UsageError } from "./command.ts";

interface Listed {
  settings: { key: string; value: unknown; meaning: string }[];
}

/** `frontdesk settings get|set`: what the owner decides about the business. */
export const settings: DeskCommand = {
  usage: `frontdesk settings get [KEY] [--json]
frontdesk settings set KEY VALUE

VALUE is JSON; a word that is not JSON is taken as text. Examples:
  frontdesk settings set business.name "Harbour Cleaning"
  frontdesk settings set business.zone America/Chicago
  frontdesk settings set business.holidays '["2026-12-25"]'`,
  summary: "read and change the business's settings",
  async run(desk, [action, key, ...words], flags) {
    if (action === "set") {
      if (!key || words.length === 0) throw new UsageError("settings set takes a key and a value.");
      await runOperation(desk, "setting.set", { key, value: readValue(words.join(" ")) });
      return { notes: [`${key} is now ${JSON.stringify(readValue(words.join(" ")))}.`] };
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

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
