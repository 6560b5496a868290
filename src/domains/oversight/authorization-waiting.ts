import * as z from "zod";
import { countPending, listRequests } from "#gate/queue/store.ts";
import { defineRead } from "#operation/operation.ts";

/** What waits for a person's word, by its operation alone, for operations that sum up. */
export const authorizationWaiting = defineRead({
  name: "authorization.waiting",
  title: "What waits for a person",
  description: "For other operations: how many requests wait, and which operations they ask for.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ limit: z.int().min(1).max(20) }),
  output: z.object({ count: z.int(), operations: z.array(z.string()) }),
  summary: ({ count }) => `${count} wait`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit }, ctx) {
    const rows = await listRequests(ctx.db, { isWaiting: true, limit, now: ctx.now });
    return {
      count: await countPending(ctx.db, ctx.now),
      operations: rows.map(({ operation }) => operation),
    };
  },
});
