import { and, eq, inArray, sql } from "drizzle-orm";
import { builder, type Reader } from "#db/client.ts";
import { optOuts } from "#db/schema/phone.ts";
import { type Statement, statement } from "#db/statement.ts";

export async function optedOut(db: Reader, phones: string[]): Promise<Set<string>> {
  const rows = await db
    .select({ phone: optOuts.phone })
    .from(optOuts)
    .where(and(inArray(optOuts.phone, phones), eq(optOuts.state, "out")));
  return new Set(rows.map((row) => row.phone));
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
