import * as z from "zod";
import { changesMoney } from "#domains/money/amounts/asks-for-money.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changedQuote, quoteView, requireQuote } from "./quote.ts";
import { changeQuote } from "./quote-store.ts";

/** Takes a quote back, before it was accepted. @throws NOT_FOUND, CONFLICT */
export const quoteWithdraw = defineWrite({
  name: "quote.withdraw",
  title: "Withdraw a quote",
  description: "Takes a quote back that was not accepted yet: its page says so. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ quote: z.string().min(1).max(60).describe("qte_… or Q-1000.") }),
  output: z.object({ quote: quoteView }),
  example: { quote: "Q-1000" },
  summary: ({ quote }) => `${quote.number ?? "The draft"} is withdrawn.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: changesMoney("Withdrawing a quote", "A customer cannot accept it any more."),
  async plan({ quote }, ctx) {
    const row = await requireQuote(quote, ctx);
    if (row.state === "accepted")
      throw new DeskError("CONFLICT", "It was accepted.", { next: "See its invoice." });
    return {
      facts: { quote: row.id },
      data: row.state === "withdrawn" ? [] : changeQuote(row, { state: "withdrawn" }, ctx.now),
      result: { id: row.id },
      events: [{ type: "quote.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  answer: changedQuote,
});
