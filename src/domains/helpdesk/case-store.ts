import { desc, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { tickets } from "#db/schema/helpdesk.ts";
import { guardTemplate, type Statement } from "#db/statement.ts";
import { isOpen, type TicketRow } from "./store.ts";

const place = sql.placeholder;

/** What two handoffs have in common when they are about one case. */
export interface Case {
  oaKey: string | null;
  /** E.164. */
  caller: string | null;
  category: string;
  /** Since when a ticket's last handoff still counts. */
  since: number;
}

/** One agent's key for the case; where both say who called, it is one caller. */
const bySameKey = sql`oa_key = ${place("oaKey")} AND ${isOpen}
  AND (caller IS NULL OR ${place("caller")} IS NULL OR caller = ${place("caller")})`;

/** The same caller about the same thing, lately. */
const bySameCaller = sql`caller = ${place("caller")} AND category = ${place("category")} AND ${isOpen}
  AND handed_off_at >= ${place("since")}`;

const newest = preparedBy((db, by) =>
  db
    .select()
    .from(tickets)
    .where(by === "key" ? bySameKey : bySameCaller)
    .orderBy(desc(tickets.number))
    .limit(1)
    .prepare(),
);

/** The open ticket that a case belongs to. */
export async function ticketOf(
  db: Reader,
  which: Case,
): Promise<{ row: TicketRow; matchedBy: "oaKey" | "caller" } | undefined> {
  const [byKey] = which.oaKey === null ? [] : await newest(db, "key").execute({ ...which });
  if (byKey) return { row: byKey, matchedBy: "oaKey" };
  const [byCaller] = which.caller === null ? [] : await newest(db, "caller").execute({ ...which });
  return byCaller && { row: byCaller, matchedBy: "caller" };
}

/** Of two equal cases at once the second one's unit ends here, and finds the first one's ticket. */
export function noTicketOf(which: Case): Statement[] {
  const { oaKey, caller } = which;
  return [
    ...(oaKey === null ? [] : [noneByKey({ ...which })]),
    ...(caller === null ? [] : [noneByCaller({ ...which })]),
  ];
}

const [noneByKey, noneByCaller] = [bySameKey, bySameCaller].map((same) =>
  guardTemplate<Record<string, unknown>>(
    "there is no open ticket for this case",
    () => sql`NOT EXISTS (SELECT 1 FROM tickets WHERE ${same})`,
  ),
) as [Filled, Filled];

type Filled = (values: Record<string, unknown>) => Statement;
