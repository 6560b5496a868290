import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { quotes } from "#db/schema/money.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type QuoteRow = typeof quotes.$inferSelect;

const firstNumber = 1000;

export async function quoteById(db: Reader, id: string): Promise<QuoteRow | undefined> {
  const [row] = await db.select().from(quotes).where(eq(quotes.id, id));
  return row;
}

export async function quoteByNumber(db: Reader, number: number): Promise<QuoteRow | undefined> {
  const [row] = await db.select().from(quotes).where(eq(quotes.number, number));
  return row;
}

export async function quoteWithToken(db: Reader, token: string): Promise<QuoteRow | undefined> {
  const [row] = await db.select().from(quotes).where(eq(quotes.token, token));
  return row;
}

/** Quotes, the newest first. `expired` is one that was sent and is over. */
export async function quotesThat(
  db: Reader,
  filter: {
    status?: QuoteRow["state"] | "expired" | undefined;
    today: string;
    contactIds?: readonly string[] | undefined;
    before?: { at: number; id: string } | undefined;
    limit: number;
  },
): Promise<QuoteRow[]> {
  const { status, today, contactIds, before, limit } = filter;
  const isOver = sql`${quotes.validUntil} < ${today}`;
  return await db
    .select()
    .from(quotes)
    .where(
      and(
        status === undefined
          ? undefined
          : status === "expired"
            ? sql`state = 'sent' AND ${isOver}`
            : status === "sent"
              ? sql`state = 'sent' AND NOT ${isOver}`
              : eq(quotes.state, status),
        contactIds && inArray(quotes.contactId, [...contactIds]),
        before && sql`(${quotes.createdAt}, ${quotes.id}) < (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(desc(quotes.createdAt), desc(quotes.id))
    .limit(limit);
}

export function insertQuote(row: QuoteRow): Statement {
  return statement(builder.insert(quotes).values(row));
}

/** The unit ends where the quote has changed meanwhile. */
export function changeQuote(
  { id, version }: Pick<QuoteRow, "id" | "version">,
  changes: Partial<QuoteRow>,
  now: number,
): Statement[] {
  return [
    guard(
      "the quote is as it was read",
      sql`EXISTS (SELECT 1 FROM quotes WHERE id = ${id} AND version = ${version})`,
    ),
    statement(
      builder
        .update(quotes)
        .set({ ...changes, version: version + 1, updatedAt: now })
        .where(eq(quotes.id, id)),
    ),
  ];
}

/** The next number, at the moment of the commit: nothing that fails takes one. */
export function numberQuote(id: string): Statement {
  return statement(
    sql`UPDATE quotes SET number = (SELECT coalesce(max(number), ${firstNumber - 1}) + 1 FROM quotes)
      WHERE id = ${id} AND number IS NULL`,
  );
}
