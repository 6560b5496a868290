import { builder } from "#db/client.ts";
import { events, outbox } from "#db/schema/journal.ts";
import { type Statement, statement } from "#db/statement.ts";
import type { EffectDraft, EventDraft } from "./operation.ts";

/** Something happened: reactions and subscribers hear of it after the commit. */
export function eventStatements(event: EventDraft, id: string, at: number): Statement[] {
  return [statement(builder.insert(events).values({ id, type: event.type, subject: event.subject, at }))];
}

/** Something is meant to happen outside: the outbox tries it after the commit. */
export function outboxStatements(
  operation: string,
  effect: EffectDraft,
  id: string,
  now: number,
): Statement[] {
  const row = {
    id,
    operation,
    ref: effect.ref,
    lane: effect.lane,
    state: "intended" as const,
    createdAt: now,
  };
  return [statement(builder.insert(outbox).values(row))];
}
