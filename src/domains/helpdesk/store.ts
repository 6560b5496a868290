import { and, desc, eq, gte, inArray, type Placeholder, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { handoffs, ticketChanges, tickets } from "#db/schema/helpdesk.ts";
import { guard, guardTemplate, type Statement, statement, template } from "#db/statement.ts";
import { owed } from "./tickets/status.ts";
import { firstNumber } from "./tickets/ticket-number.ts";

export type TicketRow = typeof tickets.$inferSelect;
export type ChangeRow = typeof ticketChanges.$inferSelect;
export type HandoffRow = typeof handoffs.$inferSelect;

export const isOpen = sql.raw(`status IN (${owed.map((status) => `'${status}'`).join(", ")})`);

const byId = preparedBy((db) =>
  db
    .select()
    .from(tickets)
    .where(eq(tickets.id, sql.placeholder("id")))
    .prepare(),
);

export async function ticketById(db: Reader, id: string): Promise<TicketRow | undefined> {
  const [row] = await byId(db).execute({ id });
  return row;
}

export async function ticketByNumber(db: Reader, number: number): Promise<TicketRow | undefined> {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  return row;
}

export async function ticketsByIds(db: Reader, ids: string[]): Promise<TicketRow[]> {
  return ids.length === 0 ? [] : await db.select().from(tickets).where(inArray(tickets.id, ids));
}

/** What people call the tickets of these ids. */
export async function numbersOf(db: Reader, ids: string[]): Promise<Map<string, number>> {
  const { id, number } = tickets;
  const rows = await db.select({ id, number }).from(tickets).where(inArray(id, ids));
  return new Map(rows.map((row) => [row.id, row.number]));
}

export async function changeById(db: Reader, id: string): Promise<ChangeRow | undefined> {
  const [row] = await db.select().from(ticketChanges).where(eq(ticketChanges.id, id));
  return row;
}

/** The newest lines of a ticket's history, in the order in which they came. */
export async function newestChangesOf(db: Reader, ticketId: string, limit: number): Promise<ChangeRow[]> {
  const newest = await db
    .select()
    .from(ticketChanges)
    .where(eq(ticketChanges.ticketId, ticketId))
    .orderBy(desc(ticketChanges.createdAt), desc(ticketChanges.id))
    .limit(limit);
  return newest.reverse();
}

const acknowledging = (db: Reader) =>
  db
    .select({
      created: handoffs.created,
      matchedBy: handoffs.matchedBy,
      requestId: handoffs.requestId,
      number: tickets.number,
      category: tickets.category,
      escalationReason: tickets.escalationReason,
      caller: tickets.caller,
    })
    .from(handoffs)
    .innerJoin(tickets, eq(tickets.id, handoffs.ticketId))
    .where(eq(handoffs.id, sql.placeholder("id")));
const acknowledgement = preparedBy((db) => acknowledging(db).prepare());

/** Reads a handoff as its sender is told of it, in the unit that writes it; `acknowledgedIn` reads the row. */
export const acknowledgementOf = template<{ id: string }>(() => acknowledging(builder));

export function acknowledgedIn(row: readonly unknown[]): Acknowledged {
  const [created, matchedBy, requestId, number, category, escalationReason, caller] = row;
  return {
    created: Boolean(created),
    ...{ matchedBy, requestId, number, category, escalationReason, caller },
  } as Acknowledged;
}

/** A handoff as its sender is told of it. */
export type Acknowledged = Pick<HandoffRow, "created" | "matchedBy" | "requestId"> &
  Pick<TicketRow, "number" | "category" | "escalationReason" | "caller">;

export async function acknowledgedHandoff(db: Reader, id: string): Promise<Acknowledged | undefined> {
  const [row] = await acknowledgement(db).execute({ id });
  return row;
}

const ofContact = (contactId: string) => sql`(SELECT count(*) FROM tickets WHERE contact_id = ${contactId})`;

export async function ticketIdsOf(db: Reader, contactId: string): Promise<string[]> {
  const rows = await db.select({ id: tickets.id }).from(tickets).where(eq(tickets.contactId, contactId));
  return rows.map(({ id }) => id);
}

/** Gives tickets back to a contact, as far as the one they were given to still has them. */
export function giveTicketsBack({
  from,
  to,
  ids,
}: {
  from: string;
  to: string;
  ids: readonly string[];
}): Statement {
  const own = and(eq(tickets.contactId, from), inArray(tickets.id, [...ids]));
  return statement(builder.update(tickets).set({ contactId: to }).where(own));
}

/** Gives a contact's tickets to another, or to nobody; the unit ends where it has got more of them meanwhile. */
export function giveTickets(given: { from: string; into: string | null; tickets: number }): Statement[] {
  const { from, into, tickets: known } = given;
  return [
    guard("the contact has as many tickets as were counted", sql`${ofContact(from)} = ${known}`),
    statement(builder.update(tickets).set({ contactId: into }).where(eq(tickets.contactId, from))),
  ];
}

/** Tickets opened for some numbers since then, the newest first; no more than a hundred. */
export async function ticketsOfCallers(db: Reader, callers: string[], since: number): Promise<TicketRow[]> {
  return await db
    .select()
    .from(tickets)
    .where(and(inArray(tickets.caller, callers), gte(tickets.createdAt, since)))
    .orderBy(desc(tickets.number))
    .limit(100);
}

const place = sql.placeholder;

const ticketFields = [
  "id",
  "status",
  "category",
  "escalationReason",
  "description",
  "confidence",
  "source",
  "oaKey",
  "caller",
  "contactId",
  "conversationId",
  "property",
  "priority",
  "assignee",
  "createdAt",
] as const;

export type NewTicket = Pick<TicketRow, Exclude<(typeof ticketFields)[number], "assignee">> &
  Partial<Pick<TicketRow, "assignee">>;

/** The number is the next one at the moment of the commit: nothing that fails takes one. */
export function insertTicket(ticket: NewTicket): Statement {
  return ticketInsertion({ assignee: null, ...ticket });
}

const ticketInsertion = template(() => {
  const now = place("createdAt");
  const values = Object.fromEntries(ticketFields.map((name) => [name, place(name)]));
  return builder.insert(tickets).values({
    ...(values as Record<(typeof ticketFields)[number], Placeholder>),
    number: sql`(SELECT coalesce(max(number), ${firstNumber - 1}) + 1 FROM tickets)`,
    updatedAt: now,
    handedOffAt: now,
  });
});

/** What a handoff tells of an open ticket that it comes to. */
export interface Told {
  ticketId: string;
  now: number;
  caller: string | null;
  contactId: string | null;
  oaKey: string | null;
}

/**
 * A handoff comes to an open ticket, which learns what it did not know. The unit ends where the ticket has been
 * closed, or has become another caller's.
 */
export function takeHandoff(told: Told): Statement[] {
  return [takesHandoff({ ...told }), learnFrom({ ...told })];
}

const takesHandoff = guardTemplate<Record<string, unknown>>(
  "the ticket still takes this",
  () => sql`EXISTS (SELECT 1 FROM tickets WHERE id = ${place("ticketId")} AND ${isOpen}
    AND (caller IS NULL OR ${place("caller")} IS NULL OR caller = ${place("caller")}))`,
);

const learnFrom = template<Record<string, unknown>>(
  () => sql`UPDATE tickets SET updated_at = ${place("now")}, handed_off_at = ${place("now")},
    caller = coalesce(caller, ${place("caller")}), contact_id = coalesce(contact_id, ${place("contactId")}),
    oa_key = coalesce(oa_key, ${place("oaKey")}) WHERE id = ${place("ticketId")}`,
);

export function insertHandoff(row: HandoffRow): Statement {
  return handoffInsertion({ ...row, created: row.created ? 1 : 0 });
}

const handoffInsertion = template(
  () => sql`INSERT INTO handoffs
    (id, ticket_id, note_id, created, matched_by, conversation_id, oa_key, request_id, created_at)
    VALUES (${place("id")}, ${place("ticketId")}, ${place("noteId")}, ${place("created")}, ${place("matchedBy")},
      ${place("conversationId")}, ${place("oaKey")}, ${place("requestId")}, ${place("createdAt")})`,
);

type Changed = Partial<
  Pick<
    TicketRow,
    | "status"
    | "assignee"
    | "closedAt"
    | "mergedInto"
    | "caller"
    | "contactId"
    | "oaKey"
    | "priority"
    | "category"
    | "description"
    | "property"
  >
>;

/** Changes the ticket as it was read, and says so in its history; the unit ends where it has changed meanwhile. */
export function changeTicket(
  { id, version }: TicketRow,
  change: Changed,
  history: typeof ticketChanges.$inferInsert,
): Statement[] {
  const now = history.createdAt;
  return [
    isAsRead({ id, version }),
    statement(
      builder
        .update(tickets)
        .set({ ...change, version: version + 1, updatedAt: now })
        .where(eq(tickets.id, id)),
    ),
    statement(builder.insert(ticketChanges).values(history)),
  ];
}

function isAsRead({ id, version }: Pick<TicketRow, "id" | "version">): Statement {
  const same = sql`EXISTS (SELECT 1 FROM tickets WHERE id = ${id} AND version = ${version})`;
  return guard("the ticket is as it was read", same);
}

export function insertChange(row: typeof ticketChanges.$inferInsert): Statement {
  return statement(builder.insert(ticketChanges).values(row));
}

/** What was merged into a ticket is merged into what that is merged into. */
export function mergedOnward(from: string, into: string): Statement {
  return statement(builder.update(tickets).set({ mergedInto: into }).where(eq(tickets.mergedInto, from)));
}
