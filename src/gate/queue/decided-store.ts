import { and, desc, gt, inArray, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { preparedBy } from "#db/prepared.ts";
import { authorizationRequests as requests } from "#db/schema/oversight.ts";
import type { RequestRow } from "./store.ts";

const decided = preparedBy((db) =>
  db
    .select({
      id: requests.id,
      state: requests.state,
      operation: requests.operation,
      facts: requests.facts,
      note: requests.note,
      decidedAt: requests.decidedAt,
    })
    .from(requests)
    .where(
      and(
        inArray(requests.state, ["denied", "executed"]),
        gt(requests.createdAt, sql.placeholder("askedSince")),
        gt(requests.decidedAt, sql.placeholder("since")),
      ),
    )
    .orderBy(desc(requests.decidedAt), desc(requests.id))
    .limit(500)
    .prepare(),
);

export type DecidedRow = Pick<RequestRow, "id" | "state" | "operation" | "facts" | "note" | "decidedAt">;

/** The longest that a request can have waited before it was decided, in milliseconds. */
const longestWait = 31 * 86_400_000;

/** What people have allowed and denied since then, the last first. */
export async function decidedSince(db: Reader, since: number): Promise<DecidedRow[]> {
  return await decided(db).execute({ since, askedSince: since - longestWait });
}
