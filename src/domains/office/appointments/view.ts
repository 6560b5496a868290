import * as z from "zod";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { type Customer, customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn, spoken, timeOfDay } from "#platform/zone.ts";
import type { AppointmentRow } from "./appointment-store.ts";
import { teamOf } from "./diary.ts";

/** An appointment as tools show it: its time as an instant, and as people here say it. */
export const appointmentView = z.object({
  ticket_id: z.string().describe("TKT-…, what people say"),
  id: z.string().describe("tkt_…"),
  status: z.string().describe("held, booked, done or cancelled"),
  customer: z.object({ id: z.string(), name: z.string().nullable(), phone: z.string().nullable() }),
  services: z.array(z.string()),
  starts_at: z.string().describe("ISO 8601"),
  ends_at: z.string(),
  when: z.string().describe("As people say it, with its zone"),
  zone: z.string(),
  local_date: z.string(),
  local_time: z.string(),
  arrival_window: z.string().nullable().describe("When somebody comes, where that is not the start itself."),
  technician: z.string().nullable(),
  address: z.string().nullable(),
  notes: z.string().nullable(),
  confirmed: z.boolean().describe("True once the customer has said that it suits them."),
  held_until: z.string().nullable(),
  moved_from: z.string().nullable(),
  moved_to: z.string().nullable(),
});

export type AppointmentView = z.infer<typeof appointmentView>;

/** When an appointment is, as people say it: "Tuesday 1 December, 2:00 pm (America/Chicago)". */
export function saidWhen({ startsAt, zone }: Pick<AppointmentRow, "startsAt" | "zone">, now: number): string {
  return `${spoken(isoIn(zone, startsAt), now)} (${zone})`;
}

/** Appointments in their order, each with its customer and its ticket's number. */
export async function viewAppointments(
  rows: readonly AppointmentRow[],
  ctx: OperationContext,
): Promise<AppointmentView[]> {
  if (rows.length === 0) return [];
  const tickets = rows.flatMap((row) =>
    [row.ticketId, row.movedFrom, row.movedTo].filter((id) => id !== null),
  );
  const contactIds = [...new Set(rows.map(({ contactId }) => contactId))];
  const [customers, services, { numbers }] = await Promise.all([
    Promise.all(contactIds.map((id) => customerBy(id, ctx))),
    servicesByIds(ctx.db, [...new Set(rows.flatMap(servicesIn))]),
    ctx.use<{ numbers: Record<string, string> }>("ticket.numbers", { ids: [...new Set(tickets)] }),
  ]);
  const known = new Map(contactIds.map((id, at) => [id, customers[at]]));
  const names = new Map(services.map(({ id, name }) => [id, name]));
  const team = new Map(teamOf(ctx).map(({ id, name }) => [id, name]));
  return rows.map((row) =>
    viewOne(row, { customer: known.get(row.contactId), names, team, numbers, now: ctx.now }),
  );
}

function viewOne(
  row: AppointmentRow,
  {
    customer,
    names,
    team,
    numbers,
    now,
  }: {
    customer: Customer | undefined;
    names: ReadonlyMap<string, string>;
    team: ReadonlyMap<string, string>;
    numbers: Record<string, string>;
    now: number;
  },
): AppointmentView {
  const { zone, startsAt, endsAt } = row;
  const start = isoIn(zone, startsAt);
  const window = row.arrivalMinutes === null ? null : isoIn(zone, startsAt + row.arrivalMinutes * 60_000);
  return {
    ticket_id: numbers[row.ticketId] ?? row.ticketId,
    id: row.ticketId,
    status: row.state,
    customer: { id: row.contactId, name: customer?.name ?? null, phone: customer?.phones[0] ?? null },
    services: servicesIn(row).map((id) => names.get(id) ?? id),
    starts_at: start,
    ends_at: isoIn(zone, endsAt),
    when: saidWhen(row, now),
    zone,
    local_date: row.localDate,
    local_time: start.slice(11, 16),
    arrival_window: window === null ? null : `${timeOfDay(start)} to ${timeOfDay(window)}`,
    technician: row.technician === "" ? null : (team.get(row.technician) ?? row.technician),
    address: row.address,
    notes: row.notes,
    confirmed: row.confirmedAt !== null,
    held_until: row.heldUntil === null || row.state !== "held" ? null : isoIn(zone, row.heldUntil),
    moved_from: row.movedFrom === null ? null : (numbers[row.movedFrom] ?? row.movedFrom),
    moved_to: row.movedTo === null ? null : (numbers[row.movedTo] ?? row.movedTo),
  };
}

export function servicesIn({ services }: Pick<AppointmentRow, "services">): string[] {
  return JSON.parse(services) as string[];
}
