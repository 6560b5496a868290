import { openOn } from "#operation/opening-hours.ts";
import type { OperationContext } from "#operation/operation.ts";
import { dateAfter, instantOf, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { countedBetween, takenBetween } from "./appointment-store.ts";
import { type Diary, freeOn, type Member, type Needs, type Slot } from "./slots.ts";

const day = 86_400_000;

/** Who does the work: the team's list, or the business as one person. */
export function teamOf({ settings }: Pick<OperationContext, "settings">): Member[] {
  const team = settings.get("business.team");
  const usual = settings.get("office.most_per_day");
  if (team.length === 0) return [{ id: "", name: settings.get("business.name"), mostPerDay: usual }];
  return team.map(({ id, name, most_per_day = usual }) => ({ id, name, mostPerDay: most_per_day }));
}

/** Whom a name means. @throws DeskError VALIDATION_ERROR, with those there are */
export function memberNamed(name: string, ctx: Pick<OperationContext, "settings">): Member {
  const team = teamOf(ctx);
  const small = name.trim().toLowerCase();
  const exact = team.filter((each) => each.id === small || each.name.toLowerCase() === small);
  const like = team.filter((each) => each.name.toLowerCase().split(/\s+/).includes(small));
  const [found, ...others] = exact.length > 0 ? exact : like;
  if (found && others.length === 0) return found;
  throw new DeskError("VALIDATION_ERROR", "There is nobody by that name on the team.", {
    fields: { technician: [`One of: ${team.map((each) => each.name).join(", ")}.`] },
  });
}

/** What somebody on the team may have in a day at most; 0 for no limit. */
export function mostPerDayOf(technician: string, ctx: Pick<OperationContext, "settings">): number {
  return teamOf(ctx).find(({ id }) => id === technician)?.mostPerDay ?? 0;
}

/** All that decides which times of some days are free. `except`: an appointment that is to be moved. */
export async function openDiary(
  { first, last, except }: { first: string; last: string; except?: string | undefined },
  ctx: OperationContext,
): Promise<Diary> {
  const { settings, now, db } = ctx;
  const zone = settings.get("business.zone");
  const from = instantOf(zone, first, 0) - day;
  const until = instantOf(zone, dateAfter(last, 1), 0) + day;
  const [taken, counted] = await Promise.all([
    takenBetween(db, { from, until, now, except }),
    countedBetween(db, { first, last, now, except }),
  ]);
  return {
    zone,
    team: teamOf(ctx),
    openOn: (date) => openOn(settings, date),
    taken,
    counted,
    slotMinutes: settings.get("office.slot_minutes"),
    earliest: now + settings.get("office.notice_minutes") * 60_000,
    latest: now + settings.get("office.ahead_days") * day,
  };
}

/** How far the next free times are looked for, in days. */
const lookAhead = 45;

/** The next free times from a date on, at most `count`, each instant once. */
export async function nextFree(
  needs: Needs,
  { from, count, except }: { from: string; count: number; except?: string | undefined },
  ctx: OperationContext,
): Promise<Slot[]> {
  const today = localMoment(ctx.settings.get("business.zone"), ctx.now).date;
  const first = from < today ? today : from;
  const diary = await openDiary({ first, last: dateAfter(first, lookAhead), except }, ctx);
  const found: Slot[] = [];
  for (let days = 0; days <= lookAhead && found.length < count; days++)
    for (const slot of freeOn(diary, dateAfter(first, days), needs, { from: 0, until: 2880, now: ctx.now })) {
      if (found.length < count) found.push(slot);
    }
  return found;
}
