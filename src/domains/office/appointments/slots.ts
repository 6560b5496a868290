import type { OpenSpan } from "#operation/opening-hours.ts";
import { dateAfter, instantOf, instantsOf, localMoment } from "#platform/zone.ts";
import type { Taken } from "./appointment-store.ts";

/** Somebody who can be at one appointment at a time. */
export interface Member {
  /** Empty for a business without a list. */
  id: string;
  name: string;
  /** 0 for no limit. */
  mostPerDay: number;
}

/** All that decides which times are free. */
export interface Diary {
  zone: string;
  team: readonly Member[];
  /** The opening hours of a date; undefined where it is closed. */
  openOn(date: string): OpenSpan | undefined;
  taken: readonly Taken[];
  /** `technician date` → how many appointments there are. */
  counted: ReadonlyMap<string, number>;
  slotMinutes: number;
  /** The first and the last instant at which one may begin, in milliseconds, UTC. */
  earliest: number;
  latest: number;
}

/** What an appointment takes. */
export interface Needs {
  minutes: number;
  before: number;
  after: number;
  /** Who has to do it; whoever is free where it is left out. */
  technician?: string | undefined;
}

/** A time that is free, and whose. */
export interface Slot {
  startsAt: number;
  endsAt: number;
  busyFrom: number;
  busyUntil: number;
  technician: string;
  localDate: string;
  localMinute: number;
}

/** Why a time cannot be had. */
export type Obstacle = "past" | "soon" | "far" | "closed" | "long" | "busy" | "full";

const minuteMs = 60_000;

/** The slot that begins at an instant, or why there is none. */
export function slotAt(diary: Diary, startsAt: number, needs: Needs, now: number): Slot | Obstacle {
  if (startsAt <= now) return "past";
  if (startsAt < diary.earliest) return "soon";
  if (startsAt > diary.latest) return "far";
  const { date, minute } = localMoment(diary.zone, startsAt);
  const endsAt = startsAt + needs.minutes * minuteMs;
  const opening = whenOpen(diary, date, minute, startsAt);
  if (!opening) return "closed";
  if (endsAt > opening.closesAt) return "long";
  const busyFrom = startsAt - needs.before * minuteMs;
  const busyUntil = endsAt + needs.after * minuteMs;
  const able = diary.team.filter(({ id }) => needs.technician === undefined || id === needs.technician);
  const free = able.filter(({ id }) => !isBusy(diary, id, busyFrom, busyUntil));
  if (free.length === 0) return "busy";
  const counted = (id: string) => diary.counted.get(`${id} ${date}`) ?? 0;
  const [member] = free
    .filter(({ id, mostPerDay }) => mostPerDay === 0 || counted(id) < mostPerDay)
    // Whoever has least to do that day.
    .sort((a, b) => counted(a.id) - counted(b.id));
  if (!member) return "full";
  return {
    startsAt,
    endsAt,
    busyFrom,
    busyUntil,
    technician: member.id,
    localDate: date,
    localMinute: minute,
  };
}

/** The free times of a date that begin from `from` until before `until`, minutes past midnight, on the grid. */
export function* freeOn(
  diary: Diary,
  date: string,
  needs: Needs,
  { from, until, now }: { from: number; until: number; now: number },
): Generator<Slot> {
  const span = diary.openOn(date);
  if (!span) return;
  const first = Math.max(span.open, from);
  const start = span.open + Math.ceil((first - span.open) / diary.slotMinutes) * diary.slotMinutes;
  for (let minute = start; minute < Math.min(until, span.close, 1440); minute += diary.slotMinutes) {
    const instants = instantsOf(diary.zone, date, minute);
    // A time that clocks skip or show twice is offered to nobody.
    if (instants.length !== 1 || instants[0] === undefined) continue;
    const slot = slotAt(diary, instants[0], needs, now);
    if (typeof slot !== "string") yield slot;
  }
}

/** When the hours end that a time is in; hours that end after midnight belong to their evening. */
function whenOpen(diary: Diary, date: string, minute: number, at: number): { closesAt: number } | undefined {
  const today = diary.openOn(date);
  if (today && minute >= today.open && minute < today.close)
    return { closesAt: closing(diary, date, today.close) };
  const eve = dateAfter(date, -1);
  const before = diary.openOn(eve);
  if (!before || minute + 1440 >= before.close) return undefined;
  const closesAt = closing(diary, eve, before.close);
  return at < closesAt ? { closesAt } : undefined;
}

function closing({ zone }: Diary, date: string, minute: number): number {
  return instantOf(zone, minute >= 1440 ? dateAfter(date, 1) : date, minute % 1440);
}

function isBusy({ taken }: Diary, technician: string, from: number, until: number): boolean {
  // What was booked before there was a team is whoever's: nobody is free then.
  return taken.some(
    (each) =>
      (each.technician === technician || each.technician === "") && each.from < until && each.until > from,
  );
}
