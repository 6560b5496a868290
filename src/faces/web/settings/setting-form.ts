import type { Turn } from "#faces/web/shell/visit.ts";
import { linesIn, readSettingText } from "#operation/setting-words.ts";
import type { SettingKey, Settings } from "#operation/settings.ts";
import { settingTable } from "#operation/settings.ts";

/** Fields that are named like settings, as their values. A box that is not ticked is sent as nothing. */
export function settingsIn(form: URLSearchParams, keys: readonly SettingKey[]): Record<string, unknown> {
  const given: [string, unknown][] = [];
  for (const key of keys) {
    const text = form.get(key);
    if (typeof settingTable[key].initial === "boolean") given.push([key, text === "yes"]);
    else if (key === "business.categories") given.push([key, linesIn(text ?? "")]);
    else if (text !== null) given.push([key, readSettingText(key, text.trim())]);
  }
  return Object.fromEntries(given);
}

/** Keeps them together or none of them. @throws DeskError what the operation says */
export async function changeSettings(given: Record<string, unknown>, { run }: Turn): Promise<string> {
  const { settings } = await run<{ settings: Record<string, unknown> }>("setting.change", {
    settings: given,
  });
  return Object.keys(settings).length === 0 ? "Nothing was different." : "Saved. It holds from now on.";
}

/** A value as it stands in a field. */
export function fieldText(settings: Settings, key: SettingKey): string {
  if (key === "business.team")
    return settings
      .get(key)
      .map(({ name, most_per_day }) => (most_per_day === undefined ? name : `${name}, ${most_per_day}`))
      .join("\n");
  if (key === "money.tax_rates")
    return settings
      .get(key)
      .map(({ name, percent }) => `${name}, ${percent}`)
      .join("\n");
  if (key === "money.accounts") {
    const accounts = settings.get(key);
    return Object.keys(accounts).length === 0 ? "" : JSON.stringify(accounts);
  }
  const value: unknown = settings.get(key);
  return Array.isArray(value) ? value.join("\n") : String(value);
}
