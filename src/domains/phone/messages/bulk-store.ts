import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { bulkRecipients, bulks, messages } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

export type BulkRow = typeof bulks.$inferSelect;
type Recipient = Pick<typeof bulkRecipients.$inferSelect, "phone" | "messageId" | "blockedBy">;

/** A bulk with everybody it was asked for, whether they get a text or not. */
export function insertBulk(row: typeof bulks.$inferInsert, everybody: readonly Recipient[]): Statement[] {
  const rows = everybody.map((each, position) => ({ ...each, bulkId: row.id, position }));
  return [
    statement(builder.insert(bulks).values(row)),
    ...(rows.length === 0 ? [] : [statement(builder.insert(bulkRecipients).values(rows))]),
  ];
}

export async function bulkById(db: Reader, id: string): Promise<BulkRow | undefined> {
  const [row] = await db.select().from(bulks).where(eq(bulks.id, id));
  return row;
}

/** In the order they were asked for. */
export async function recipientsOfBulk(db: Reader, bulkId: string) {
  return await db
    .select({
      phone: bulkRecipients.phone,
      messageId: bulkRecipients.messageId,
      blockedBy: bulkRecipients.blockedBy,
      status: messages.status,
      errorCode: messages.errorCode,
    })
    .from(bulkRecipients)
    .leftJoin(messages, eq(messages.id, bulkRecipients.messageId))
    .where(eq(bulkRecipients.bulkId, bulkId))
    .orderBy(asc(bulkRecipients.position));
}

/** Ids of the texts that came back, the oldest first. */
export async function repliesTo(db: Reader, bulkId: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.bulkId, bulkId), eq(messages.direction, "inbound")))
    .orderBy(asc(messages.at), asc(messages.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Ids of the texts of a bulk that wait here for their time. */
export async function waitingOfBulk(db: Reader, bulkId: string): Promise<string[]> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.bulkId, bulkId), eq(messages.status, "scheduled"), isNull(messages.providerId)));
  return rows.map(({ id }) => id);
}

/** How long after a bulk what somebody writes counts as said about it, in milliseconds. */
const replyWindow = 7 * 86_400_000;

/** The bulk that somebody's text most likely answers: the newest thing they got, where that was one of a bulk. */
export async function answeredBulk(db: Reader, peer: string, at: number): Promise<string | undefined> {
  const [row] = await db
    .select({ bulkId: messages.bulkId })
    .from(messages)
    .where(
      and(
        eq(messages.peer, peer),
        eq(messages.direction, "outbound"),
        inArray(messages.status, ["sent", "delivered", "unknown"]),
        sql`${messages.at} BETWEEN ${at - replyWindow} AND ${at}`,
      ),
    )
    .orderBy(sql`${messages.at} DESC`)
    .limit(1);
  return row?.bulkId ?? undefined;
}
