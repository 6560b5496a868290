import type { Statement } from "#db/statement.ts";
import type { AppointmentRow, Taken } from "#domains/office/appointments/appointment-store.ts";
import { bookingUses, planBooking } from "#domains/office/appointments/booking.ts";
import { openDiary } from "#domains/office/appointments/diary.ts";
import { type Needs, type Obstacle, slotAt } from "#domains/office/appointments/slots.ts";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { type Customer, customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { datesOf } from "#platform/recurrence.ts";
import { dateAfter, instantsOf, localMoment, spokenDate } from "#platform/zone.ts";
import type { SeriesRow } from "./series-store.ts";

/** How far ahead visits stand in the calendar, in days. */
export const seriesHorizon = 120;

/** What making visits asks of the other parts of the desk. */
export const makingUses = bookingUses;

export interface Made {
  statements: Statement[];
  tickets: { ticketId: string; date: string }[];
  skipped: { date: string; why: string }[];
  madeUntil: string;
}

const why: Record<Obstacle | "gap", string> = {
  past: "It is over.",
  soon: "It is too soon to be booked.",
  far: "It is further ahead than this business books.",
  closed: "The business is closed.",
  long: "Closing time comes before it would be done.",
  busy: "The time is taken.",
  full: "The day is full.",
  gap: "Clocks are changed at that time.",
};

/**
 * The visits of a series after a date, as far ahead as they stand in the calendar: each at the same time by the clocks of
 * its zone, whatever these do in between. One that cannot be had is left out, and said.
 */
export async function makeVisits(
  series: Omit<SeriesRow, "version">,
  {
    after,
    replaced = [],
    beside = [],
  }: {
    after: string;
    /** Visits that are cancelled in the same unit: they are in nobody's way. */
    replaced?: readonly AppointmentRow[];
    /** What else is taken by the same unit; what is made here comes to it. */
    beside?: Taken[];
  },
  ctx: OperationContext,
): Promise<Made> {
  const today = localMoment(series.zone, ctx.now).date;
  const horizon = dateAfter(today, seriesHorizon);
  const until = series.untilDate !== null && series.untilDate < horizon ? series.untilDate : horizon;
  const dates = await datesOf(series.rule, { first: series.fromDate, after, until });
  const made: Made = { statements: [], tickets: [], skipped: [], madeUntil: until };
  const [first, last] = [dates.at(0), dates.at(-1)];
  if (first === undefined || last === undefined) return made;
  const customer = await customerBy(series.contactId, ctx);
  if (!customer) return made;
  const services = await servicesByIds(ctx.db, JSON.parse(series.services) as string[]);
  const needs: Needs = {
    minutes: series.minutes,
    before: Math.max(0, ...services.map(({ minutesBefore }) => minutesBefore)),
    after: Math.max(0, ...services.map(({ minutesAfter }) => minutesAfter)),
    ...(series.technician === "" ? {} : { technician: series.technician }),
  };
  const whole = await openDiary({ first, last }, ctx);
  const gone = new Set(replaced.map(({ ticketId }) => ticketId));
  const kept = whole.taken.filter(({ row }) => !row || !gone.has(row.ticketId));
  const counted = new Map(whole.counted);
  const diary = { ...whole, counted, taken: [...kept, ...beside] };
  for (const date of dates) {
    const [at, ...twice] = instantsOf(diary.zone, date, series.localMinute);
    const slot = at === undefined || twice.length > 0 ? "gap" : slotAt(diary, at, needs, ctx.now);
    if (typeof slot === "string") {
      made.skipped.push({ date, why: `${spokenDate(date)}: ${why[slot]}` });
      continue;
    }
    const booking = await planBooking(
      {
        ...{ customer: customer satisfies Customer, services, slot, state: "booked" },
        ...{ addressId: null, address: series.address, notes: series.notes },
        series: { id: series.id, date },
        ...{ tells: ctx.settings.get("office.tells"), isTold: made.tickets.length === 0 },
        // Its old visits are cancelled in the same unit.
        ...(replaced.length === 0 ? {} : { except: "" }),
      },
      ctx,
    );
    made.statements.push(...booking.statements);
    const { technician, busyFrom, busyUntil, localDate } = slot;
    beside.push({ technician, from: busyFrom, until: busyUntil, row: undefined });
    const day = `${technician} ${localDate}`;
    counted.set(day, (counted.get(day) ?? 0) + 1);
    made.tickets.push({ ticketId: booking.ticketId, date });
  }
  return made;
}
