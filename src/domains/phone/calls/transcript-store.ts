import { and, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { transcripts } from "#db/schema/calls.ts";
import { prune, type Statement, statement } from "#db/statement.ts";

export type TranscriptRow = typeof transcripts.$inferSelect;

export function putTranscript(row: typeof transcripts.$inferInsert): Statement {
  const { provider: _provider, providerCallId: _call, createdAt: _created, ...set } = row;
  return statement(
    builder
      .insert(transcripts)
      .values(row)
      .onConflictDoUpdate({
        target: [transcripts.provider, transcripts.providerCallId],
        set,
        setWhere: sql`${transcripts.status} <> 'completed' OR excluded.status = 'completed'`,
      }),
  );
}

export async function transcriptsOf(
  db: Reader,
  provider: string,
  providerCallIds: string[],
): Promise<Map<string, TranscriptRow>> {
  if (providerCallIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(transcripts)
    .where(and(eq(transcripts.provider, provider), inArray(transcripts.providerCallId, providerCallIds)));
  return new Map(rows.map((row) => [row.providerCallId, row]));
}

export function pruneTranscripts(before: number): Statement {
  return prune(transcripts, sql`created_at < ${before}`);
}
