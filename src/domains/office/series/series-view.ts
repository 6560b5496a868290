import * as z from "zod";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn, localMoment, spoken } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { chainOf, type SeriesRow, seriesById, visitsOf } from "./series-store.ts";

/** Visits that come again, as tools show them. */
export const seriesView = z.object({
  id: z.string().describe("ser_…"),
  customer: z.object({ id: z.string(), name: z.string().nullable() }),
  rule: z.string().describe("RFC 5545"),
  services: z.array(z.string()),
  time: z.string(),
  zone: z.string(),
  minutes: z.int(),
  from_date: z.string(),
  until_date: z.string().nullable(),
  technician: z.string().nullable(),
  notes: z.string().nullable(),
  coming: z.array(z.object({ ticket_id: z.string(), date: z.string(), when: z.string() })),
});

/** How many of the visits to come are shown. */
const shown = 10;

export async function viewSeries(row: SeriesRow, ctx: OperationContext): Promise<z.infer<typeof seriesView>> {
  const [customer, services, visits] = await Promise.all([
    customerBy(row.contactId, ctx),
    servicesByIds(ctx.db, JSON.parse(row.services) as string[]),
    visitsOf(ctx.db, row.id),
  ]);
  const coming = visits
    .filter(({ state, startsAt }) => state === "booked" && startsAt > ctx.now)
    .slice(0, shown);
  const { numbers } = await ctx.use<{ numbers: Record<string, string> }>("ticket.numbers", {
    ids: coming.map(({ ticketId }) => ticketId),
  });
  const hours = String(Math.floor(row.localMinute / 60)).padStart(2, "0");
  return {
    id: row.id,
    customer: { id: row.contactId, name: customer?.name ?? null },
    rule: row.rule,
    services: services.map(({ name }) => name),
    time: `${hours}:${String(row.localMinute % 60).padStart(2, "0")}`,
    zone: row.zone,
    minutes: row.minutes,
    from_date: row.fromDate,
    until_date: row.untilDate,
    technician: row.technician || null,
    notes: row.notes,
    coming: coming.map(({ ticketId, zone, startsAt }) => ({
      ticket_id: numbers[ticketId] ?? ticketId,
      date: localMoment(zone, startsAt).date,
      when: spoken(isoIn(zone, startsAt), ctx.now),
    })),
  };
}

export async function requireSeries(id: string, ctx: OperationContext): Promise<SeriesRow> {
  const row = await seriesById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such series.", { next: "See crm_query type series." });
}

/** The series as it goes on now, by the id of it or of what it goes on from. @throws DeskError NOT_FOUND */
export async function newestOf(id: string, ctx: OperationContext): Promise<SeriesRow> {
  const row = await requireSeries(id, ctx);
  return (await chainOf(ctx.db, row)).at(-1) ?? row;
}

export const madeView = z.object({
  series: seriesView,
  booked: z.int(),
  cancelled: z.int(),
  skipped: z
    .array(z.string())
    .describe("Visits that cannot be had at that time, and why: ask for another one for each."),
});

export interface SeriesResult {
  id: string;
  booked: number;
  cancelled: number;
  skipped: string[];
}

export async function madeAnswer({ id, ...counts }: SeriesResult, ctx: OperationContext) {
  return { series: await viewSeries(await requireSeries(id, ctx), ctx), ...counts };
}
