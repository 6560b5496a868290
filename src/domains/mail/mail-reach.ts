import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { whyNotMailed } from "./mail-tell.ts";

/** Whether somebody can be told of something by email, before that is said to whoever asked. */
export const mailReach = defineRead({
  name: "mail.reach",
  title: "Whether an email would go",
  description: "For other operations: why an address is not mailed; null where it is.",
  scopes: [],
  exposure: "system",
  uses: ["conversation.recent"],
  input: z.strictObject({ to: z.string(), phones: z.array(z.string()) }),
  output: z.object({ why: z.string().nullable() }),
  summary: ({ why }) => why ?? "It would go.",
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ to, phones }, ctx) => ({ why: await whyNotMailed(to, phones, ctx) }),
});
