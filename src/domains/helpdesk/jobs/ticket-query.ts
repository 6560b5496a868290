import * as z from "zod";
import { ticketStatuses } from "#db/schema/helpdesk.ts";
import { type TicketRow, ticketsByIds } from "#domains/helpdesk/store.ts";
import { requireTicket } from "#domains/helpdesk/tickets/find.ts";
import { listTickets } from "#domains/helpdesk/tickets/list-store.ts";
import { peersOf, ticketView, viewTicket } from "#domains/helpdesk/tickets/view.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, encodeCursor, pageOf } from "#platform/cursor.ts";
import { readSpokenDate } from "#platform/spoken-date.ts";
import { counted } from "#platform/words.ts";
import { dateAfter, instantOf, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";

/** An appointment as the office tells of it; its shape is theirs. */
interface Appointment extends Record<string, unknown> {
  id: string;
  starts_at: string;
  customer: { id: string; name: string | null };
}

const item = ticketView.omit({ ticketId: true }).extend({
  ticket_id: z.string().describe("TKT-…, what people say"),
  appointment: z
    .looseObject({})
    .nullable()
    .describe("When it is, and everything about that; null for one without a time."),
  customer: z.looseObject({}).nullable().optional(),
  address: z.string().nullable().optional(),
  line_items: z.array(z.looseObject({})).optional(),
  total: z.string().optional(),
});

type Item = z.infer<typeof item>;

/** Tickets and appointments: by their time where a day is asked for, else the newest first. @throws NOT_FOUND */
export const ticketQuery = defineRead({
  name: "ticket.query",
  title: "Query tickets and appointments",
  description:
    "Tickets and appointments. With date, from, until or technician those with a time, in the order of the day; else the newest first. filters.date takes 'today', 'tomorrow', 'next Monday' or a date; search looks in customers' names, services, descriptions and addresses.",
  scopes: ["office:read", "helpdesk:read"],
  uses: ["appointment.look_up", "contact.identify", "line_item.look_up"],
  input: queryInput(
    {
      status: z
        .enum([...ticketStatuses, "any_open", "any"])
        .optional()
        .describe("any when left out."),
      date: z.string().min(1).max(80).optional(),
      from: z.string().max(80).optional().describe("From this day on."),
      until: z.string().max(80).optional().describe("Until the end of this day."),
      customer_id: z.string().max(60).optional(),
      technician: z.string().max(120).optional(),
      category: z.string().max(60).optional(),
    },
    ["line_items", "customer", "address"],
  ),
  output: queryOutput(item),
  example: { filters: { date: "today", search: "Garcia" } },
  summary: ({ items }) =>
    items.length === 0
      ? "No ticket fits that."
      : `${counted(items.length, "ticket")}: ${items.map(said).join("; ")}.`,
  untrustedPeers: ({ items }) =>
    peersOf(items.map(({ caller, ticket_id }) => ({ caller, ticketId: ticket_id }))),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const { id, filters = {}, include, limit, cursor } = asked;
    if (id !== undefined) return whole(await shown([await requireTicket(id, ctx)], include, ctx));
    const words = wordsOf(asked);
    const isByTime = [filters.date, filters.from, filters.until, filters.technician].some(
      (each) => each !== undefined,
    );
    if (isByTime) return await byTime({ ...filters, words }, { include, limit, cursor }, ctx);
    const found = await listTickets(ctx, {
      status: filters.status === "any" ? undefined : filters.status,
      category: filters.category,
      contactIds: filters.customer_id === undefined ? undefined : [filters.customer_id],
      words,
      orContacts: words === undefined ? undefined : await contactsFor(words, ctx),
      before: cursor === undefined ? undefined : decodeCursor(cursor).at,
      limit: limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      limit,
      (row) => ({ ...row, room: " ".repeat(900) }),
      ({ number, id: ticketId }) => ({ at: number, id: ticketId }),
    );
    return { items: await shown(rows, include, ctx), truncated, next_cursor: nextCursor };
  },
});

function said({ ticket_id, status, appointment }: Item): string {
  const { customer, when } = (appointment ?? {}) as { customer?: { name?: string }; when?: string };
  return [ticket_id, customer?.name, when, status].filter(Boolean).join(", ");
}

const whole = (items: Item[]) => ({ items, truncated: false, next_cursor: null });

interface Filters {
  status?: string | undefined;
  date?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
  customer_id?: string | undefined;
  technician?: string | undefined;
  category?: string | undefined;
  words: string | undefined;
}

/** Days that are looked at where only one end is said. */
const usualDays = 60;

/** Appointments of some days in their order, by when they begin. */
async function byTime(
  filters: Filters,
  { include, limit, cursor }: { include: readonly string[]; limit: number; cursor: string | undefined },
  ctx: OperationContext,
) {
  const zone = ctx.settings.get("business.zone");
  const today = localMoment(zone, ctx.now).date;
  const day = async (text: string | undefined, name: string) =>
    text === undefined ? undefined : await readDay(text, name, today, ctx);
  const date = await day(filters.date, "date");
  const [asked, until] = [
    date ?? (await day(filters.from, "from")),
    date ?? (await day(filters.until, "until")),
  ];
  const first = asked ?? (until === undefined || until >= today ? today : dateAfter(until, -usualDays));
  const last = until ?? dateAfter(first, usualDays);
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const { appointments, cut } = await ctx.use<{
    appointments: Appointment[];
    cut: { at: number; id: string } | null;
  }>("appointment.look_up", {
    from: Math.max(instantOf(zone, first, 0), after?.at ?? 0),
    until: instantOf(zone, dateAfter(last, 1), 0),
    ...(filters.technician === undefined ? {} : { technician: filters.technician }),
    ...(filters.customer_id === undefined ? {} : { contactId: filters.customer_id }),
  });
  const rows = new Map(
    (
      await ticketsByIds(
        ctx.db,
        appointments.map(({ id }) => id),
      )
    ).map((row) => [row.id, row]),
  );
  const fitting = appointments.flatMap((appointment) => {
    const row = rows.get(appointment.id);
    return row && isWanted(row, appointment, filters, after) ? [row] : [];
  });
  const items = await shown(fitting.slice(0, limit), include, ctx);
  const next =
    fitting.length > limit ? appointments.find(({ id }) => id === fitting[limit - 1]?.id) : undefined;
  return {
    items,
    truncated: false,
    next_cursor: next
      ? encodeCursor({ at: Date.parse(next.starts_at), id: next.id })
      : cut && encodeCursor(cut),
  };
}

function isWanted(
  row: TicketRow,
  appointment: Appointment,
  { status, category, words }: Filters,
  after: { at: number; id: string } | undefined,
): boolean {
  const at = Date.parse(appointment.starts_at);
  const isAfter = after === undefined || at > after.at || (at === after.at && row.id > after.id);
  const isOver = row.status === "cancelled";
  const fitsStatus =
    status === undefined
      ? !isOver
      : status === "any" ||
        status === row.status ||
        (status === "any_open" && ["open", "scheduled", "in_progress"].includes(row.status));
  const text = JSON.stringify([row.description, row.category, appointment]).toLowerCase();
  const fitsWords =
    words === undefined ||
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word));
  return isAfter && fitsStatus && fitsWords && (category === undefined || row.category === category);
}

