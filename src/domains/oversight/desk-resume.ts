import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";

/** Ends a stop: apps write and send again, and what was held back goes out if it is not too late. */
export const deskResume = defineWrite({
  name: "desk.resume",
  title: "Resume the desk",
  description:
    "Ends a stop: apps write and send again, and what was held back goes out if it is not too late.",
  scopes: [],
  exposure: "approver",
  needsRecentSignIn: true,
  uses: ["setting.set"],
  input: z.strictObject({}),
  output: z.object({ stopped: z.boolean() }),
  summary: () => "The desk goes on.",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(_input, ctx) {
    await ctx.use("setting.set", { key: "permissions.stopped", value: false });
    return { facts: {}, data: undefined, result: { stopped: false } };
  },
  apply: () => [],
});
