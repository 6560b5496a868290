import { openOn } from "#operation/opening-hours.ts";
import type { OperationContext } from "#operation/operation.ts";
import { readSpokenDate } from "#platform/spoken-date.ts";
import { readFromNow, readTimeOfDay, type TimeOfDay } from "#platform/time-of-day.ts";
import { instantsOf, isoIn, localMoment, readTime, spoken, spokenDate } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { nextFree, openDiary } from "./diary.ts";
import { freeOn, type Needs, type Obstacle, type Slot, slotAt } from "./slots.ts";

/** When somebody wants to come, in the business's zone. */
export interface Wanted {
  date: string;
  /** One time: minutes past midnight, or an instant where its offset was said. */
  exact?: { minute: number } | { at: number };
  /** Where it is no one time: from when until before when it may begin. */
  from: number;
  until: number;
  /** True where the customer is told that somebody comes between the two. */
  isWindow: boolean;
}

/** Times reckoned from now are rounded up to this, in milliseconds. */
const step = 5 * 60_000;

/** What an argument is called that a day or a time came in. */
export interface Arguments {
  date: string;
  time: string;
}

/**
 * Reads when somebody wants to come: a day as it is said, and a time. @throws DeskError VALIDATION_ERROR for what is no
 * day or time, with the next free ones
 */
export async function readWanted(
  said: { date: string; time: string | undefined },
  names: Arguments,
  needs: Needs,
  ctx: OperationContext,
): Promise<Wanted> {
  const zone = ctx.settings.get("business.zone");
  const today = localMoment(zone, ctx.now).date;
  const later = readFromNow(said.time ?? said.date);
  if (later !== undefined) {
    const at = Math.ceil((ctx.now + later * 60_000) / step) * step;
    return exactly(localMoment(zone, at).date, { at });
  }
  const instant = /(?:Z|[+-]\d\d:?\d\d)$/i.test(said.date.trim()) ? readTime(said.date, zone) : undefined;
  // With a time beside it, the day is what it says, whatever clock it was written by.
  if (instant !== undefined && said.time?.trim())
    return await readWanted({ date: said.date.trim().slice(0, 10), time: said.time }, names, needs, ctx);
  if (instant !== undefined) return exactly(localMoment(zone, instant).date, { at: instant });
  const day = await readSpokenDate(said.date, today, ctx.settings.get("business.region"));
  if (!day) throw await unread(names.date, "2026-12-01, tomorrow, next Monday or Dec 5", needs, ctx);
  const text = said.time?.trim() || day.time;
  if (!text) return { date: day.date, from: 0, until: 1440, isWindow: false };
  const offset = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? readTime(text, zone) : undefined;
  if (offset !== undefined) return exactly(localMoment(zone, offset).date, { at: offset });
  const time = readTimeOfDay(text);
  if (!time) throw await unread(names.time, "9am, 14:30, morning, after 3pm or 9:00-11:00", needs, ctx);
  if (time.kind === "within")
    return { date: day.date, ...(await sureOf(time, day.date, names.time, needs, ctx)) };
  const minute = time.isUnsure ? await meant(time.minute, day.date, names.time, needs, ctx) : time.minute;
  return exactly(day.date, { minute });
}

/** "After 4" is in the afternoon where nobody is there at night. @throws DeskError VALIDATION_ERROR where both may be meant */
async function sureOf(
  { from, until, isWindow, unsure }: Extract<TimeOfDay, { kind: "within" }>,
  date: string,
  argument: string,
  needs: Needs,
  ctx: OperationContext,
): Promise<Pick<Wanted, "from" | "until" | "isWindow">> {
  if (unsure === undefined) return { from, until, isWindow };
  const said = unsure === "until" ? until : from;
  const by = (await meant(said, date, argument, needs, ctx)) - said;
  return {
    from: unsure === "until" ? from : from + by,
    until: unsure === "from" ? until : until + by,
    isWindow,
  };
}

function exactly(date: string, said: { minute: number } | { at: number }): Wanted {
  // Nobody comes at a second.
  const exact = "at" in said ? { at: Math.floor(said.at / 60_000) * 60_000 } : said;
  return { date, exact, from: 0, until: 1440, isWindow: false };
}

/** "At 3" is in the afternoon where nobody is there at night. @throws DeskError VALIDATION_ERROR where both may be meant */
async function meant(
  minute: number,
  date: string,
  argument: string,
  needs: Needs,
  ctx: OperationContext,
): Promise<number> {
  const span = openOn(ctx.settings, date);
  const both = [minute, minute + 720];
  const open = both.filter((each) => span && each >= span.open && each < span.close);
  if (open.length === 1 && open[0] !== undefined) return open[0];
  if (open.length === 0) return minute < 420 ? minute + 720 : minute;
  throw new DeskError("VALIDATION_ERROR", "That time may be in the morning or in the afternoon.", {
    fields: { [argument]: ["Say am or pm."] },
    next: `Ask which one is meant. ${await freeTimes(needs, date, ctx)}`,
  });
}

