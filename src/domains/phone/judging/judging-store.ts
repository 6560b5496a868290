import { eq, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { calls } from "#db/schema/calls.ts";
import { type Statement, statement } from "#db/statement.ts";

export interface SpokenRow {
  id: string;
  peer: string;
  lineId: string;
  at: number;
  direction: string;
  /** JSON. */
  dialogue: string;
  madeBy: string | null;
}

/** Calls of that id, ours or a provider's, on which something was said that is written down. */
export async function spokenCalls(db: Reader, id: string): Promise<SpokenRow[]> {
  const rows = await db.values<[string, string, string, number, string, string, string | null]>(sql`
    SELECT calls.id, peer, line_id, calls.at, direction, dialogue, made_by FROM calls
    JOIN transcripts ON transcripts.provider = calls.provider AND provider_call_id = provider_id
    WHERE (provider_id = ${id} OR calls.id = ${id}) AND transcripts.status = 'completed'`);
  return rows.map(([call, peer, lineId, at, direction, dialogue, madeBy]) => ({
    ...{ id: call, peer, lineId, at, direction, dialogue, madeBy },
  }));
}

export function setSentiment(id: string, sentiment: (typeof calls.$inferInsert)["sentiment"]): Statement {
  return statement(builder.update(calls).set({ sentiment }).where(eq(calls.id, id)));
}

/** Of these ids those that the operation has not asked about yet: nothing is sent to a model twice. */
export async function unasked(db: Reader, operation: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await db.values<[string]>(sql`SELECT value FROM json_each(${JSON.stringify(ids)})
    WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE operation = ${operation} AND ref = value)`);
  return rows.map(([id]) => id);
}
