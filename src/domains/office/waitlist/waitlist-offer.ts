import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import {
  type AppointmentRow,
  appointmentOf,
  changeAppointment,
} from "#domains/office/appointments/appointment-store.ts";
import {
  bookingUses,
  confirmation,
  confirmationOf,
  isWithin,
  needsOf,
  planBooking,
} from "#domains/office/appointments/booking.ts";
import { appointmentView, viewAppointments } from "#domains/office/appointments/view.ts";
import { type Arguments, fit, readWanted } from "#domains/office/appointments/wanted.ts";
import { addressFor } from "#domains/office/customer.ts";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { changeWaiting, type WaitingRow, waitingById } from "./waitlist-store.ts";

const names: Arguments = { date: "date", time: "time" };

/** Keeps a time for somebody on the waiting list and tells them. @throws NOT_FOUND; CONFLICT for a time that is taken */
export const waitlistOffer = defineWrite({
  name: "waitlist.offer",
  title: "Offer a time to somebody waiting",
  description:
    "Keeps a free time for somebody on the waiting list and texts them: they take it by answering C or with the link. Kept for office.hold_minutes; then it is free again and they wait on.",
  scopes: ["office:write"],
  uses: [...bookingUses, "ticket.move"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("wai_…"),
    date: z.string().min(1).max(80),
    time: z.string().min(1).max(80),
  }),
  output: z.object({ appointment: appointmentView, confirmation }),
  example: { id: "wai_01m7z9y4c0fc3k36ha5sw1et20", date: "today", time: "3:30pm" },
  summary: ({ appointment }) =>
    `Kept for ${appointment.customer.name ?? "them"}: ${appointment.when}, until ${appointment.held_until ?? "then"}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ id, date, time }, ctx) {
    const row = await requireWaiting(id, ctx);
    const held = await offeredNow(row, ctx);
    if (row.state === "booked" || row.state === "gone")
      throw new DeskError("CONFLICT", "They do not wait any more.", { next: "See crm_query type waitlist." });
    const customer = await customerBy(row.contactId, ctx);
    if (!customer) throw new DeskError("NOT_FOUND", "The customer has gone.");
    const services = await servicesByIds(ctx.db, JSON.parse(row.services) as string[]);
    const needs = needsOf(services, { minutes: row.minutes }, ctx);
    const wanted = await readWanted({ date, time }, names, needs, ctx);
    if (held && isWithin(held, wanted))
      return { facts: { id, ticket: held.ticketId }, data: [], result: { ticketId: held.ticketId } };
    const slot = await fit(wanted, needs, names, ctx);
    const heldUntil = Math.min(ctx.now + ctx.settings.get("office.hold_minutes") * 60_000, slot.startsAt);
    const { address, addressId } = addressFor(undefined, customer);
    const booking = await planBooking(
      {
        ...{ customer, services, slot, address, addressId, heldUntil },
        ...{ state: "held", notes: row.notes, waitlistId: id },
        tells: ctx.settings.get("office.tells"),
      },
      ctx,
    );
    return {
      facts: { id, ticket: booking.ticketId, starts_at: isoIn(booking.row.zone, slot.startsAt) },
      versions: { [id]: row.version },
      data: [
        ...(held ? await lettingGo(held, ctx) : []),
        ...booking.statements,
        ...changeWaiting(row, { state: "offered", offered: booking.ticketId }, ctx.now),
      ],
      result: { ticketId: booking.ticketId },
      events: [{ type: "appointment.offered", subject: booking.ticketId }],
    };
  },
  apply: (statements) => statements,
  answer: async ({ ticketId }: { ticketId: string }, ctx) => {
    const row = await appointmentOf(ctx.db, ticketId);
    const [appointment] = row ? await viewAppointments([row], ctx) : [];
    if (!row || !appointment) throw new TypeError("a time that was kept is gone");
    return { appointment, confirmation: confirmationOf(row, appointment.customer.phone) };
  },
});

/** The time that is kept for them now. */
export async function offeredNow(
  row: WaitingRow,
  ctx: OperationContext,
): Promise<AppointmentRow | undefined> {
  if (row.offered === null || row.state !== "offered") return undefined;
  const held = await appointmentOf(ctx.db, row.offered);
  return held?.state === "held" && (held.heldUntil ?? 0) > ctx.now ? held : undefined;
}

/** A time that is kept for somebody is free again, and its ticket over. Asks for `ticket.move`. */
export async function lettingGo(held: AppointmentRow, ctx: OperationContext): Promise<Statement[]> {
  await ctx.use("ticket.move", { id: held.ticketId, status: "cancelled" });
  return changeAppointment(held, { state: "cancelled", heldUntil: null }, ctx.now);
}

export async function requireWaiting(id: string, ctx: OperationContext): Promise<WaitingRow> {
  const row = await waitingById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such entry on the waiting list.", {
    next: "See crm_query type waitlist.",
  });
}
