import moment from "moment-timezone";

/** The version of the zone data that times are computed with, e.g. "2026c". */
export const zoneDataVersion: string = moment.tz.dataVersion;

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

/** An ISO 8601 time as a person would say it, in the offset it carries: "Saturday 21 November, 3:30 pm". */
export function spoken(iso: string): string {
  return moment.parseZone(iso).format("dddd D MMMM, h:mm a");
}

/** The day of an ISO 8601 time, for one that may be in another year: "21 November 2026". */
export function spokenDay(iso: string): string {
  return moment.parseZone(iso).format("D MMMM YYYY");
}

/** The local day as a number: one more than the day before, and the same from midnight to midnight. */
export function dayNumber(zone: string, at: number): number {
  return Math.floor((at - zoneOf(zone).utcOffset(at) * 60_000) / 86_400_000);
}

/** Minutes since local midnight, 0 to 1439. */
export function minuteOfDay(zone: string, at: number): number {
  const local = moment.tz(at, zone);
  return local.hours() * 60 + local.minutes();
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
