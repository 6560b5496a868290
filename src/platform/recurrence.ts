import { DeskError } from "#src/errors.ts";
import { comesAgain } from "./recurrence-rule.ts";

const weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;
const names: Record<string, (typeof weekdays)[number]> = {
  ...{
    sunday: "SU",
    monday: "MO",
    tuesday: "TU",
    wednesday: "WE",
    thursday: "TH",
    friday: "FR",
    saturday: "SA",
  },
};

/** The most dates that one rule is asked for. */
const mostDates = 400;

/**
 * What somebody says of how often, as a rule (RFC 5545 §3.3.10): `weekly`, `every 2 weeks`, `monthly`, `every 3 months`,
 * `every first monday`, `daily`, or a rule itself. @throws DeskError VALIDATION_ERROR
 */
export async function readRecurrence(text: string): Promise<string> {
  const said = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const rule =
    saidRule(said) ??
    text
      .trim()
      .toUpperCase()
      .replace(/^RRULE:/, "");
  const { default: ical } = await import("ical.js");
  try {
    const { freq, interval, count } = ical.Recur.fromString(rule);
    if (freq && comesAgain(rule) && interval >= 1 && interval <= 60 && !(count && count > mostDates))
      return rule;
  } catch {
    // What is no rule is told below, as what is no rule for visits.
  }
  throw new DeskError("VALIDATION_ERROR", "That cannot be read as how often.", {
    fields: {
      repeat: ["Say it as weekly, every 2 weeks, monthly, every first monday, or FREQ=WEEKLY;INTERVAL=2."],
    },
  });
}

function saidRule(said: string): string | undefined {
  const plain: Record<string, string> = {
    daily: "FREQ=DAILY",
    weekly: "FREQ=WEEKLY",
    "every week": "FREQ=WEEKLY",
    biweekly: "FREQ=WEEKLY;INTERVAL=2",
    fortnightly: "FREQ=WEEKLY;INTERVAL=2",
    "every other week": "FREQ=WEEKLY;INTERVAL=2",
    monthly: "FREQ=MONTHLY",
    "every month": "FREQ=MONTHLY",
    "every other month": "FREQ=MONTHLY;INTERVAL=2",
    "every other day": "FREQ=DAILY;INTERVAL=2",
    "cada semana": "FREQ=WEEKLY",
    "cada dos semanas": "FREQ=WEEKLY;INTERVAL=2",
    "cada quince dias": "FREQ=WEEKLY;INTERVAL=2",
    "cada mes": "FREQ=MONTHLY",
    quarterly: "FREQ=MONTHLY;INTERVAL=3",
    yearly: "FREQ=YEARLY",
  };
  if (plain[said]) return plain[said];
  const every = /^every (\d{1,2}) (day|week|month|year)s?$/.exec(said);
  if (every?.[1] && every[2]) return `FREQ=${frequencies[every[2]]};INTERVAL=${Number(every[1])}`;
  const nth = /^every (first|second|third|fourth|last) (\w+)(?: of the month)?$/.exec(said);
  const day = nth?.[2] ? names[nth[2]] : undefined;
  if (nth?.[1] && day) return `FREQ=MONTHLY;BYDAY=${places[nth[1]]}${day}`;
  const weekly = /^every (other |second )?(\w+?)s?$/.exec(said);
  const only = weekly?.[2] ? names[weekly[2]] : undefined;
  return only ? `FREQ=WEEKLY;${weekly?.[1] ? "INTERVAL=2;" : ""}BYDAY=${only}` : undefined;
}

const frequencies: Record<string, string> = {
  day: "DAILY",
  week: "WEEKLY",
  month: "MONTHLY",
  year: "YEARLY",
};
const places: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };

/** The dates of a rule that begins on `first`, after `after` and up to `until`, in their order. */
export async function datesOf(
  rule: string,
  { first, after, until }: { first: string; after: string; until: string },
): Promise<string[]> {
  const { default: ical } = await import("ical.js");
  const iterator = ical.Recur.fromString(rule).iterator(ical.Time.fromDateString(first));
  const dates: string[] = [];
  for (let step = 0; step < 10_000 && dates.length < mostDates; step++) {
    const next = iterator.next();
    if (!next) break;
    const date = next.toString().slice(0, 10);
    if (date > until) break;
    if (date > after) dates.push(date);
  }
  return dates;
}
