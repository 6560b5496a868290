import * as z from "zod";
import { lineInput, linesFrom, partIn } from "#domains/money/amounts/money-input.ts";
import { keptOf, readDiscount, readLines } from "#domains/money/amounts/money-view.ts";
import { partOf } from "#domains/money/amounts/sums.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { defineWrite } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";
import { dateAfter } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { changedQuote, quoteView, requireQuote } from "./quote.ts";
import { comesToNothing, quoteFields } from "./quote-create.ts";
import { changeQuote } from "./quote-store.ts";

/** Changes a draft; of a quote that was sent, only until when it is good. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const quoteUpdate = defineWrite({
  name: "quote.update",
  title: "Change a quote",
  description:
    "Changes a draft; of one that was sent only valid_days, counted from today. To change what was sent, withdraw it and write another.",
  scopes: ["office:write"],
  uses: ["contact.identify", "service.named", "ticket.numbers"],
  input: z.strictObject({
    quote: z.string().min(1).max(60).describe("qte_… or Q-1000."),
    lines: z.array(lineInput).min(1).max(100).optional(),
    ...quoteFields,
  }),
  output: z.object({ quote: quoteView }),
  example: { quote: "Q-1000", valid_days: 14 },
  summary: ({ quote }) => `${quote.number ?? "Draft"}: ${quote.total_amount}, good until ${quote.valid}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ quote, lines, discount, deposit, valid_days, notes }, ctx) {
    const row = await requireQuote(quote, ctx);
    const isMore = [lines, discount, deposit, notes].some((each) => each !== undefined);
    if (row.state !== "draft" && (row.state !== "sent" || isMore))
      throw new DeskError("CONFLICT", "It was sent: what it says stays as the customer has it.", {
        next: "Withdraw it with quote_withdraw, and write another.",
      });
    const money = keptOf(lines === undefined ? readLines(row) : await linesFrom(lines, ctx), {
      ...row,
      discount: discount === undefined ? readDiscount(row) : partIn(discount),
    });
    if (money.total <= 0) throw comesToNothing();
    const part = partIn(deposit);
    return {
      facts: { quote: row.id, total: money.total },
      data: changeQuote(
        row,
        {
          ...money,
          wordsOf: wordsRead(ctx) ?? row.wordsOf,
          deposit: part === null ? Math.min(row.deposit, money.total) : partOf(money.total, part),
          ...(valid_days === undefined ? {} : { validUntil: dateAfter(todayOf(ctx), valid_days) }),
          ...(notes === undefined ? {} : { notes: notes || null }),
        },
        ctx.now,
      ),
      result: { id: row.id },
      events: [{ type: "quote.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  answer: changedQuote,
});
