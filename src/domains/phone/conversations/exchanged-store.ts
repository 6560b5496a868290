import { sql } from "drizzle-orm";
import { guard, type Statement } from "#db/statement.ts";

/** Ends the unit where another number of texts or calls has been exchanged with these numbers by now. */
export function exchangedIs({
  phones,
  messages,
  calls,
}: {
  phones: readonly string[];
  messages: number;
  calls: number;
}): Statement {
  const peers = sql`(SELECT value FROM json_each(${JSON.stringify(phones)}))`;
  return guard(
    "nothing more was exchanged",
    sql`(SELECT count(*) FROM messages WHERE peer IN ${peers}) = ${messages}
      AND (SELECT count(*) FROM calls WHERE peer IN ${peers}) = ${calls}`,
  );
}