/** @throws DeskError VALIDATION_ERROR */
async function readDay(text: string, name: string, today: string, ctx: OperationContext): Promise<string> {
  const read = await readSpokenDate(text, today, ctx.settings.get("business.region"));
  if (read) return read.date;
  throw new DeskError("VALIDATION_ERROR", "That cannot be read as a day.", {
    fields: { [`filters.${name}`]: ["Say it as 2026-12-01, today, tomorrow or next Monday."] },
  });
}

/** Whose tickets may be meant by these words: a few customers, never a whole list. */
async function contactsFor(words: string, ctx: OperationContext): Promise<string[]> {
  const { contacts } = await ctx.use<{ contacts: { id: string }[] }>("contact.identify", { given: words });
  return contacts.slice(0, 10).map(({ id }) => id);
}

async function shown(
  rows: readonly TicketRow[],
  include: readonly string[],
  ctx: OperationContext,
): Promise<Item[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [{ appointments }, charged] = await Promise.all([
    ctx.use<{ appointments: Appointment[] }>("appointment.look_up", { ticketIds: ids }),
    include.includes("line_items")
      ? ctx.use<{ tickets: Record<string, { line_items: Record<string, unknown>[]; total: string }> }>(
          "line_item.look_up",
          {
            ticketIds: ids,
          },
        )
      : undefined,
  ]);
  const byTicket = new Map(appointments.map((each) => [each.id, each]));
  return await Promise.all(
    rows.map(async (row): Promise<Item> => {
      const { ticketId, ...view } = viewTicket(row, ctx);
      const appointment = byTicket.get(row.id) ?? null;
      return {
        ...view,
        ticket_id: ticketId,
        appointment,
        ...(include.includes("customer") ? { customer: await customerOf(row, ctx) } : {}),
        ...(include.includes("address")
          ? { address: (appointment?.["address"] as string | null | undefined) ?? null }
          : {}),
        ...(charged?.tickets[row.id] ?? {}),
      };
    }),
  );
}

async function customerOf(
  { contactId }: TicketRow,
  ctx: OperationContext,
): Promise<Record<string, unknown> | null> {
  if (contactId === null) return null;
  const { contacts } = await ctx.use<{ contacts: Record<string, unknown>[] }>("contact.identify", {
    given: contactId,
  });
  return contacts[0] ?? null;
}
