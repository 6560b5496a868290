import { Buffer } from "node:buffer";
import { asc, eq, inArray } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { files } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

export function insertPicture(
  row: Omit<typeof files.$inferInsert, "bytes"> & { bytes: Uint8Array },
): Statement {
  return statement(
    builder
      .insert(files)
      .values({ ...row, bytes: Buffer.from(row.bytes) })
      .onConflictDoNothing(),
  );
}

/** Which of a text's pictures are kept, by their positions in it. */
export async function keptPositions(db: Reader, messageId: string): Promise<Set<number>> {
  const rows = await db
    .select({ position: files.position })
    .from(files)
    .where(eq(files.messageId, messageId));
  return new Set(rows.map(({ position }) => position));
}

export interface Picture {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export async function pictureById(db: Reader, id: string): Promise<Picture | undefined> {
  const [row] = await db.select({ type: files.type, bytes: files.bytes }).from(files).where(eq(files.id, id));
  return row && { type: row.type, bytes: new Uint8Array(row.bytes) };
}

/** Ids of the pictures of texts, by the text's id. */
export async function picturesOf(db: Reader, messageIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (messageIds.length === 0) return found;
  const rows = await db
    .select({ id: files.id, messageId: files.messageId })
    .from(files)
    .where(inArray(files.messageId, [...messageIds]))
    .orderBy(asc(files.position));
  for (const { id, messageId } of rows) found.set(messageId, [...(found.get(messageId) ?? []), id]);
  return found;
}