/** The next free times in a sentence, for whoever has to choose another one. */
export async function freeTimes(
  needs: Needs,
  from: string,
  ctx: OperationContext,
  except?: string,
): Promise<string> {
  const free = await nextFree(needs, { from, count: 5, except }, ctx);
  if (free.length === 0) return "Nothing is free in the next weeks.";
  const zone = ctx.settings.get("business.zone");
  const shown = free.map(
    ({ startsAt }) => `${spoken(isoIn(zone, startsAt), ctx.now)} (${isoIn(zone, startsAt)})`,
  );
  return `The next free times: ${shown.join("; ")}; all times in ${zone}.`;
}

async function unread(
  argument: string,
  forms: string,
  needs: Needs,
  ctx: OperationContext,
): Promise<DeskError> {
  const today = localMoment(ctx.settings.get("business.zone"), ctx.now).date;
  return new DeskError("VALIDATION_ERROR", `${argument} cannot be read as a time.`, {
    fields: { [argument]: [`Say it as ${forms}.`] },
    next: await freeTimes(needs, today, ctx),
  });
}

const why: Record<Obstacle, (when: string) => string> = {
  past: (when) => `${when} is over.`,
  soon: (when) => `${when} is too soon to be booked.`,
  far: (when) => `${when} is further ahead than this business books.`,
  closed: (when) => `The business is closed on ${when}.`,
  long: (when) => `From ${when} on, closing time comes before it would be done.`,
  busy: (when) => `${when} is taken.`,
  full: (when) => `The day is full: ${when} cannot be had.`,
};

/**
 * The slot that fits what somebody wants, the earliest where several do. @throws DeskError VALIDATION_ERROR for a time
 * that clocks skip or show twice, or that is over; CONFLICT where it cannot be had; both with the next free ones
 */
export async function fit(
  wanted: Wanted,
  needs: Needs,
  names: Arguments,
  ctx: OperationContext,
  except?: string,
): Promise<Slot> {
  const { date, exact } = wanted;
  const diary = await openDiary({ first: date, last: date, except }, ctx);
  if (exact) {
    const startsAt = "at" in exact ? exact.at : await oneInstant(date, exact.minute, names.time, needs, ctx);
    const slot = slotAt(diary, startsAt, needs, ctx.now);
    if (typeof slot !== "string") return slot;
    throw await cannot(slot, startsAt, { date, needs, argument: names.time, except }, ctx);
  }
  for (const slot of freeOn(diary, date, needs, { ...wanted, now: ctx.now })) return slot;
  throw await nothingOn(wanted, names, needs, ctx, except);
}

async function oneInstant(
  date: string,
  minute: number,
  argument: string,
  needs: Needs,
  ctx: OperationContext,
): Promise<number> {
  const zone = ctx.settings.get("business.zone");
  const instants = instantsOf(zone, date, minute);
  if (instants.length === 1 && instants[0] !== undefined) return instants[0];
  const clock = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
  const isTwice = instants.length === 2;
  throw new DeskError(
    "VALIDATION_ERROR",
    isTwice
      ? `On ${date} clocks in ${zone} show ${clock} twice.`
      : `On ${date} clocks in ${zone} are put forward: there is no ${clock}.`,
    {
      fields: {
        [argument]: isTwice
          ? [`Say which one: ${instants.map((at) => isoIn(zone, at)).join(" or ")}.`]
          : ["A time that clocks there show."],
      },
      next: isTwice ? "Ask which of the two is meant." : await freeTimes(needs, date, ctx),
    },
  );
}

async function cannot(
  obstacle: Obstacle,
  startsAt: number,
  {
    date,
    needs,
    argument,
    except,
  }: { date: string; needs: Needs; argument: string; except: string | undefined },
  ctx: OperationContext,
): Promise<DeskError> {
  const when = spoken(isoIn(ctx.settings.get("business.zone"), startsAt), ctx.now);
  const isWrong = obstacle === "past" || obstacle === "far";
  return new DeskError(isWrong ? "VALIDATION_ERROR" : "CONFLICT", why[obstacle](when), {
    ...(isWrong ? { fields: { [argument]: [why[obstacle](when)] } } : {}),
    next: await freeTimes(needs, date, ctx, except),
  });
}

async function nothingOn(
  { date, from, until }: Wanted,
  names: Arguments,
  needs: Needs,
  ctx: OperationContext,
  except: string | undefined,
): Promise<DeskError> {
  const { settings, now } = ctx;
  const zone = settings.get("business.zone");
  const { date: today, minute } = localMoment(zone, now);
  const isOver = date < today || (date === today && until <= minute);
  const day = spokenDate(date);
  const part = from === 0 && until >= 1440 ? "" : " at that time of day";
  const message = isOver
    ? `${day}${part} is over.`
    : openOn(settings, date)
      ? `Nothing is free on ${day}${part}.`
      : `The business is closed on ${day}.`;
  return new DeskError(isOver ? "VALIDATION_ERROR" : "CONFLICT", message, {
    ...(isOver ? { fields: { [names.date]: [message] } } : {}),
    next: await freeTimes(needs, date, ctx, except),
  });
}
