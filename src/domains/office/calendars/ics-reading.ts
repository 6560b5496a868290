import type ICAL from "ical.js";
import { comesAgain } from "#platform/recurrence-rule.ts";
import { instantOf, isZone } from "#platform/zone.ts";

/** Something a calendar says: when it is, and what it is called. */
export interface CalendarEvent {
  uid: string;
  summary: string;
  startsAt: number;
  endsAt: number;
  /** The first date and the one after the last, where it goes by days. */
  dates: { first: string; until: string } | undefined;
}

/** The most occurrences that are read of one calendar, and the most steps that all its rules are followed. */
const mostEvents = 2000;
const mostSteps = 400_000;
/** After so many steps everybody else has their turn. */
const stepsAtOnce = 200;
const day = 86_400_000;

/**
 * What a calendar (RFC 5545) says of a time, in milliseconds UTC: events that recur each time they do, without those
 * that are cancelled or leave one free. Times without a zone are by the clocks of `zone`. @throws for what is no
 * calendar, or recurs in a way that is not followed here
 */
export async function readCalendar(
  text: string,
  { zone, from, until }: { zone: string; from: number; until: number },
): Promise<CalendarEvent[]> {
  const { default: ical } = await import("ical.js");
  const calendar = ical.Component.fromString(text);
  if (calendar.name !== "vcalendar") throw new TypeError("it is no calendar");
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ical.Event(each));
  const exceptions = new Map<string, ICAL.Event[]>();
  for (const event of events.filter((each) => each.isRecurrenceException()))
    exceptions.set(event.uid, [...(exceptions.get(event.uid) ?? []), event].slice(0, mostEvents));
  const found = new Map<string, CalendarEvent>();
  let steps = 0;
  for (const event of events.filter((each) => !each.isRecurrenceException())) {
    for (const other of exceptions.get(event.uid) ?? []) event.relateException(other);
    for (const occurrence of occurrencesOf(event, { from, until }, zone)) {
      if (++steps % stepsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
      if (steps > mostSteps) throw new TypeError("it has more in it than can be read");
      if (found.size >= mostEvents) return [...found.values()];
      // A calendar that has an event twice has it once.
      if (occurrence && occurrence.endsAt > from)
        found.set(`${occurrence.uid} ${occurrence.startsAt}`, occurrence);
    }
  }
  return [...found.values()];
}

function* occurrencesOf(
  event: ICAL.Event,
  { from, until }: { from: number; until: number },
  zone: string,
): Generator<CalendarEvent | undefined> {
  if (!event.startDate) return;
  if (!event.isRecurring()) {
    const one = occurrence(event, event.startDate, event.endDate, event.uid, zone);
    if (one && one.startsAt < until) yield one;
    return;
  }
  for (const rule of event.component.getAllProperties("rrule"))
    if (!comesAgain(String(rule.getFirstValue()))) throw new TypeError("it recurs in a way that is not read");
  const iterator = event.iterator();
  const earliest = from - event.duration.toSeconds() * 1000 - 2 * day;
  for (;;) {
    const next = iterator.next();
    if (!next) return;
    // What is long over is only counted; to the day, which is quick to tell.
    if (!hasException(event, next) && Date.UTC(next.year, next.month - 1, next.day) < earliest) {
      yield undefined;
      continue;
    }
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (instant(startDate, zone) >= until) return;
    yield occurrence(item, startDate, endDate, `${event.uid} ${next.toString()}`, zone);
  }
}

function hasException(event: ICAL.Event, at: ICAL.Time): boolean {
  return Object.hasOwn(event.exceptions, at.toString());
}

function occurrence(
  event: ICAL.Event,
  start: ICAL.Time,
  end: ICAL.Time,
  uid: string,
  zone: string,
): CalendarEvent | undefined {
  const of = (name: string) => String(event.component.getFirstPropertyValue(name) ?? "").toUpperCase();
  if (of("status") === "CANCELLED" || of("transp") === "TRANSPARENT") return undefined;
  const [startsAt, endsAt] = [instant(start, zone), instant(end, zone)];
  if (endsAt <= startsAt) return undefined;
  return {
    uid,
    summary: String(event.summary ?? ""),
    startsAt,
    endsAt,
    dates: start.isDate ? { first: dateOf(start), until: dateOf(end) } : undefined,
  };
}

/** By our own zone data where the zone is known by that name; else by what the calendar says of its zone. */
function instant(time: ICAL.Time, zone: string): number {
  const tzid = time.zone?.tzid ?? "floating";
  const minute = time.isDate ? 0 : time.hour * 60 + time.minute;
  if (time.isDate || tzid === "floating") return instantOf(zone, dateOf(time), minute);
  if (tzid !== "UTC" && isZone(tzid)) return instantOf(tzid, dateOf(time), minute);
  return time.toUnixTime() * 1000;
}

function dateOf({ year, month, day }: ICAL.Time): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}
