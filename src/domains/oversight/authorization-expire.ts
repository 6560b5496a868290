import * as z from "zod";
import { expireRequest, overdueRequests } from "#gate/queue/store.ts";
import { defineWrite } from "#operation/operation.ts";

const atOnce = 100;

/** Lets requests expire that nobody decided in time: that is a denial, which the app can read. */
export const authorizationExpire = defineWrite({
  name: "authorization.expire",
  title: "Let requests expire",
  description: "Run every minute.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({}),
  output: z.object({ expired: z.array(z.string()) }),
  summary: ({ expired }) => `${expired.length} expired.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(_input, ctx) {
    const ids = (await overdueRequests(ctx.db, ctx.now, atOnce)).map(({ id }) => id);
    return {
      facts: {},
      data: { ids, now: ctx.now },
      result: { expired: ids },
      events: ids.map((subject) => ({ type: "authorization.expired", subject })),
    };
  },
  apply: ({ ids, now }) => ids.map((id) => expireRequest(id, now)),
});
