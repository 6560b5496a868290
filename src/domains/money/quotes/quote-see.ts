import * as z from "zod";
import { paperOf } from "#domains/money/papers/money-paper.ts";
import { defineRead } from "#operation/operation.ts";
import { changedQuote, quoteView, requireQuote } from "./quote.ts";

/** One quote with its paper, for a person at a page. @throws NOT_FOUND */
export const quoteSee = defineRead({
  name: "quote.see",
  title: "See a quote",
  description: "A quote with everything about it, and the paper as it is printed.",
  scopes: ["office:read"],
  exposure: "person",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.object({ quote: quoteView, paper: z.looseObject({}) }),
  summary: ({ quote }) => quote.number ?? quote.id,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const row = await requireQuote(id, ctx);
    const { filename: _filename, ...paper } = await paperOf("quote", row.id, ctx);
    return { ...(await changedQuote({ id: row.id }, ctx)), paper };
  },
});
