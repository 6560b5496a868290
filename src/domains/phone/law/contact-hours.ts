import { dateAfter, instantOf, type LocalMoment, localMoment } from "#platform/zone.ts";
import { callingHours, type HoursRule, holidayRules } from "./calling-hours.ts";
import type { Place } from "./whereabouts.ts";

/** Somebody's hours in one zone: from and until in minutes past local midnight on a local day; null for not that day. */
interface Hours {
  zone: string;
  spanOn(day: Pick<LocalMoment, "date" | "weekday">): Span | null;
}

interface Span {
  from: number;
  until: number;
}

/** Days ahead that are looked at, and times that what one rule opens is asked of the others. */
const furthest = 60;

/** What the owner allows at all: outside the quiet hours, `from` and `until` as `21:00` and `08:00`. */
export function ownersHours(zone: string, from: string, until: string): Hours[] {
  const quiet = { from: minutesOf(from), until: minutesOf(until) };
  if (quiet.from === quiet.until) return [];
  if (quiet.from > quiet.until) return [{ zone, spanOn: () => ({ from: quiet.until, until: quiet.from }) }];
  // Quiet in the middle of the day: what is before and after it is allowed.
  return [{ zone, spanOn: () => ({ from: quiet.until, until: 1440 + quiet.from }) }];
}

/** Where the law of the United States holds, outside the states. */
const territories: ReadonlySet<string> = new Set(["PR", "VI", "GU", "AS", "MP"]);

/** The hours that the law leaves for texts or calls that somebody has not asked for, wherever they may be. */
export function lawfulHours(places: readonly Place[], channel: "text" | "call"): readonly Hours[] {
  const known = lawful.get(places)?.[channel];
  if (known) return known;
  const hours = hoursIn(places, channel);
  lawful.set(places, { ...lawful.get(places), [channel]: hours });
  return hours;
}

/** Places are made once a number, or once for everywhere: so are the hours there. */
const lawful = new WeakMap<readonly Place[], Partial<Record<"text" | "call", readonly Hours[]>>>();

function hoursIn(places: readonly Place[], channel: "text" | "call"): Hours[] {
  return places.flatMap(({ region, zones }) => {
    const country = territories.has(region) ? "US" : region.split("-")[0];
    const rules = callingHours.filter(
      (rule) => (rule.region === region || rule.region === country) && rule.channels.includes(channel),
    );
    return zones.flatMap((zone) =>
      rules.map((rule) => ({ zone, spanOn: (day) => spanOf(rule, day) }) as Hours),
    );
  });
}

/** The first moment from `at` on that all of them allow; undefined where there is none within two months. */
export function nextAllowed(hours: readonly Hours[], at: number): number | undefined {
  let moment = at;
  for (let step = 0; step < furthest; step++) {
    const opened = Math.max(...hours.map((each) => openFrom(each, moment)), moment);
    if (opened === moment) return moment;
    moment = opened;
  }
  return undefined;
}

/** The first moment from `at` on that these hours allow; without end where they allow none. */
function openFrom({ zone, spanOn }: Hours, at: number): number {
  const now = localMoment(zone, at);
  const yesterday = dateAfter(now.date, -1);
  const late = spanOn({ date: yesterday, weekday: (now.weekday + 6) % 7 });
  if (late && now.minute + 1440 < late.until) return at;
  for (let days = 0; days < furthest; days++) {
    const date = dateAfter(now.date, days);
    const span = spanOn({ date, weekday: (now.weekday + days) % 7 });
    if (!span) continue;
    if (days > 0) return instantOf(zone, date, span.from);
    if (now.minute < span.from) {
      const opens = instantOf(zone, date, span.from);
      // In an hour that clocks show twice, the first of them may be over.
      return opens >= at ? opens : at + (span.from - now.minute) * 60_000;
    }
    if (now.minute < span.until) return at;
  }
  return Number.POSITIVE_INFINITY;
}

function spanOf(rule: HoursRule, { date, weekday }: Pick<LocalMoment, "date" | "weekday">): Span | null {
  if (rule.closedOnHolidays && isHoliday(rule.region, date)) return null;
  const text = weekday === 0 ? rule.sunday : weekday === 6 ? rule.saturday : rule.weekday;
  if (text === null) return null;
  const [from = "", until = ""] = text.split("-");
  return { from: minutesOf(from), until: minutesOf(until) };
}

/** A legal holiday there, on its own day. */
function isHoliday(region: string, date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return holidayRules.some((rule) => {
    if (rule.regions ? !rule.regions.includes(region) : !region.startsWith("US")) return false;
    if ("date" in rule) return date.endsWith(rule.date);
    if (rule.month !== month || rule.weekday !== new Date(Date.UTC(year, month - 1, day)).getUTCDay())
      return false;
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return rule.nth === -1 ? day + 7 > last : Math.ceil(day / 7) === rule.nth;
  });
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
