import type { ParsedResult } from "chrono-node";
import { plainText } from "./plain-text.ts";
import { dateAfter } from "./zone.ts";

/** A day as somebody has said it, and a time of day where they said that too. */
export interface SpokenDate {
  /** `2026-12-01`. */
  date: string;
  /** What was said of the time, for `readTimeOfDay`. */
  time?: string;
}

/** What says how many days from today. */
const days: Record<string, number> = {
  today: 0,
  tonight: 0,
  now: 0,
  hoy: 0,
  tomorrow: 1,
  tomorow: 1,
  tommorow: 1,
  "day after tomorrow": 2,
  "pasado manana": 2,
  manana: 1,
  yesterday: -1,
  ayer: -1,
};

/**
 * Reads a day: `2026-12-01`, `tomorrow`, `next Monday`, `Dec 5`, `5 de diciembre`, `in 3 days`, or one with a time
 * (`tomorrow at 3pm`). `today` is the day it is said on, `2026-11-29`; a day without a year is the next such day. In
 * `US` 12/5 is in December, elsewhere in May. Undefined for what is no day, or only partly understood.
 */
export async function readSpokenDate(
  text: string,
  today: string,
  region: string,
): Promise<SpokenDate | undefined> {
  const said = plainText(text).trim();
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ,]+(?:at )?(.+))?$/i.exec(said);
  if (iso?.[1]) return isDate(iso[1]) ? withTime(iso[1], iso[2]) : undefined;
  const { day, rest } = splitDay(said);
  if (day !== undefined) return withTime(dateAfter(today, day), rest);
  const ofMonth = /^(?:on )?the (\d{1,2})(?:st|nd|rd|th)?\b[, ]*(.*)$/i.exec(said);
  const next = ofMonth?.[1] ? nextOfMonth(Number(ofMonth[1]), today) : undefined;
  if (next !== undefined && !/^of\b/i.test(ofMonth?.[2] ?? "")) return withTime(next, ofMonth?.[2]);
  return await byCalendar(said.replace(/ que viene\b/i, ""), today, region);
}

/** The next date that is the so-manieth of its month, today among them. */
function nextOfMonth(day: number, today: string): string | undefined {
  if (day < 1 || day > 31) return undefined;
  for (let ahead = 0; ahead < 62; ahead++) {
    const date = dateAfter(today, ahead);
    if (Number(date.slice(8)) === day) return date;
  }
  return undefined;
}

/** A day said by how far it is, and what was said beside it. */
function splitDay(said: string): { day: number | undefined; rest?: string } {
  const small = said.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
  const names = Object.keys(days).sort((a, b) => b.length - a.length);
  const found = new RegExp(`^(?:(?:on|the|el) )*(${names.join("|")})\\b[, ]*(.*)$`).exec(small);
  if (!found?.[1]) return { day: undefined };
  const rest = found[2] || (found[1] === "tonight" ? "evening" : "");
  return { day: days[found[1]], rest };
}

async function byCalendar(said: string, today: string, region: string): Promise<SpokenDate | undefined> {
  const chrono = await import("chrono-node");
  // Noon of that day as if it were UTC: only what the calendar says is read of what comes back.
  const reference = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 };
  const english = region === "US" ? chrono.en.casual : chrono.en.GB;
  for (const reader of [english, chrono.es.casual]) {
    const [found, ...others] = reader.parse(said, reference, { forwardDate: true });
    if (!found || others.length > 0 || !isWhole(found, said)) continue;
    const { start } = found;
    if (!start.isCertain("day") && !start.isCertain("weekday")) continue;
    // Hours from now are no day.
    if (/\b(?:hours?|hrs?|minutes?|mins?|horas?|minutos?)\b/i.test(found.text)) continue;
    const date = [start.get("year"), start.get("month"), start.get("day")]
      .map((part, at) => String(part).padStart(at === 0 ? 4 : 2, "0"))
      .join("-");
    // "Friday Dec 5" is no day where the fifth is a Saturday.
    const weekday = namedWeekday(said);
    if (weekday !== undefined && new Date(`${date}T12:00:00Z`).getUTCDay() !== weekday) return undefined;
    return isDate(date) ? withTime(date, timeIn(found)) : undefined;
  }
  return undefined;
}

/** All of what was said is the day: of half a sentence nobody knows what the other half says. */
function isWhole({ index, text }: ParsedResult, said: string): boolean {
  const around = `${said.slice(0, index)} ${said.slice(index + text.length)}`;
  return around.replaceAll(/\b(?:on|the|el|la|for|at|para)\b|[\s,.]/gi, "") === "";
}

/** Sunday is 0; undefined where none is named. */
function namedWeekday(said: string): number | undefined {
  const small = said.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
  const at = weekdays.findIndex((pattern) => pattern.test(small));
  return at === -1 ? undefined : at;
}

const weekdays = [
  /\b(?:sun(?:day)?|domingo)\b/,
  /\b(?:mon(?:day)?|lunes)\b/,
  /\b(?:tue(?:s(?:day)?)?|martes)\b/,
  /\b(?:wed(?:nesday)?|miercoles)\b/,
  /\b(?:thu(?:rs(?:day)?)?|jueves)\b/,
  /\b(?:fri(?:day)?|viernes)\b/,
  /\b(?:sat(?:urday)?|sabado)\b/,
];

function timeIn({ start, end }: ParsedResult): string | undefined {
  if (!start.isCertain("hour")) return undefined;
  const of = (part: typeof start) =>
    `${part.get("hour")}:${String(part.get("minute") ?? 0).padStart(2, "0")}`;
  return end ? `${of(start)}-${of(end)}` : of(start);
}

function withTime(date: string, time: string | undefined): SpokenDate {
  return time ? { date, time } : { date };
}

/** False for the 30th of February. */
function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.valueOf()) && at.toISOString().startsWith(text);
}
