import { and, eq, gt, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { wordsRead } from "#db/schema/oversight.ts";
import { prune, type Statement, template } from "#db/statement.ts";

export type WordsRead = typeof wordsRead.$inferSelect;

const place = sql.placeholder;

const row = template<WordsRead>(() =>
  builder
    .insert(wordsRead)
    .values({ user: place("user"), client: place("client"), peer: place("peer"), at: place("at") })
    .onConflictDoUpdate({
      target: [wordsRead.user, wordsRead.client, wordsRead.peer],
      set: { at: sql`excluded.at` },
    }),
);

export function keepWords(read: readonly WordsRead[]): Statement[] {
  return read.map(row);
}

export async function wordsSince(db: Reader, since: number): Promise<WordsRead[]> {
  return await db.select().from(wordsRead).where(gt(wordsRead.at, since));
}

/** Whose words one person's apps have read since then. */
export async function wordsOf(
  db: Reader,
  user: string,
  clients: readonly string[],
  since: number,
): Promise<WordsRead[]> {
  return await db
    .select()
    .from(wordsRead)
    .where(and(eq(wordsRead.user, user), inArray(wordsRead.client, [...clients]), gt(wordsRead.at, since)));
}

export function pruneWords(before: number): Statement {
  return prune(wordsRead, sql`at < ${before}`);
}
