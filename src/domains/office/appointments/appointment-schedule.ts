import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { addressFor } from "#domains/office/customer.ts";
import { servicesNamed } from "#domains/office/service-list/service-view.ts";
import { waitingBooked } from "#domains/office/waitlist/waitlist-store.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite, type EventDraft, type OperationContext, type Plan } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { isoIn } from "#platform/zone.ts";
import {
  type AppointmentRow,
  appointmentOf,
  appointmentsWith,
  changeAppointment,
} from "./appointment-store.ts";
import {
  bookingUses,
  confirmation,
  confirmationOf,
  hasSameServices,
  isWithin,
  needsOf,
  planBooking,
} from "./booking.ts";
import { memberNamed } from "./diary.ts";
import type { Needs } from "./slots.ts";
import { stillFree } from "./taking.ts";
import { appointmentView, saidWhen, viewAppointments } from "./view.ts";
import { fit, readWanted, type Wanted } from "./wanted.ts";

const input = z.strictObject({
  customer_identifier: z.string().trim().min(1).max(200).describe("Customer name, phone, email, or id."),
  address_identifier: z.string().max(300).optional().describe("Label ('Home'), full address, or id."),
  requested_date: z.string().min(1).max(80).describe("'YYYY-MM-DD', 'tomorrow', 'next Monday'."),
  requested_time: z.string().max(80).optional().describe("'morning', 'afternoon', '9am', '9:00-11:00'."),
  services: z.array(z.string().trim().min(1).max(120)).max(10).default([]).describe("Names or ids."),
  duration_estimate_minutes: z.int().min(5).max(1440).optional(),
  technician: z.string().max(120).optional().describe("Who is to come; whoever is free when left out."),
  notes: z.string().trim().max(2000).transform(maskCards).optional().describe("For the technician."),
  send_confirmation: z.boolean().default(true).describe("Text the customer."),
  hold_minutes: z
    .int()
    .min(1)
    .max(1440)
    .optional()
    .describe("Only keep the time; call again without it to book."),
});

type Input = z.infer<typeof input>;

interface Result {
  id: string;
  created: boolean;
  hint: string | null;
}

const names = { date: "requested_date", time: "requested_time" };

/**
 * Books an appointment: who, when, what. The same request of the same customer gives the first booking.
 * @throws CONFLICT where several customers fit, or the time cannot be had; VALIDATION_ERROR; each with the next free times
 */
export const appointmentSchedule = defineWrite({
  name: "appointment.schedule",
  title: "Schedule an appointment",
  description:
    "Books an appointment: finds the customer, a free time and whoever is free, and texts them. Answers with the next free times where that one cannot be had, and with a question where several customers fit: ask, never guess.",
  scopes: ["office:write"],
  uses: [...bookingUses, "calendar.refresh"],
  input,
  output: z.object({
    appointment: appointmentView,
    created: z.boolean().describe("False: it was booked already."),
    confirmation,
    hint: z.string().nullable(),
  }),
  example: {
    customer_identifier: "Maria Garcia",
    requested_date: "tomorrow",
    requested_time: "afternoon",
    services: ["Screen cleaning"],
  },
  summary: ({ appointment, created }) =>
    `${created ? "Booked" : "Already there"}: ${appointment.customer.name ?? "customer"}, ${appointment.services.join(", ") || "appointment"}, ${appointment.when} (${appointment.ticket_id}).`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  keepsWords: true,
  plan,
  apply: (statements) => statements,
  answer,
});

