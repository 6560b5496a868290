import { and, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { erasedNames, erasedNumbers, erasureKeys, optOuts } from "#db/schema/consent.ts";
import { contacts, removedContacts } from "#db/schema/contacts.ts";
import { outbox } from "#db/schema/journal.ts";
import { oauthCodes, oauthGrants, oauthRefreshTokens } from "#db/schema/oauth.ts";
import { authorizationRequests } from "#db/schema/oversight.ts";
import { entryLinks, people, sessions, tokens } from "#db/schema/people.ts";
import { type Statement, statement } from "#db/statement.ts";
import { putErasureKey } from "#domains/phone/privacy/erasure-key-store.ts";

/** What must not come back with an older copy: who was erased, who said stop, and what was taken back. */
export interface Remembered {
  erased: { id: string; mergedInto: string | null; erased?: boolean }[];
  /** Numbers of erased people as hashes, and the key of those, sealed. */
  numbers: (typeof erasedNumbers.$inferSelect)[];
  /** What providers call what was erased, as hashes. */
  names: string[];
  erasureKeys: string[];
  optOuts: (typeof optOuts.$inferSelect)[];
  /** Ids of personal tokens, of grants of apps, and of people who were switched off. */
  tokens: string[];
  grants: string[];
  people: string[];
}

export async function rememberedOf(db: Reader): Promise<Remembered> {
  const [erased, numbers, names, keys, said, endedTokens, endedGrants, disabled] = await Promise.all([
    db
      .select({
        ...{ id: removedContacts.id, mergedInto: removedContacts.mergedInto },
        erased: removedContacts.erased,
      })
      .from(removedContacts),
    db.select().from(erasedNumbers),
    db.select({ hash: erasedNames.hash }).from(erasedNames),
    db.select().from(erasureKeys),
    db.select().from(optOuts),
    db
      .select({ id: tokens.id })
      .from(tokens)
      .where(and(isNotNull(tokens.revokedAt), isNull(tokens.grantId))),
    db.select({ id: oauthGrants.id }).from(oauthGrants).where(isNotNull(oauthGrants.revokedAt)),
    db.select({ id: people.id }).from(people).where(isNotNull(people.disabledAt)),
  ]);
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);
  return {
    erased,
    numbers,
    names: names.map(({ hash }) => hash),
    // The key is worth keeping once something is known by it.
    erasureKeys: numbers.length === 0 ? [] : keys.map(({ sealed }) => sealed),
    optOuts: said,
    tokens: ids(endedTokens),
    grants: ids(endedGrants),
    people: ids(disabled),
  };
}

/** Of these contacts those that a copy still has. */
export async function stillThere(db: Reader, ids: readonly string[]): Promise<Set<string>> {
  const wanted = sql`${contacts.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return new Set((await db.select({ id: contacts.id }).from(contacts).where(wanted)).map(({ id }) => id));
}

/** Who said stop and has been erased since is known by a hash: their number is not kept beside it. */
export function withoutErased(remembered: Remembered, hashOf: (phone: string) => string): Remembered {
  const gone = new Map(remembered.numbers.map(({ hash, erasedAt }) => [hash, erasedAt]));
  if (gone.size === 0) return remembered;
  const optOuts = remembered.optOuts.filter(({ phone, at }) => at > (gone.get(hashOf(phone)) ?? -1));
  return { ...remembered, optOuts };
}

/** Numbers with which something was exchanged, each with when that was last. */
export async function exchangedWith(db: Reader): Promise<{ phone: string; at: number }[]> {
  const rows = await db.values<[string, number]>(sql`SELECT peer, max(at) FROM (
    SELECT peer, at FROM messages UNION ALL SELECT peer, at FROM calls) WHERE peer <> '' GROUP BY peer`);
  return rows.map(([phone, at]) => ({ phone, at }));
}

/** What was taken back stays so; an older word of a customer's never undoes a newer one. */
export function takeBack(remembered: Remembered, now: number) {
  const { optOuts: said, tokens: ended, grants, people: off, numbers, names, erasureKeys: keys } = remembered;
  const among = (ids: readonly string[]) => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const set = { revokedAt: now };
  return [
    statement(
      builder
        .update(tokens)
        .set(set)
        .where(sql`id IN ${among(ended)} AND revoked_at IS NULL`),
    ),
    statement(
      builder
        .update(oauthGrants)
        .set(set)
        .where(sql`id IN ${among(grants)} AND revoked_at IS NULL`),
    ),
    statement(
      builder
        .update(tokens)
        .set(set)
        .where(sql`grant_id IN ${among(grants)} AND revoked_at IS NULL`),
    ),
    statement(
      builder
        .update(people)
        .set({ disabledAt: now })
        .where(sql`id IN ${among(off)} AND disabled_at IS NULL`),
    ),
    ...numbers.map((row) =>
      statement(
        builder
          .insert(erasedNumbers)
          .values(row)
          .onConflictDoUpdate({
            target: erasedNumbers.hash,
            set: { optedOut: row.optedOut, erasedAt: row.erasedAt },
            setWhere: sql`erased_at <= ${row.erasedAt}`,
          }),
      ),
    ),
    ...(names.length === 0
      ? []
      : [
          statement(sql`INSERT OR IGNORE INTO erased_names (hash, erased_at)
            SELECT value, ${now} FROM json_each(${JSON.stringify(names)})`),
        ]),
    ...keys.slice(0, 1).map(putErasureKey),
    ...said.map((row) =>
      statement(
        builder
          .insert(optOuts)
          .values(row)
          .onConflictDoUpdate({
            target: optOuts.phone,
            set: { state: row.state, source: row.source, at: row.at },
            setWhere: sql`${optOuts.at} < ${row.at}`,
          }),
      ),
    ),
  ];
}

/**
 * What a copy thinks is under way may have been done since: what was meant to go out is in doubt and is looked up, what
 * waited for a person has to be asked again, and nobody comes in by what was good then.
 */
export function endWhatWasUnderWay(now: number): Statement[] {
  return [
    // The copy's own making was under way when it was made.
    statement(builder.delete(outbox).where(sql`${outbox.operation} LIKE 'backup.%'`)),
    statement(
      builder.update(outbox).set({ state: "trying", triedAt: now }).where(eq(outbox.state, "intended")),
    ),
    statement(
      builder
        .update(authorizationRequests)
        .set({ state: "expired", endedAt: now, sealedKey: null })
        .where(inArray(authorizationRequests.state, ["pending", "authorized"])),
    ),
    statement(builder.delete(sessions)),
    statement(builder.delete(entryLinks)),
    statement(builder.delete(oauthCodes)),
    statement(
      builder
        .update(oauthRefreshTokens)
        .set({ revokedAt: now })
        .where(and(isNotNull(oauthRefreshTokens.replacedAt), isNull(oauthRefreshTokens.revokedAt))),
    ),
  ];
}
