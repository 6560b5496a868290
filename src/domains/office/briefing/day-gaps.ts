import { type AppointmentRow, takenBetween } from "#domains/office/appointments/appointment-store.ts";
import { teamOf } from "#domains/office/appointments/diary.ts";
import { openOn } from "#operation/opening-hours.ts";
import type { OperationContext } from "#operation/operation.ts";
import { dateAfter, instantOf, isoIn, timeOfDay } from "#platform/zone.ts";

export interface DayGap {
  technician: string | null;
  from: string;
  until: string;
  minutes: number;
  said: string;
}

/** Shorter ones are no use to anybody, in minutes. */
const shortest = 30;

/** When whoever works that day is free, in opening hours and from now on; nothing on a day without appointments. */
export async function gapsOf(
  date: string,
  rows: readonly AppointmentRow[],
  ctx: OperationContext,
): Promise<DayGap[]> {
  const span = openOn(ctx.settings, date);
  if (!span || rows.length === 0) return [];
  const zone = ctx.settings.get("business.zone");
  const opens = instantOf(zone, date, span.open);
  const closes = instantOf(zone, span.close >= 1440 ? dateAfter(date, 1) : date, span.close % 1440);
  const taken = await takenBetween(ctx.db, { from: opens, until: closes, now: ctx.now, except: undefined });
  const time = (at: number) => timeOfDay(isoIn(zone, at));
  return teamOf(ctx).flatMap((member) => {
    const own = taken.filter(({ technician }) => technician === member.id).sort((a, b) => a.from - b.from);
    if (own.length === 0) return [];
    const gaps: DayGap[] = [];
    let free = Math.max(opens, ctx.now);
    for (const { from, until } of [...own, { from: closes, until: closes }]) {
      const minutes = Math.floor((Math.min(from, closes) - free) / 60_000);
      if (minutes >= shortest)
        gaps.push({
          technician: member.id === "" ? null : member.name,
          ...{ from: isoIn(zone, free), until: isoIn(zone, Math.min(from, closes)), minutes },
          said: `${time(free)} to ${time(Math.min(from, closes))}${member.id === "" ? "" : `, ${member.name}`}`,
        });
      free = Math.max(free, until);
    }
    return gaps;
  });
}
