import { and, asc, eq, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { type consentSources, optOuts } from "#db/schema/consent.ts";
import { type Statement, statement } from "#db/statement.ts";
import { type Asking, erasedNumbers } from "#domains/phone/privacy/erased-numbers.ts";
import { earlierSpellings } from "#platform/phone-number.ts";

export type ConsentSource = (typeof consentSources)[number];

/** Those of the numbers that have said stop, under whatever spelling they were kept when they did, and nothing since. */
export async function optedOut(asking: Asking, phones: string[]): Promise<Set<string>> {
  return new Set((await stopped(asking, phones)).keys());
}

/** Those of the numbers that have said stop and nothing since, with when they did: milliseconds, UTC. */
export async function stopped({ db, service }: Asking, phones: string[]): Promise<Map<string, number>> {
  const { hashOf } = service(erasedNumbers);
  const spelt = new Map(
    phones.flatMap((phone) =>
      spellingsOf(phone).flatMap((each) => [
        [each, phone],
        [hashOf(each), phone],
      ]),
    ),
  );
  const rows = await db.values<[string, string, number]>(
    sql`${saidBy([...spelt.keys()])} ORDER BY at, state`,
  );
  const said = new Map(rows.map(([phone, state, at]) => [spelt.get(phone) ?? phone, { state, at }]));
  return new Map([...said].flatMap(([phone, { state, at }]) => (state === "out" ? [[phone, at]] : [])));
}

function spellingsOf(phone: string): string[] {
  return [phone, ...earlierSpellings(phone)];
}

/** In SQL: what some numbers have said, and of those that were erased that they had said stop, under their hashes. */
function saidBy(names: readonly string[]): SQL {
  const among = sql`(SELECT value FROM json_each(${JSON.stringify(names)}))`;
  return sql`SELECT phone, state, at FROM opt_outs WHERE phone IN ${among}
    UNION ALL SELECT hash, 'out', erased_at FROM erased_numbers WHERE opted_out AND hash IN ${among}`;
}

/** Keeps what a number said last, in whatever order its words arrive. */
export function consent(phone: string, state: "out" | "in", source: ConsentSource, at: number): Statement {
  const row = { state, source, at };
  const again = sql`CASE WHEN ${optOuts.state} = ${state} THEN`;
  return statement(
    builder
      .insert(optOuts)
      .values({ phone, ...row })
      .onConflictDoUpdate({
        target: optOuts.phone,
        // What was confirmed or told once is so, for as long as they say the same.
        set: {
          ...row,
          confirmedAt: sql`${again} confirmed_at END`,
          toldAt: sql`${again} told_at END`,
        },
        // Of two at one instant stop counts.
        setWhere: sql`${optOuts.at} < ${at} OR (${optOuts.at} = ${at} AND ${optOuts.state} < ${state})`,
      }),
  );
}

/** In SQL: nobody has said stop with the number, under any of its spellings. */
export function hasNotOptedOut(phone: string, { service }: Pick<Asking, "service">): SQL {
  const { hashOf } = service(erasedNumbers);
  const names = spellingsOf(phone).flatMap((each) => [each, hashOf(each)]);
  return sql`coalesce((SELECT state FROM (${saidBy(names)}) ORDER BY at DESC, state DESC LIMIT 1), 'in') <> 'out'`;
}

/** How far a provider's clock may be behind this desk's, in milliseconds. */
const slack = 60_000;

/**
 * In SQL: the number has not said stop after the desk wrote to it about that. What was confirmed by that very text is
 * confirmed at its own moment.
 */
export function hasNotStoppedSince(phone: string, createdAt: number): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM opt_outs WHERE phone = ${phone} AND state = 'out'
    AND CASE WHEN confirmed_at IS NULL THEN at >= ${createdAt - slack} ELSE confirmed_at > ${createdAt} END)`;
}

/** In SQL: the number said that last, and it is still to be confirmed to it. */
export function isUnconfirmed(phone: string, state: "out" | "in"): SQL {
  return sql`EXISTS (SELECT 1 FROM opt_outs
    WHERE phone = ${phone} AND state = ${state} AND confirmed_at IS NULL)`;
}

/** It is confirmed to them now, and never again for the same word. */
export function confirmConsent(phone: string, now: number): Statement {
  return statement(builder.update(optOuts).set({ confirmedAt: now }).where(eq(optOuts.phone, phone)));
}

/** What a number wants now: null where it has never said. */
export async function saidLast(db: Reader, phone: string): Promise<typeof optOuts.$inferSelect | undefined> {
  const [row] = await db
    .select()
    .from(optOuts)
    .where(inArray(optOuts.phone, [phone, ...earlierSpellings(phone)]))
    .orderBy(sql`${optOuts.at} DESC, ${optOuts.state} DESC`)
    .limit(1);
  return row;
}

/** What the providers' own ledgers have not been told of, the oldest first; what came from one it knows. */
export async function untoldConsents(db: Reader, limit: number): Promise<(typeof optOuts.$inferSelect)[]> {
  return await db
    .select()
    .from(optOuts)
    .where(and(isNull(optOuts.toldAt), ne(optOuts.source, "provider")))
    .orderBy(asc(optOuts.at))
    .limit(limit);
}

/** It could not be told: it is told again. */
export function untellConsent(phone: string): Statement {
  return statement(builder.update(optOuts).set({ toldAt: null }).where(eq(optOuts.phone, phone)));
}

export function tellConsents(phones: readonly string[], now: number): Statement {
  return statement(
    builder
      .update(optOuts)
      .set({ toldAt: now })
      .where(inArray(optOuts.phone, [...phones])),
  );
}
