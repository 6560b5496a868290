import { eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { recordings } from "#db/schema/calls.ts";
import { guard, type Statement, statement } from "#db/statement.ts";

export type RecordingRow = typeof recordings.$inferSelect;

/** What the newest event says of it; one that is complete stays so. */
export function putRecording(row: typeof recordings.$inferInsert): Statement {
  const { status, duration, updatedAt } = row;
  return statement(
    builder
      .insert(recordings)
      .values(row)
      .onConflictDoUpdate({
        target: [recordings.provider, recordings.providerId],
        set: { status, duration, updatedAt },
        setWhere: inArray(recordings.status, ["in_progress", "absent", "failed"]),
      }),
  );
}

export async function recordingById(db: Reader, id: string): Promise<RecordingRow | undefined> {
  const [row] = await db.select().from(recordings).where(eq(recordings.id, id));
  return row;
}

/** What the provider keeps of a call. */
export async function recordingsOf(db: Reader, providerCallId: string): Promise<RecordingRow[]> {
  return await db.select().from(recordings).where(eq(recordings.providerCallId, providerCallId));
}

/** Ends the unit where the recording is not known any more: whoever is on it may have been erased meanwhile. */
export function recordingIsThere(id: string): Statement {
  return guard("the recording is still known", sql`EXISTS (SELECT 1 FROM recordings WHERE id = ${id})`);
}
