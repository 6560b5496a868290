import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { builder } from "#db/client.ts";
import { calls } from "#db/schema/calls.ts";
import { messages } from "#db/schema/phone.ts";
import { type Statement, statement, template } from "#db/statement.ts";
import { conversationIdOf } from "./conversations/store.ts";
import type { MessageStatus } from "./history-store.ts";

type Unnamed<Insert, Row> = Omit<Insert, "conversationId" | "lineId"> & {
  lineId: string | SQL<string>;
} & Row;

/** A text; one the provider has named before is left as it is. */
export function insertMessage({
  lineId,
  ...row
}: Unnamed<typeof messages.$inferInsert, { peer: string }>): Statement {
  if (typeof lineId === "string") return insertOnLine({ ...row, lineId });
  const values = { ...row, conversationId: conversationIdOf(row.peer), lineId };
  return statement(builder.insert(messages).values(values).onConflictDoNothing());
}

const place = sql.placeholder;

/** The usual case, where the line is known: built once. */
const insertOnLine = template<Record<string, unknown>>(() =>
  builder
    .insert(messages)
    .values({
      id: place("id"),
      conversationId: sql`(SELECT id FROM conversations WHERE peer = ${place("peer")})`,
      lineId: place("lineId"),
      provider: place("provider"),
      providerId: place("providerId"),
      direction: sql`${place("direction")}`,
      peer: place("peer"),
      content: place("content"),
      media: place("media"),
      status: sql`${place("status")}`,
      errorCode: place("errorCode"),
      askedBy: place("askedBy"),
      allowedBy: place("allowedBy"),
      purpose: sql`${place("purpose")}`,
      segments: place("segments"),
      cost: place("cost"),
      scheduledAt: place("scheduledAt"),
      bulkId: place("bulkId"),
      at: place("at"),
      createdAt: place("createdAt"),
      updatedAt: place("updatedAt"),
    })
    .onConflictDoNothing(),
);

export function insertCall(row: Unnamed<typeof calls.$inferInsert, { peer: string }>): Statement {
  return statement(
    builder
      .insert(calls)
      .values({ ...row, conversationId: conversationIdOf(row.peer), lineId: sql`${row.lineId}` })
      .onConflictDoNothing(),
  );
}

/** A text's states only move forward, in whatever order its events arrive. */
const earlierStates: Record<MessageStatus, MessageStatus[]> = {
  // Of one of ours when its time has come; of a provider's when it holds a text back until the morning.
  scheduled: ["queued", "unknown", "sent"],
  canceled: ["scheduled", "queued"],
  queued: ["unknown", "scheduled"],
  unknown: ["queued", "scheduled"],
  sent: ["queued", "unknown", "scheduled"],
  delivered: ["queued", "unknown", "scheduled", "sent", "failed"],
  undelivered: ["queued", "unknown", "scheduled", "sent"],
  failed: ["queued", "unknown", "scheduled", "sent"],
  received: [],
};

export function advanceMessage(
  match: SQL | undefined,
  status: MessageStatus,
  errorCode: string | null,
  now: number,
): Statement {
  return statement(
    builder
      .update(messages)
      .set({ status, errorCode, updatedAt: now })
      .where(and(match, inArray(messages.status, earlierStates[status]))),
  );
}

/** Says more about a text whose state stays as it is. */
export function explainMessage(id: string, errorCode: string, now: number): Statement {
  return statement(
    builder
      .update(messages)
      .set({ errorCode, updatedAt: now })
      .where(and(eq(messages.id, id), eq(messages.status, "unknown"))),
  );
}

export const messageIs = (id: string) => eq(messages.id, id);
export const messageNamed = (provider: string, providerId: string) =>
  and(eq(messages.provider, provider), eq(messages.providerId, providerId));

export function updateCall(
  match: SQL | undefined,
  values: Partial<typeof calls.$inferInsert>,
  asOf: number,
): Statement {
  const newer = sql`coalesce(${calls.providerUpdatedAt}, 0) <= ${asOf}`;
  return statement(builder.update(calls).set(values).where(and(match, newer)));
}

/** The provider has taken the call; an event may have told more already. */
export function ringCall(id: string, now: number): Statement {
  const set = { status: "ringing" as const, errorCode: null, updatedAt: now };
  return statement(
    builder
      .update(calls)
      .set(set)
      .where(and(eq(calls.id, id), inArray(calls.status, ["queued", "unknown"]))),
  );
}

/** A call of which nobody knows what became of it. */
export const callInDoubt = (id: string) => and(eq(calls.id, id), eq(calls.status, "unknown"));
export const callIs = (id: string) => eq(calls.id, id);
export const callNamed = (provider: string, providerId: string) =>
  and(eq(calls.provider, provider), eq(calls.providerId, providerId));