async function plan(given: Input, ctx: OperationContext): Promise<Plan<Statement[], Result>> {
  const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
  const services = await servicesNamed(given.services, ctx);
  const technician = given.technician ? memberNamed(given.technician, ctx).id : undefined;
  const needs = needsOf(services, { minutes: given.duration_estimate_minutes, technician }, ctx);
  const said = { date: given.requested_date, time: given.requested_time };
  const wanted = await readWanted(said, names, needs, ctx);
  const { address, addressId, hint } = addressFor(given.address_identifier, customer);
  const isHold = given.hold_minutes !== undefined;
  const same = await alreadyThere(customer.id, wanted, (row) => hasSameServices(row, services), ctx);
  if (same?.state === "booked" || (same && isHold))
    return unchanged(same, otherwise(same, given, needs, address) ?? hint);
  if (same) return taking(same, given, otherwise(same, given, needs, address), ctx);
  const { hint: old } = await ctx.use<{ hint: string | null }>("calendar.refresh", {
    technician: technician ?? null,
  });
  const slot = await fit(wanted, needs, names, ctx);
  const booking = await planBooking(
    {
      ...{ customer, services, slot, address, addressId },
      state: isHold ? "held" : "booked",
      heldUntil: given.hold_minutes === undefined ? null : ctx.now + given.hold_minutes * 60_000,
      arrivalMinutes: wanted.isWindow ? windowAfter(slot.localMinute, wanted) : null,
      notes: given.notes || null,
      tells: given.send_confirmation && ctx.settings.get("office.tells"),
    },
    ctx,
  );
  return {
    facts: {
      customer: customer.id,
      starts_at: isoIn(booking.row.zone, slot.startsAt),
      services: services.map(({ name }) => name),
      technician: slot.technician,
    },
    card: async () => [
      { label: "Customer", value: [customer.name, customer.phones[0]].filter(Boolean).join(", ") },
      { label: isHold ? "Keep" : "Book", value: saidWhen(booking.row, ctx.now) },
      { label: "Services", value: services.map(({ name }) => name).join(", ") || "none named" },
      ...(address === null ? [] : [{ label: "Where", value: address }]),
      ...(booking.row.notes ? [{ label: "Notes", quote: booking.row.notes }] : []),
      { label: "They are told", value: booking.row.tells && !isHold ? "by text" : "nothing" },
    ],
    data: booking.statements,
    result: { id: booking.ticketId, created: true, hint: [hint, old].filter(Boolean).join(" ") || null },
    events: isHold ? [] : booked(booking.ticketId),
  };
}

/** The rest of the window in which they were told that somebody comes. */
function windowAfter(minute: number, { until }: Wanted): number | null {
  return until > minute ? until - minute : null;
}

/** An appointment or a held time of the customer's that is what is asked for. */
export async function alreadyThere(
  contactId: string,
  wanted: Wanted,
  isSame: (row: AppointmentRow) => boolean,
  ctx: OperationContext,
): Promise<AppointmentRow | undefined> {
  const rows = await appointmentsWith(ctx.db, contactId, 100);
  const now = ctx.now;
  return rows.find(
    (row) =>
      (row.state === "booked" || (row.state === "held" && (row.heldUntil ?? 0) > now)) &&
      row.startsAt > now &&
      isWithin(row, wanted) &&
      isSame(row),
  );
}

function unchanged(row: AppointmentRow, hint: string | null): Plan<Statement[], Result> {
  return { facts: { ticket: row.ticketId }, data: [], result: { id: row.ticketId, created: false, hint } };
}

/** What was said otherwise this time stays as it was booked; whoever asked is told. */
function otherwise(
  row: AppointmentRow,
  { address_identifier, technician, duration_estimate_minutes }: Input,
  needs: Needs,
  address: string | null,
): string | null {
  const others = [
    ...(duration_estimate_minutes !== undefined && needs.minutes * 60_000 !== row.endsAt - row.startsAt
      ? ["duration"]
      : []),
    ...(technician !== undefined && needs.technician !== row.technician ? ["technician"] : []),
    ...(address_identifier !== undefined && address !== row.address ? ["address"] : []),
  ];
  if (others.length === 0) return null;
  return `They had that time already: its ${others.join(" and ")} stays as it was. Change it with crm_update ticket update or assign.`;
}

/** The time that was held for them becomes theirs. */
function taking(
  row: AppointmentRow,
  { notes, send_confirmation }: Input,
  hint: string | null,
  ctx: OperationContext,
): Plan<Statement[], Result> {
  const tells = send_confirmation && ctx.settings.get("office.tells");
  return {
    facts: { ticket: row.ticketId },
    data: [
      ...stillFree(row, ctx),
      ...changeAppointment(
        row,
        { state: "booked", heldUntil: null, tells, ...(notes ? { notes } : {}) },
        ctx.now,
      ),
      ...(row.waitlistId === null ? [] : [waitingBooked(row.waitlistId, ctx.now)]),
    ],
    result: { id: row.ticketId, created: true, hint },
    events: booked(row.ticketId),
  };
}

function booked(ticketId: string): EventDraft[] {
  return [{ type: "appointment.booked", subject: ticketId }];
}

async function answer({ id, created, hint }: Result, ctx: OperationContext) {
  const row = await appointmentOf(ctx.db, id);
  const [appointment] = row ? await viewAppointments([row], ctx) : [];
  if (!row || !appointment) throw new TypeError("an appointment that was booked is gone");
  const { phone } = appointment.customer;
  const told = created
    ? confirmationOf(row, phone)
    : { status: "none" as const, to: phone, why: "It was there already." };
  return { appointment, created, confirmation: told, hint };
}
