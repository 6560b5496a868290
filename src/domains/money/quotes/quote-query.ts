import * as z from "zod";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { contactsFor, idsIn } from "#domains/money/invoices/invoice-query.ts";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { quoteStatuses, quoteView, requireQuote, viewQuotes } from "./quote.ts";
import { quotesThat } from "./quote-store.ts";

/** Quotes, the newest first. @throws NOT_FOUND */
export const quoteQuery = defineRead({
  name: "quote.query",
  title: "Query quotes",
  description: "Quotes with what they come to and what became of them, the newest first.",
  scopes: ["office:read"],
  uses: ["contact.identify", "ticket.numbers"],
  input: queryInput(
    { status: z.enum(quoteStatuses).optional(), customer_id: z.string().max(60).optional() },
    ["customer"],
  ),
  output: queryOutput(quoteView),
  example: { filters: { status: "sent" } },
  summary: ({ items }) => `${counted(items.length, "quote")}.`,
  untrustedPeers: ({ items }) => items.flatMap(({ words_of = [] }) => words_of),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const { id, filters = {}, limit, cursor } = asked;
    if (id !== undefined)
      return {
        items: await viewQuotes([await requireQuote(id, ctx)], ctx),
        ...{ truncated: false, next_cursor: null },
      };
    const words = wordsOf(asked);
    const contactIds =
      words !== undefined ? await contactsFor(words, ctx) : await idsIn(filters.customer_id, ctx);
    const found = await quotesThat(ctx.db, {
      ...{ status: filters.status, today: todayOf(ctx), contactIds },
      before: cursor === undefined ? undefined : decodeCursor(cursor),
      limit: limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      limit,
      (row) => ({ ...row, room: " ".repeat(600) }),
      ({ createdAt, id: quoteId }) => ({ at: createdAt, id: quoteId }),
    );
    return { items: await viewQuotes(rows, ctx), truncated, next_cursor: nextCursor };
  },
});
