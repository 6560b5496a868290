import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";

/** From now on apps read, and nothing is written or sent, until the desk goes on. */
export const deskStop = defineWrite({
  name: "desk.stop",
  title: "Stop everything",
  description: "From now on apps read, and nothing is written or sent, until the desk goes on.",
  scopes: [],
  exposure: "approver",
  uses: ["setting.set"],
  input: z.strictObject({}),
  output: z.object({ stopped: z.boolean() }),
  summary: () => "Everything is stopped.",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(_input, ctx) {
    await ctx.use("setting.set", { key: "permissions.stopped", value: true });
    return { facts: {}, data: undefined, result: { stopped: true } };
  },
  apply: () => [],
});
