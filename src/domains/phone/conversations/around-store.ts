import { and, asc, eq, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { calls } from "#db/schema/calls.ts";
import { lines, messages } from "#db/schema/phone.ts";
import { type ShownCall, type ShownMessage, shownCall, shownMessage } from "#domains/phone/history-store.ts";
import type { Position } from "#platform/cursor.ts";

interface After extends Position {
  peer: string;
  limit: number;
}

/** Texts with a number after a moment, oldest first. */
export async function messagesAfter(db: Reader, { peer, at, id, limit }: After): Promise<ShownMessage[]> {
  return await db
    .select(shownMessage)
    .from(messages)
    .innerJoin(lines, eq(lines.id, messages.lineId))
    .where(and(eq(messages.peer, peer), sql`(${messages.at}, ${messages.id}) > (${at}, ${id})`))
    .orderBy(asc(messages.at), asc(messages.id))
    .limit(limit);
}

/** Calls with a number after a moment, oldest first. */
export async function callsAfter(db: Reader, { peer, at, id, limit }: After): Promise<ShownCall[]> {
  return await db
    .select(shownCall)
    .from(calls)
    .innerJoin(lines, eq(lines.id, calls.lineId))
    .where(and(eq(calls.peer, peer), sql`(${calls.at}, ${calls.id}) > (${at}, ${id})`))
    .orderBy(asc(calls.at), asc(calls.id))
    .limit(limit);
}
