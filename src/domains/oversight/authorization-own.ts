import * as z from "zod";
import { listRequests } from "#gate/queue/store.ts";
import { defineRead } from "#operation/operation.ts";
import { requestView, viewWithoutAnswer } from "./request-view.ts";

const mostShown = 50;

/** The caller's own requests that wait. */
export const authorizationOwn = defineRead({
  name: "authorization.own",
  title: "List your waiting requests",
  description:
    "Lists the calls of this very connection that wait for a person. Use it after a break, to find out what is still open.",
  scopes: [],
  input: z.strictObject({}),
  output: z.object({ requests: z.array(requestView) }),
  example: {},
  summary: ({ requests }) => `${requests.length} waiting.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const { user, client } = ctx.principal;
    const rows = await listRequests(ctx.db, { isWaiting: true, client, limit: mostShown, now: ctx.now });
    const own = rows.filter((row) => row.user === user);
    return { requests: own.map((row) => viewWithoutAnswer(row, ctx)) };
  },
});
