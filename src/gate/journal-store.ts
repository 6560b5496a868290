import { and, eq, sql } from "drizzle-orm";
import { builder } from "#db/client.ts";
import { events, outbox } from "#db/schema/journal.ts";
import { type Statement, statement, template } from "#db/statement.ts";
import type { EffectDraft, EffectMove, EventDraft } from "#operation/operation.ts";

const eventRow = template<Record<string, unknown>>(() =>
  builder.insert(events).values({
    id: sql.placeholder("id"),
    type: sql.placeholder("type"),
    subject: sql.placeholder("subject"),
    about: sql.placeholder("about"),
    at: sql.placeholder("at"),
  }),
);

/** Something happened: reactions and subscribers hear of it after the commit. */
export function eventStatements(event: EventDraft, id: string, at: number): Statement[] {
  return [eventRow({ id, at, about: null, ...event })];
}

/** Changes when something is to happen outside that has not begun. */
export function moveEffect({ ref, dueAt }: EffectMove): Statement {
  const isIt = and(eq(outbox.ref, ref), eq(outbox.state, "intended"));
  return statement(builder.update(outbox).set({ dueAt }).where(isIt));
}

/** Something is meant to happen outside: the outbox tries it after the commit. */
export function outboxStatements(
  operation: string,
  effect: EffectDraft,
  { id, now, ...allowed }: { id: string; now: number; sealedKey: string | null; requestId: string | null },
): Statement[] {
  const row = {
    id,
    operation,
    ref: effect.ref,
    lane: effect.lane,
    dueAt: effect.dueAt ?? null,
    state: "intended" as const,
    createdAt: now,
    ...allowed,
  };
  return [statement(builder.insert(outbox).values(row))];
}
