import moment from "moment-timezone";

/** The version of the zone data that times are computed with, e.g. "2026c". */
export const zoneDataVersion: string = moment.tz.dataVersion;

/** Every time zone that there is, by its name. */
export function zoneNames(): string[] {
  return [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])].sort();
}

export function isZone(name: string): boolean {
  return moment.tz.zone(name) !== null;
}

/** ISO 8601 with the zone's offset at that instant: `2026-03-08T03:00:00.000-05:00`. */
export function isoIn(zone: string, at: number): string {
  const west = zoneOf(zone).utcOffset(at);
  const local = new Date(at - west * 60_000).toISOString();
  return local.slice(0, -1) + offsetOf(west);
}

const offsets = new Map<number, string>();

/** Minutes west of UTC as ISO 8601 writes them: `-05:00`. */
function offsetOf(west: number): string {
  const known = offsets.get(west);
  if (known !== undefined) return known;
  const minutes = Math.abs(west);
  const offset = `${west > 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  offsets.set(west, offset);
  return offset;
}

const zones = new Map<string, NonNullable<ReturnType<typeof moment.tz.zone>>>();

/** Unpacked once: a list shows a time in every row. */
function zoneOf(name: string) {
  const known = zones.get(name) ?? moment.tz.zone(name);
  if (!known) throw new RangeError(`${name} is no time zone`);
  zones.set(name, known);
  return known;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

/**
 * An ISO 8601 time as a person would say it, in the offset it carries: "Saturday 21 November, 3:30 pm", with its year
 * where that is not the year of `now`.
 */
export function spoken(iso: string, now: number): string {
  const at = moment.parseZone(iso);
  return at.format(isThisYear(at, now) ? "dddd D MMMM, h:mm a" : "dddd D MMMM YYYY, h:mm a");
}

/** The same in a list, where there is little room: "3:30 pm", "yesterday", "Tuesday", "21 Nov", "21 Nov 2025". */
export function briefly(iso: string, now: number): string {
  const at = moment.parseZone(iso);
  const days = daysAgo(at, now);
  if (days === 0) return at.format("h:mm a");
  if (days === 1) return "yesterday";
  if (days > 1 && days < 7) return at.format("dddd");
  return at.format(isThisYear(at, now) ? "D MMM" : "D MMM YYYY");
}

/** The day by itself, as a heading: "Today", "Yesterday", "Saturday 21 November", with its year where it is another. */
export function dayHeading(iso: string, now: number): string {
  const at = moment.parseZone(iso);
  const days = daysAgo(at, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return at.format(isThisYear(at, now) ? "dddd D MMMM" : "dddd D MMMM YYYY");
}

/** The time of day by itself: "3:30 pm". */
export function timeOfDay(iso: string): string {
  return moment.parseZone(iso).format("h:mm a");
}

/** Whole days since then, by the calendar of the offset it carries. */
function daysAgo(at: moment.Moment, now: number): number {
  const today = moment.utc(now).utcOffset(at.utcOffset()).startOf("day");
  return today.diff(at.clone().startOf("day"), "days");
}

function isThisYear(at: moment.Moment, now: number): boolean {
  return at.year() === moment.utc(now).utcOffset(at.utcOffset()).year();
}

/** The day of an ISO 8601 time, for one that may be in another year: "21 November 2026". */
export function spokenDay(iso: string): string {
  return moment.parseZone(iso).format("D MMMM YYYY");
}

/** A date by itself, with its weekday: "Tuesday 1 December 2026". */
export function spokenDate(date: string): string {
  return moment.utc(date).format("dddd D MMMM YYYY");
}

/** The local day as a number: one more than the day before, and the same from midnight to midnight. */
export function dayNumber(zone: string, at: number): number {
  return Math.floor((at - zoneOf(zone).utcOffset(at) * 60_000) / 86_400_000);
}

/** An instant as a calendar and a clock there show it. */
export interface LocalMoment {
  /** `2026-11-29`. */
  date: string;
  /** 0 is Sunday. */
  weekday: number;
  /** Minutes since midnight, 0 to 1439. */
  minute: number;
}

export function localMoment(zone: string, at: number): LocalMoment {
  const local = new Date(at - zoneOf(zone).utcOffset(at) * 60_000);
  return {
    date: local.toISOString().slice(0, 10),
    weekday: local.getUTCDay(),
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

/**
 * The instant at which a clock there shows so many minutes past midnight on a day: of two the first; where clocks skip
 * it, the first after.
 */
export function instantOf(zone: string, date: string, minute: number): number {
  const time = `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
  let at = moment.tz(`${date} ${time}`, zone).valueOf();
  if (localMoment(zone, at).minute === minute) return at;
  for (let before = localMoment(zone, at - 60_000); before.date === date && before.minute >= minute; ) {
    at -= 60_000;
    before = localMoment(zone, at - 60_000);
  }
  return at;
}

/**
 * Every instant at which a clock there shows so many minutes past midnight on a day, in their order: none where clocks
 * skip it, two where they show it twice.
 */
export function instantsOf(zone: string, date: string, minute: number): number[] {
  const wall = Date.UTC(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)) - 1,
    Number(date.slice(8, 10)),
    0,
    minute,
  );
  const day = 86_400_000;
  const offsets = new Set([wall - day, wall, wall + day].map((at) => zoneOf(zone).utcOffset(at)));
  return [...offsets]
    .map((west) => wall + west * 60_000)
    .filter((at) => {
      const shown = localMoment(zone, at);
      return shown.date === date && shown.minute === minute;
    })
    .sort((a, b) => a - b);
}

/**
 * A time as a caller writes it: ISO 8601, without an offset by the clocks of `zone`. Undefined for what is no time, and
 * for one that the clocks there skip.
 */
export function readTime(text: string, zone: string): number | undefined {
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/i.exec(
    text.trim(),
  );
  if (!found) return undefined;
  const [, date = "", time = "", , offset] = found;
  const local = `${date} ${time}`;
  const at = offset
    ? moment.parseZone(text.trim(), moment.ISO_8601, true)
    : moment.tz(local, "YYYY-MM-DD HH:mm", true, zone);
  if (!at.isValid()) return undefined;
  return offset || at.format("YYYY-MM-DD HH:mm") === local ? at.valueOf() : undefined;
}

/** The date so many days later; earlier where that is negative. */
export function dateAfter(date: string, days: number): string {
  return moment.utc(date).add(days, "days").format("YYYY-MM-DD");
}

/** Every zone of a country in two letters; empty for one that is not known. */
export function zonesOfCountry(country: string): readonly string[] {
  return moment.tz.zonesForCountry(country) ?? [];
}

/** Minutes since local midnight, 0 to 1439. */
export function minuteOfDay(zone: string, at: number): number {
  return localMoment(zone, at).minute;
}

/** The instant at which the local day of `at` began. */
export function startOfDay(zone: string, at: number): number {
  return moment.tz(at, zone).startOf("day").valueOf();
}

/** The first instant after `at` whose local time is `minute` minutes past midnight. */
export function nextLocalMinute(zone: string, at: number, minute: number): number {
  const local = moment.tz(at, zone);
  const next = local
    .clone()
    .startOf("day")
    .hours(Math.floor(minute / 60))
    .minutes(minute % 60);
  if (!next.isAfter(local)) next.add(1, "day");
  return next.valueOf();
}
