import { desc, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { matches, tickets } from "#db/schema/helpdesk.ts";
import { guardTemplate, type Statement } from "#db/statement.ts";
import { isOpen, type TicketRow } from "#domains/helpdesk/store.ts";

const place = sql.placeholder;

export type MatchedBy = (typeof matches)[number];

/** What two handoffs have in common when they are about one case. */
export interface Case {
  oaKey: string | null;
  /** The voice platform's id of the call. */
  conversationId: string | null;
  /** E.164. */
  caller: string | null;
  category: string;
  /** Since when a ticket's last handoff still counts. */
  since: number;
}

/** Where both say who called, it is one caller. */
const isNoOther = sql`(caller IS NULL OR ${place("caller")} IS NULL OR caller = ${place("caller")})`;
const isRecent = sql`handed_off_at >= ${place("since")}`;

/** Tickets that earlier handoffs came to, or what those were merged into. */
function toldOf(column: string, value: string): SQL {
  return sql`(SELECT coalesce(t.merged_into, t.id) FROM handoffs h JOIN tickets t ON t.id = h.ticket_id
    WHERE h.${sql.identifier(column)} = ${place(value)})`;
}

/** What makes a ticket the one of a case. */
const same: Record<MatchedBy, SQL> = {
  /** One agent's key for the case. */
  oaKey: sql`(oa_key = ${place("oaKey")} OR id IN ${toldOf("oa_key", "oaKey")}) AND ${isOpen} AND ${isNoOther}`,
  /** One call, in whatever words it is told again. */
  conversation: sql`(conversation_id = ${place("conversationId")}
      OR id IN ${toldOf("conversation_id", "conversationId")})
    AND ${isOpen} AND ${isNoOther} AND ${isRecent}`,
  /** The same caller about the same thing, lately. */
  caller: sql`caller = ${place("caller")} AND category = ${place("category")} AND ${isOpen} AND ${isRecent}`,
};

/** By what a case can be told from others: what it does not say tells nothing. */
function tellingOf({ oaKey, conversationId, caller }: Case): MatchedBy[] {
  const said = { oaKey, conversation: conversationId, caller };
  return matches.filter((by) => said[by] !== null);
}

const newest = preparedBy((db, by) =>
  db
    .select()
    .from(tickets)
    .where(same[by as MatchedBy])
    .orderBy(desc(tickets.number))
    .limit(1)
    .prepare(),
);

/** The open ticket that a case belongs to. */
export async function ticketOf(
  db: Reader,
  which: Case,
): Promise<{ row: TicketRow; matchedBy: MatchedBy } | undefined> {
  const found = await Promise.all(
    tellingOf(which).map(async (matchedBy) => {
      const [row] = await newest(db, matchedBy).execute({ ...which });
      return row && { row, matchedBy };
    }),
  );
  return found.find((each) => each !== undefined);
}

/** Of two equal cases at once the second one's unit ends here, and finds the first one's ticket. */
export function noTicketOf(which: Case): Statement[] {
  return tellingOf(which).map((by) => none[by]({ ...which }));
}

const noneBy = (by: MatchedBy) =>
  guardTemplate<Record<string, unknown>>(
    "there is no open ticket for this case",
    () => sql`NOT EXISTS (SELECT 1 FROM tickets WHERE ${same[by]})`,
  );
const none = {
  oaKey: noneBy("oaKey"),
  conversation: noneBy("conversation"),
  caller: noneBy("caller"),
};
