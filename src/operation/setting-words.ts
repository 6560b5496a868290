import type { SettingKey, SettingValue } from "./settings.ts";
import { settingTable } from "./settings.ts";

export type Hours = SettingValue<"business.hours">;
export type Weekday = keyof Hours;

/** The days of a week, and what they are called. */
export const weekdays: readonly (readonly [day: Weekday, name: string])[] = [
  ["mon", "Monday"],
  ["tue", "Tuesday"],
  ["wed", "Wednesday"],
  ["thu", "Thursday"],
  ["fri", "Friday"],
  ["sat", "Saturday"],
  ["sun", "Sunday"],
];

/**
 * A setting's value from what somebody types: JSON, or as people write it: hours as "mon-fri 9:00-17:00, sat 10-14",
 * lists with commas or on lines. What cannot be read is given as the text it is, for the setting to refuse.
 */
export function readSettingText(key: SettingKey, text: string): unknown {
  const json = asJson(text);
  const { schema } = settingTable[key];
  if (json !== undefined && schema.safeParse(json).success) return json;
  if (key === "business.hours") return readHours(text) ?? text;
  if (key === "business.team" && json === undefined) return readTeam(text);
  if (key === "money.tax_rates") return readTaxes(text);
  if (key === "money.reminder_days")
    return listIn(text).map((each) => (/^\d+$/.test(each) ? Number(each) : each));
  if (key === "money.accounts" && text === "") return {};
  if (isList(key)) return listIn(text);
  return schema.safeParse(text).success || json === undefined ? text : json;
}

function isList(key: SettingKey): boolean {
  return Array.isArray(settingTable[key].initial) && key !== "business.properties" && key !== "business.team";
}

/** What stands on the lines of a field, without what is empty. */
export function linesIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Parts between commas or on lines, without what is empty. */
export function listIn(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** People on lines, each with the most appointments they have in a day after a comma: `Maria Lopez, 6`. */
export function readTeam(text: string): { id: string; name: string; most_per_day?: number }[] {
  return linesIn(text).map((line) => {
    const [, name = line, most] = /^(.*?)(?:,\s*(\d{1,3}))?$/.exec(line) ?? [];
    const id = name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 40);
    return { id, name: name.trim(), ...(most === undefined ? {} : { most_per_day: Number(most) }) };
  });
}

/** Taxes on lines, each with its percentage after a comma: `Sales tax, 8.875`. */
function readTaxes(text: string): { name: string; percent: string }[] {
  return linesIn(text).map((line) => {
    const [, name = line, percent = ""] = /^(.*?)[,:]?\s*(\d{1,3}(?:\.\d{1,3})?)\s*%?$/.exec(line) ?? [];
    return { name: name.trim(), percent };
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Most people do not write JSON, and need not.
    return undefined;
  }
}

const dayNames = weekdays.map(([day]) => day);
const dayPart = /^(?<from>[a-z]+)(?:\s*(?:[-–]|to)\s*(?<to>[a-z]+))?(?:\s+(?<rest>\S.*))?$/;
const span =
  /^(?<open>\d{1,2}(?::\d{2})?(?:\s*[ap]m)?)\s*(?:[-–]|to)\s*(?<close>\d{1,2}(?::\d{2})?(?:\s*[ap]m)?)$/;

/**
 * Hours as people write them; undefined for what says none, or gives a day two times. Days that are left out are
 * closed, and so are those named again as closed; a closing time before the opening time is of the next day.
 */
export function readHours(text: string): Hours | undefined {
  const hours: Hours = { mon: null, tue: null, wed: null, thu: null, fri: null, sat: null, sun: null };
  const said = new Set<Weekday>();
  /** Days that stand before the times they have: "mon, wed 9-17". */
  let waiting: Weekday[] = [];
  for (const each of text.toLowerCase().split(/[,;\n]/)) {
    const found = dayPart.exec(each.trim())?.groups;
    const days = found && daysIn(found["from"] ?? "", found["to"]);
    if (!days) return undefined;
    if (found["rest"] !== "closed" && days.some((day) => said.has(day))) return undefined;
    for (const day of days) said.add(day);
    waiting.push(...days);
    if (found["rest"] === undefined) continue;
    const times = timesIn(found["rest"]);
    if (times === undefined) return undefined;
    for (const day of waiting) hours[day] = times;
    waiting = [];
  }
  return waiting.length > 0 || said.size === 0 ? undefined : hours;
}

/** From one day to another, across the end of the week too. */
function daysIn(from: string, to: string | undefined): Weekday[] | undefined {
  if (from === "daily") return [...dayNames];
  const [first, last] = [dayNamed(from), dayNamed(to ?? from)];
  if (first < 0 || last < 0) return undefined;
  const many = ((last - first + 7) % 7) + 1;
  return Array.from({ length: many }, (_, n) => dayNames[(first + n) % 7] ?? "mon");
}

function dayNamed(word: string): number {
  return weekdays.findIndex(
    ([day, name]) => word.length >= 3 && (word === day || name.toLowerCase().startsWith(word)),
  );
}

/** Null for closed; undefined for what cannot be read. */
function timesIn(text: string): Hours[Weekday] | undefined {
  if (text.trim() === "closed") return null;
  const found = span.exec(text.trim())?.groups;
  const [open, close] = [timeIn(found?.["open"]), timeIn(found?.["close"])];
  return open && close ? { open, close } : undefined;
}

/** `9`, `9:30`, `5pm` as `09:00`, `09:30`, `17:00`. */
function timeIn(text: string | undefined): string | undefined {
  const found = /^(\d{1,2})(?::(\d{2}))?\s*([ap]m)?$/.exec(text ?? "");
  if (!found) return undefined;
  const half = found[3] === "pm" ? 12 : 0;
  const hour = found[3] ? (Number(found[1]) % 12) + half : Number(found[1]);
  return `${String(hour).padStart(2, "0")}:${found[2] ?? "00"}`;
}

/** Hours as somebody would say them: "Mon to Fri 9:00 to 17:00, Sat 10:00 to 14:00"; "closed" for a week without any. */
export function spokenHours(hours: Hours): string {
  const said = ([day]: readonly [Weekday, string]) => {
    const times = hours[day];
    return times && `${plain(times.open)} to ${plain(times.close)}`;
  };
  const runs: { first: string; last: string; times: string }[] = [];
  for (const each of weekdays) {
    const [name, times, before] = [each[1].slice(0, 3), said(each), runs.at(-1)];
    const isNext = before !== undefined && before.times === times && before.last === nameBefore(each);
    if (isNext) before.last = name;
    else if (times) runs.push({ first: name, last: name, times });
  }
  const words = runs.map(
    ({ first, last, times }) => `${first === last ? first : `${first} to ${last}`} ${times}`,
  );
  return words.join(", ") || "closed";
}

function nameBefore(day: readonly [Weekday, string]): string | undefined {
  return weekdays[weekdays.indexOf(day) - 1]?.[1].slice(0, 3);
}

function plain(time: string): string {
  return time.replace(/^0/, "");
}
