import { eq, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { erasedNames, erasedNumbers } from "#db/schema/consent.ts";
import { type Statement, statement } from "#db/statement.ts";

const byHash = preparedBy((db) =>
  db
    .select({ erasedAt: erasedNumbers.erasedAt })
    .from(erasedNumbers)
    .where(eq(erasedNumbers.hash, sql.placeholder("hash")))
    .prepare(),
);

export async function erasedAtOf(db: Reader, hash: string): Promise<number | undefined> {
  const [row] = await byHash(db).execute({ hash });
  return row?.erasedAt;
}

const byName = preparedBy((db) =>
  db
    .select({ hash: erasedNames.hash })
    .from(erasedNames)
    .where(eq(erasedNames.hash, sql.placeholder("hash")))
    .prepare(),
);

export async function isErasedName(db: Reader, hash: string): Promise<boolean> {
  return (await byName(db).execute({ hash })).length > 0;
}

/** How providers call the texts and calls that were exchanged with a number. */
export async function namesWith(db: Reader, phone: string): Promise<{ provider: string; id: string }[]> {
  const rows = await db.values<[string, string]>(sql`SELECT provider, provider_id FROM messages
    WHERE peer = ${phone} AND provider_id IS NOT NULL
    UNION SELECT provider, provider_id FROM calls WHERE peer = ${phone} AND provider_id IS NOT NULL`);
  return rows.map(([provider, id]) => ({ provider, id }));
}

/** Events that are not processed yet, or never could be, and hold these digits. */
export async function unprocessedWith(db: Reader, digits: string) {
  const rows = await db.values<
    [string, string, string, string]
  >(sql`SELECT id, source, raw, type FROM inbound_events
    WHERE state NOT IN ('processed', 'unrecognized') AND instr(raw, ${digits}) > 0 LIMIT 1000`);
  return rows.map(([id, source, raw, type]) => ({ id, source, raw, type }));
}

/** They said stop before they were erased, which is heard of only now. */
export function keepStop(hash: string): Statement {
  return statement(sql`UPDATE erased_numbers SET opted_out = 1 WHERE hash = ${hash}`);
}

/** What is known of a number that is erased. */
export interface ErasedNumber {
  phone: string;
  hash: string;
  /** Hashes of what providers call its texts and calls. */
  names: readonly string[];
  /** Ids of events of theirs that are not processed. */
  events: readonly string[];
}

/**
 * Takes away everything that was exchanged with a number. That it has said stop stays, under a hash; what it agreed to or
 * refused stays as evidence without its words, under the same.
 */
export function eraseSaid({ phone, hash, names, events }: ErasedNumber, now: number): Statement[] {
  const ofCalls = sql`(provider, provider_call_id) IN (SELECT provider, provider_id FROM calls
    WHERE peer = ${phone} AND provider_id IS NOT NULL)`;
  const texts = sql`(SELECT id FROM messages WHERE peer = ${phone})`;
  // What they have said last decides; where they have said nothing since, what was known of them.
  const said = sql`(SELECT state = 'out' FROM opt_outs WHERE phone = ${phone})`;
  return [
    statement(sql`INSERT INTO erased_numbers (hash, opted_out, erased_at)
      VALUES (${hash}, coalesce(${said}, 0), ${now})
      ON CONFLICT (hash) DO UPDATE SET opted_out = coalesce(${said}, opted_out), erased_at = excluded.erased_at`),
    statement(sql`INSERT OR IGNORE INTO erased_names (hash, erased_at)
      SELECT value, ${now} FROM json_each(${JSON.stringify(names)})`),
    statement(
      sql`DELETE FROM inbound_events WHERE id IN (SELECT value FROM json_each(${JSON.stringify(events)}))`,
    ),
    statement(sql`DELETE FROM opt_outs WHERE phone = ${phone}`),
    statement(sql`UPDATE consents SET phone = ${hash}, words = NULL, evidence = NULL WHERE phone = ${phone}`),
    statement(sql`UPDATE bulk_recipients SET phone = '', message_id = NULL WHERE phone = ${phone}`),
    statement(sql`DELETE FROM transcripts WHERE ${ofCalls}`),
    statement(sql`DELETE FROM recordings WHERE ${ofCalls}`),
    statement(sql`DELETE FROM files WHERE message_id IN ${texts}`),
    statement(sql`DELETE FROM messages WHERE peer = ${phone}`),
    statement(sql`DELETE FROM calls WHERE peer = ${phone}`),
    statement(sql`DELETE FROM conversations WHERE peer = ${phone}`),
  ];
}
