import { asc, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { optOuts } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";
import { earlierSpellings } from "#platform/phone-number.ts";

/** Those of the numbers that have said stop, under whatever spelling they were kept when they did, and nothing since. */
export async function optedOut(db: Reader, phones: string[]): Promise<Set<string>> {
  const spelt = new Map(
    phones.flatMap((phone) => [phone, ...earlierSpellings(phone)].map((each) => [each, phone])),
  );
  const rows = await db
    .select({ phone: optOuts.phone, state: optOuts.state, at: optOuts.at })
    .from(optOuts)
    .where(inArray(optOuts.phone, [...spelt.keys()]))
    .orderBy(asc(optOuts.at));
  const said = new Map(rows.map(({ phone, state }) => [spelt.get(phone) ?? phone, state]));
  return new Set([...said].flatMap(([phone, state]) => (state === "out" ? [phone] : [])));
}

/** Keeps what a number said last, in whatever order its words arrive. */
export function consent(
  phone: string,
  state: "out" | "in",
  source: "text" | "provider",
  at: number,
): Statement {
  const row = { state, source, at };
  return statement(
    builder
      .insert(optOuts)
      .values({ phone, ...row })
      .onConflictDoUpdate({ target: optOuts.phone, set: row, setWhere: sql`${optOuts.at} < ${at}` }),
  );
}
