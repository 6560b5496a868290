import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { writtenNumber } from "./store.ts";

/** Since when an app's own number stands here, for rules about whom it may reach. */
export const contactNumberAge = defineRead({
  name: "contact.number_age",
  title: "Since when an app has a number",
  description: "For other operations: when an app wrote a number down by itself.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phone: z.string() }),
  output: z.object({ addedAt: z.int().nullable() }),
  summary: ({ addedAt }) => String(addedAt),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phone }, ctx) {
    const row = await writtenNumber(ctx.db, phone);
    // A number that is nobody's is as new as one that was written down this moment.
    if (!row) return { addedAt: ctx.now };
    return { addedAt: row.addedBy === null ? null : row.createdAt };
  },
});
