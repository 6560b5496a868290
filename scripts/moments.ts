import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** A day, an hour and a zone that the tests have to pass in. */
export interface Moment {
  name: string;
  /** ISO 8601, UTC. */
  at: string;
  /** An IANA time zone. */
  zone: string;
}

/** Late, at night, at the ends of years, on a day that most years lack, far ahead, and west and east of Greenwich. */
export const moments: readonly Moment[] = [
  { name: "late", at: "2027-03-09T23:30:00Z", zone: "UTC" },
  { name: "at night", at: "2027-06-16T03:00:00Z", zone: "UTC" },
  { name: "the year's last evening", at: "2027-12-31T23:30:00Z", zone: "UTC" },
  { name: "a leap day, by the clock of Tokyo", at: "2028-02-29T03:00:00Z", zone: "Asia/Tokyo" },
  { name: "a leap day, late in New York", at: "2028-02-29T04:30:00Z", zone: "America/New_York" },
  { name: "the hour that New York has twice", at: "2027-11-07T05:45:00Z", zone: "America/New_York" },
  { name: "far ahead", at: "2031-08-15T12:00:00Z", zone: "UTC" },
];

/** The one that the gate itself tries: a leap day, at an hour in which no text is sent. */
export const gateMoment = moments[3] as Moment;

/**
 * The environment in which programs live at a moment, by libfaketime; undefined on a machine that does not have it. Only
 * the calendar is set: what measures how long something takes goes on as it is.
 */
export function clockAt({ at, zone }: Moment): Record<string, string> | undefined {
  const library = faketime();
  if (library === undefined) return undefined;
  const ahead = Math.round((Date.parse(at) - Date.now()) / 1000);
  return {
    LD_PRELOAD: library,
    FAKETIME: ahead < 0 ? String(ahead) : `+${ahead}`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    TZ: zone,
  };
}

/** Debian's package `faketime` keeps it in the folder of the machine's architecture. */
function faketime(): string | undefined {
  const folders = existsSync("/usr/lib") ? readdirSync("/usr/lib") : [];
  return folders.map((each) => join("/usr/lib", each, "faketime/libfaketimeMT.so.1")).find(existsSync);
}
