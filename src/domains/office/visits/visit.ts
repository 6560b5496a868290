import * as z from "zod";
import {
  type AppointmentRow,
  appointmentOf,
  appointmentWithToken,
} from "#domains/office/appointments/appointment-store.ts";
import { needsAs } from "#domains/office/appointments/booking.ts";
import { nextFree } from "#domains/office/appointments/diary.ts";
import { servicesIn } from "#domains/office/appointments/view.ts";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn, localMoment, spoken, timeOfDay } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";

export const visitToken = z.string().regex(/^[A-Za-z0-9_-]{16}$/);

/** The appointment whose page it is, also where it was moved since. @throws DeskError NOT_FOUND */
export async function visitOf(token: string, ctx: OperationContext): Promise<AppointmentRow> {
  let row = await appointmentWithToken(ctx.db, token);
  for (let moves = 0; row && row.movedTo !== null && moves < 100; moves++) {
    const next: AppointmentRow | undefined = await appointmentOf(ctx.db, row.movedTo);
    if (!next) break;
    row = next;
  }
  if (row && row.contactId !== "") return row;
  throw new DeskError("NOT_FOUND", "There is no such appointment.", { next: "Ask the business." });
}

/** What a customer sees of their own appointment: nothing of the business's own. */
export const visitView = z.object({
  what: z.string(),
  when: z.string(),
  zone: z.string(),
  starts_at: z.string(),
  ends_at: z.string(),
  address: z.string().nullable(),
  state: z.enum(["booked", "held", "done", "cancelled", "over"]),
  confirmed: z.boolean(),
  held_until: z.string().nullable(),
  may_change: z.boolean().describe("False: too late to move or cancel it by themselves."),
  hours: z.int().describe("How long before they may."),
  free: z.array(z.object({ at: z.string(), said: z.string() })),
});

/** How many free times the page offers. */
const offered = 24;

export async function viewVisit(
  row: AppointmentRow,
  ctx: OperationContext,
): Promise<z.infer<typeof visitView>> {
  const services = await servicesByIds(ctx.db, servicesIn(row));
  const start = isoIn(row.zone, row.startsAt);
  const window =
    row.arrivalMinutes === null ? undefined : isoIn(row.zone, row.startsAt + row.arrivalMinutes * 60_000);
  const isOver = row.state !== "cancelled" && row.state !== "done" && row.startsAt <= ctx.now;
  const isLapsed = row.state === "held" && (row.heldUntil ?? 0) <= ctx.now;
  const mayChange = isChangeable(row, ctx);
  return {
    what: services.map(({ name }) => name).join(", ") || "Your appointment",
    when: window === undefined ? spoken(start, ctx.now) : `${spoken(start, ctx.now)} to ${timeOfDay(window)}`,
    zone: row.zone,
    starts_at: start,
    ends_at: isoIn(row.zone, row.endsAt),
    address: row.address,
    state: isOver ? "over" : isLapsed ? "cancelled" : row.state,
    confirmed: row.confirmedAt !== null,
    held_until:
      row.heldUntil === null || row.state !== "held" ? null : timeOfDay(isoIn(row.zone, row.heldUntil)),
    may_change: mayChange,
    hours: ctx.settings.get("office.move_hours"),
    free: mayChange ? await freeFor(row, ctx) : [],
  };
}

async function freeFor(row: AppointmentRow, ctx: OperationContext) {
  const from = localMoment(row.zone, ctx.now).date;
  const needs = { ...needsAs(row), ...(row.technician === "" ? {} : { technician: row.technician }) };
  const free = await nextFree(needs, { from, count: offered, except: row.ticketId }, ctx);
  return free
    .filter(({ startsAt }) => startsAt !== row.startsAt)
    .map(({ startsAt }) => {
      const at = isoIn(row.zone, startsAt);
      return { at, said: spoken(at, ctx.now) };
    });
}

/** Whether a customer may still move or cancel it by themselves. */
export function isChangeable(
  { state, startsAt }: AppointmentRow,
  { settings, now }: OperationContext,
): boolean {
  return state === "booked" && startsAt - now > settings.get("office.move_hours") * 3_600_000;
}

/** @throws DeskError CONFLICT */
export function requireChangeable(row: AppointmentRow, ctx: OperationContext): void {
  if (isChangeable(row, ctx)) return;
  throw new DeskError("CONFLICT", "It is too late to change this here.", { next: "Call the business." });
}
