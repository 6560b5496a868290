import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { exchangedIs } from "./exchanged-store.ts";

/** Joins the unit of what was planned from how much was exchanged with some numbers: it ends where that is another by now. */
export const conversationHold = defineWrite({
  name: "conversation.hold",
  title: "Hold a plan to what was exchanged",
  description: "Joins the unit of whatever counted the texts and calls with some numbers.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phones: z.array(z.string()), messages: z.int(), calls: z.int() }),
  output: z.object({}),
  summary: () => "held",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async (given) => ({ facts: {}, data: given, result: {} }),
  apply: (given) => [exchangedIs(given)],
});
