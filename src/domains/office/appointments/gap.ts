import * as z from "zod";
import { customerBy } from "#operation/customer.ts";
import { openOn } from "#operation/opening-hours.ts";
import type { OperationContext } from "#operation/operation.ts";
import { dateAfter, instantOf, isoIn, timeOfDay } from "#platform/zone.ts";
import { type AppointmentRow, takenBetween } from "./appointment-store.ts";

/** The time that an appointment leaves free: from its beginning to whatever comes next that day. */
export const gapView = z.object({
  from: z.string().describe("ISO 8601"),
  until: z.string(),
  minutes: z.int(),
  said: z.string().describe("As people say it, with what comes next."),
});

export interface Gap {
  startsAt: number;
  endsAt: number;
  said: string;
}

/** The gap where an appointment was; undefined where it is over, or where somebody else has the time already. */
export async function gapAfter(row: AppointmentRow, ctx: OperationContext): Promise<Gap | undefined> {
  const closesAt = closingOf(row, ctx);
  const startsAt = Math.max(row.startsAt, ctx.now);
  if (closesAt <= startsAt) return undefined;
  const taken = (
    await takenBetween(ctx.db, { from: row.startsAt, until: closesAt, now: ctx.now, except: row.ticketId })
  ).filter(({ technician }) => technician === row.technician);
  if (taken.some(({ from, until }) => from <= row.startsAt && until > row.startsAt)) return undefined;
  const [next] = taken.filter(({ from }) => from >= row.startsAt).sort((a, b) => a.from - b.from);
  const endsAt = next?.row
    ? Math.min(next.row.startsAt, closesAt)
    : Math.min(next?.from ?? closesAt, closesAt);
  if (endsAt <= startsAt) return undefined;
  const before = next?.row ? (await customerBy(next.row.contactId, ctx))?.name : undefined;
  const time = (at: number) => timeOfDay(isoIn(row.zone, at));
  const isLast = next === undefined;
  const follows = isLast ? "closing time" : (before ?? "the next appointment");
  return { startsAt, endsAt, said: `${time(startsAt)} to ${time(endsAt)}, before ${follows}` };
}

/** When the hours end that an appointment is in. */
function closingOf({ zone, localDate, localMinute }: AppointmentRow, { settings }: OperationContext): number {
  const span = openOn(settings, localDate);
  const close = span?.close ?? 1440;
  const isLate = span !== undefined && localMinute >= span.close;
  if (isLate) return 0;
  return instantOf(zone, close >= 1440 ? dateAfter(localDate, 1) : localDate, close % 1440);
}

export function viewGap({ startsAt, endsAt, said }: Gap, zone: string): z.infer<typeof gapView> {
  return {
    from: isoIn(zone, startsAt),
    until: isoIn(zone, endsAt),
    minutes: Math.round((endsAt - startsAt) / 60_000),
    said,
  };
}
