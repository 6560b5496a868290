import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { insertLineItem } from "#domains/office/line-items/line-item-store.ts";
import type { ServiceRow } from "#domains/office/service-list/service-store.ts";
import { newVisitToken } from "#domains/office/visits/visit-link.ts";
import type { Customer } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { cutText } from "#platform/cut-text.ts";
import { localMoment } from "#platform/zone.ts";
import {
  type AppointmentRow,
  insertAppointment,
  isNotBookedYet,
  type NewAppointment,
  staysFree,
} from "./appointment-store.ts";
import { mostPerDayOf } from "./diary.ts";
import type { Needs, Slot } from "./slots.ts";
import { servicesIn } from "./view.ts";
import type { Wanted } from "./wanted.ts";

/** What an appointment with these services takes. */
export function needsOf(
  services: readonly ServiceRow[],
  { minutes, technician }: { minutes: number | undefined; technician?: string | undefined },
  { settings }: Pick<OperationContext, "settings">,
): Needs {
  const sum = services.reduce((all, service) => all + service.minutes, 0);
  return {
    minutes: minutes ?? (sum || settings.get("office.usual_minutes")),
    before: Math.max(0, ...services.map(({ minutesBefore }) => minutesBefore)),
    after: Math.max(0, ...services.map(({ minutesAfter }) => minutesAfter)),
    technician,
  };
}

/** What an appointment takes that is to be moved: what it took. */
export function needsAs({ startsAt, endsAt, busyFrom, busyUntil }: AppointmentRow): Needs {
  const minutes = (from: number, until: number) => Math.round((until - from) / 60_000);
  return {
    minutes: minutes(startsAt, endsAt),
    before: minutes(busyFrom, startsAt),
    after: minutes(endsAt, busyUntil),
  };
}

/** What booking asks of the other parts of the desk. */
export const bookingUses = [
  "contact.identify",
  "contact.number_age",
  "ticket.book",
  "ticket.numbers",
  "message.foresee",
];

/** An appointment to be made, beside its slot. */
export interface Booking {
  customer: Pick<Customer, "id" | "phones" | "name">;
  services: readonly ServiceRow[];
  slot: Slot;
  state: "booked" | "held";
  heldUntil?: number | null;
  arrivalMinutes?: number | null;
  addressId: string | null;
  address: string | null;
  notes: string | null;
  tells: boolean;
  movedFrom?: string | null;
  waitlistId?: string | null;
  series?: { id: string; date: string };
  /** An appointment that gives its time up for this one, in the same unit. */
  except?: string;
  /** False where they are told of others with it, and not of this one by itself. */
  isTold?: boolean;
  /** False where what is charged comes from elsewhere. */
  isCharged?: boolean;
}

/** How long a number has to have been a customer's for a booking's text to be no more than that, in milliseconds. */
const known = 24 * 3_600_000;

/**
 * A text goes out that nobody may have asked for: to a number that an app has only just written down it counts like any
 * other text of whoever books.
 */
async function foresee(
  { customer, tells, state, waitlistId, isTold = true }: Booking,
  ctx: OperationContext,
): Promise<void> {
  const [phone] = customer.phones;
  // A time that is only kept is told to nobody, unless it is offered.
  const isUntold = !tells || !isTold || (state === "held" && !waitlistId);
  if (isUntold || phone === undefined || ctx.principal.authority === "system") return;
  const { addedAt } = await ctx.use<{ addedAt: number | null }>("contact.number_age", { phone });
  if (addedAt === null || ctx.now - addedAt >= known) return;
  await ctx.use("message.foresee", { phone });
}

/** The ticket that an appointment is, and all that is written for it. The unit ends where the time is taken meanwhile. */
export async function planBooking(
  booking: Booking,
  ctx: OperationContext,
): Promise<{ ticketId: string; row: NewAppointment; statements: Statement[] }> {
  const { customer, services, slot, except, isCharged = true } = booking;
  await foresee(booking, ctx);
  const what = services.map(({ name }) => name).join(", ") || "Appointment";
  const { id: ticketId } = await ctx.use<{ id: string }>("ticket.book", {
    description: cutText([what, booking.notes].filter(Boolean).join(": "), 4000),
    contactId: customer.id,
    caller: customer.phones[0] ?? null,
    assignee: slot.technician === "" ? null : slot.technician,
  });
  const row: NewAppointment = {
    ticketId,
    contactId: customer.id,
    state: booking.state,
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    busyFrom: slot.busyFrom,
    busyUntil: slot.busyUntil,
    zone: ctx.settings.get("business.zone"),
    localDate: slot.localDate,
    localMinute: slot.localMinute,
    arrivalMinutes: booking.arrivalMinutes ?? null,
    technician: slot.technician,
    addressId: booking.addressId,
    address: booking.address,
    services: JSON.stringify(services.map(({ id }) => id)),
    notes: booking.notes,
    heldUntil: booking.heldUntil ?? null,
    movedFrom: booking.movedFrom ?? null,
    waitlistId: booking.waitlistId ?? null,
    seriesId: booking.series?.id ?? null,
    seriesDate: booking.series?.date ?? null,
    tells: booking.tells,
    token: newVisitToken(),
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  const mostPerDay = mostPerDayOf(slot.technician, ctx);
  const charged = isCharged ? services.filter(({ price }) => price !== null) : [];
  return {
    ticketId,
    row,
    statements: [
      ...(except === undefined ? [isNotBookedYet(row)] : []),
      ...staysFree(row, { now: ctx.now, mostPerDay, ...(except === undefined ? {} : { except }) }),
      insertAppointment(row),
      ...charged.map(({ id: serviceId, name, price, currency }) =>
        insertLineItem({
          ...{ id: ctx.newId("itm"), ticketId, serviceId, description: name, quantity: 1 },
          ...{ price: price ?? 0, currency, createdAt: ctx.now },
        }),
      ),
    ],
  };
}

/** Whether an appointment is what somebody asks for: at the time that is wanted. */
export function isWithin(row: AppointmentRow, wanted: Wanted): boolean {
  const { date, minute } = localMoment(row.zone, row.startsAt);
  if (wanted.exact && "at" in wanted.exact) return row.startsAt === wanted.exact.at;
  if (date !== wanted.date) return false;
  return wanted.exact ? minute === wanted.exact.minute : minute >= wanted.from && minute < wanted.until;
}

export function hasSameServices(row: AppointmentRow, services: readonly ServiceRow[]): boolean {
  const [own, asked] = [servicesIn(row).sort(), services.map(({ id }) => id).sort()];
  return own.length === asked.length && own.every((id, at) => id === asked[at]);
}

/** What becomes of the text with which the customer is told. */
export const confirmation = z.object({
  status: z.enum(["queued", "none"]).describe("queued: a text goes out, within the phone's rules."),
  to: z.string().nullable(),
  why: z.string().nullable().describe("Why no text goes out."),
});

export function confirmationOf(
  { tells, state, waitlistId }: Pick<AppointmentRow, "tells" | "state" | "waitlistId">,
  phone: string | null,
): z.infer<typeof confirmation> {
  if (state === "held" && waitlistId === null)
    return { status: "none", to: phone, why: "A time that is only kept is told to nobody." };
  if (!tells)
    return { status: "none", to: phone, why: "It was not asked for, or is switched off (office.tells)." };
  if (phone === null) return { status: "none", to: null, why: "The customer has no number." };
  return { status: "queued", to: phone, why: null };
}
