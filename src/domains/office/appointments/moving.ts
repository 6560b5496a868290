import type { Statement } from "#db/statement.ts";
import { moveLineItems } from "#domains/office/line-items/line-item-store.ts";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { waitingBooked } from "#domains/office/waitlist/waitlist-store.ts";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext, Plan } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type AppointmentRow, changeAppointment } from "./appointment-store.ts";
import { bookingUses, isWithin, needsAs, planBooking } from "./booking.ts";
import type { Needs, Slot } from "./slots.ts";
import { saidWhen, servicesIn } from "./view.ts";
import { type Arguments, fit, type Wanted } from "./wanted.ts";

/** What moving an appointment asks of the other parts of the desk. */
export const movingUses = [...bookingUses, "ticket.move", "calendar.refresh"];

export interface Moved {
  id: string;
  /** The ticket it was moved from; null where it was there already. */
  from: string | null;
  hint: string | null;
}

/**
 * The old time is freed and the new one taken in one unit; nothing where it has that time already. Asks for
 * `movingUses`. @throws DeskError CONFLICT, VALIDATION_ERROR, with the next free times
 */
export async function planMove(
  row: AppointmentRow,
  {
    wanted,
    names,
    tells,
    reason,
  }: { wanted: Wanted; names: Arguments; tells: boolean; reason?: string | undefined },
  ctx: OperationContext,
): Promise<Plan<Statement[], Moved>> {
  if (row.startsAt > ctx.now && isWithin(row, wanted))
    return {
      facts: { ticket: row.ticketId },
      data: [],
      result: { id: row.ticketId, from: null, hint: null },
    };
  const { hint } = await ctx.use<{ hint: string | null }>("calendar.refresh", {
    technician: row.technician || null,
  });
  const slot = await slotFor(row, wanted, names, ctx);
  const customer = (await customerBy(row.contactId, ctx)) ?? { id: row.contactId, phones: [], name: null };
  const isOccurrence = row.seriesId !== null && row.seriesDate !== null;
  const booking = await planBooking(
    {
      ...{ customer, slot, state: "booked", except: row.ticketId, isCharged: false },
      services: await servicesByIds(ctx.db, servicesIn(row)),
      arrivalMinutes: wanted.isWindow ? Math.max(wanted.until - slot.localMinute, 0) || null : null,
      ...{ addressId: row.addressId, address: row.address, notes: row.notes, movedFrom: row.ticketId },
      ...(isOccurrence ? { series: { id: row.seriesId ?? "", date: row.seriesDate ?? "" } } : {}),
      tells: tells && ctx.settings.get("office.tells"),
    },
    ctx,
  );
  await ctx.use("ticket.move", { id: row.ticketId, status: "cancelled" });
  const freed = { state: "cancelled" as const, heldUntil: null, movedTo: booking.ticketId };
  return {
    facts: {
      ...{ from: row.ticketId, to: booking.ticketId, starts_at: isoIn(row.zone, slot.startsAt) },
      ...(reason ? { reason } : {}),
    },
    versions: { [`appointment ${row.ticketId}`]: row.version },
    data: [
      ...changeAppointment(row, freed, ctx.now),
      ...booking.statements,
      ...(row.waitlistId === null ? [] : [waitingBooked(row.waitlistId, ctx.now)]),
      moveLineItems(row.ticketId, booking.ticketId),
    ],
    result: { id: booking.ticketId, from: row.ticketId, hint },
    events: [{ type: "appointment.moved", subject: booking.ticketId }],
  };
}

/** @throws DeskError CONFLICT for one that is over, or was cancelled */
export function requireMovable(row: AppointmentRow, ctx: OperationContext): void {
  if (row.state === "booked" || (row.state === "held" && (row.heldUntil ?? 0) > ctx.now)) return;
  const was =
    row.state === "done"
      ? "is done"
      : row.state === "held"
        ? "was only held, and not for so long"
        : "was cancelled";
  throw new DeskError(
    "CONFLICT",
    `The appointment of ${saidWhen(row, ctx.now)} ${was}: it cannot be moved.`,
    {
      next: "Book a new one with schedule_appointment.",
    },
  );
}

/** With whoever has it, else with whoever is free. */
async function slotFor(
  row: AppointmentRow,
  wanted: Wanted,
  names: Arguments,
  ctx: OperationContext,
): Promise<Slot> {
  const needs: Needs = needsAs(row);
  const isOnTeam = ctx.settings.get("business.team").some(({ id }) => id === row.technician);
  if (!isOnTeam) return await fit(wanted, needs, names, ctx, row.ticketId);
  try {
    return await fit(wanted, { ...needs, technician: row.technician }, names, ctx, row.ticketId);
  } catch (failure) {
    if (!(failure instanceof DeskError) || failure.code !== "CONFLICT") throw failure;
    return await fit(wanted, needs, names, ctx, row.ticketId);
  }
}
