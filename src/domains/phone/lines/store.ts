import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { lines } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

export type LineRow = typeof lines.$inferSelect;

const everyLine = preparedBy((db) =>
  db.select().from(lines).orderBy(asc(lines.createdAt), asc(lines.id)).prepare(),
);

export async function allLines(db: Reader): Promise<LineRow[]> {
  return await everyLine(db).execute();
}

/** Keeps lines as a provider lists them. */
export function putLines(found: (typeof lines.$inferInsert)[], now: number): Statement[] {
  return found.map((line) =>
    statement(
      builder
        .insert(lines)
        .values(line)
        .onConflictDoUpdate({
          target: [lines.provider, lines.providerId],
          set: {
            number: line.number,
            name: line.name,
            canText: line.canText ?? true,
            canCall: line.canCall ?? true,
            registration: line.registration ?? null,
            active: true,
            updatedAt: now,
          },
        }),
    ),
  );
}

/** Switches off the provider's lines that are not in its list any more. */
export function switchOffOthers(
  provider: string,
  found: (typeof lines.$inferInsert)[],
  now: number,
): Statement {
  const kept = found.map((line) => line.providerId);
  const gone = and(eq(lines.provider, provider), sql`${lines.providerId} NOT IN ${kept}`);
  return statement(builder.update(lines).set({ active: false, updatedAt: now }).where(gone));
}

/** A line that an event speaks of before the provider's list has been read. */
export function ensureLine(line: typeof lines.$inferInsert): Statement[] {
  return [statement(builder.insert(lines).values(line).onConflictDoNothing())];
}

export function lineIdOf(provider: string, providerId: string): SQL<string> {
  return sql<string>`(SELECT id FROM lines WHERE provider = ${provider} AND provider_id = ${providerId})`;
}
