import * as z from "zod";
import { asksForMoney, tellingLately } from "#domains/money/amounts/asks-for-money.ts";
import { foreseeText } from "#domains/money/amounts/foresee-text.ts";
import { readLines } from "#domains/money/amounts/money-view.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { reachableNow, sendBy, type Way } from "#domains/money/invoices/ways.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { changedQuote, quoteView, requireQuote, spokenQuote } from "./quote.ts";
import { changeQuote, numberQuote } from "./quote-store.ts";

/** One customer is told of one quote once in so long, in milliseconds. */
const apart = 20 * 3_600_000;

/** Sends a quote: the customer sees and accepts it on a page of their own. @throws NOT_FOUND, CONFLICT */
export const quoteSend = defineWrite({
  name: "quote.send",
  title: "Send a quote",
  description:
    "Sends a quote to its customer by text or email, with a link on which they accept it with their name; sent already, it is told again. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify", "contact.number_age", "mail.reach", "message.foresee", "ticket.numbers"],
  input: z.strictObject({
    quote: z.string().min(1).max(60).describe("qte_… or Q-1000."),
    send_by: sendBy.exclude(["draft"]).default("auto"),
  }),
  output: z.object({
    quote: quoteView,
    sent_by: z.array(z.object({ way: z.enum(["text", "email"]), to: z.string() })),
    why: z.string().nullable().describe("Why nobody is told, where nobody is."),
  }),
  example: { quote: "qte_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ quote, sent_by, why }) =>
    `${quote.number ?? "The quote"} over ${quote.total_amount}: ${sent_by.map(({ way }) => way).join(" and ") || (why ?? "")}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  permission: asksForMoney("Sending a quote", "A quote goes to a customer."),
  async plan({ quote, send_by }, ctx) {
    const row = await requireQuote(quote, ctx);
    const today = todayOf(ctx);
    if (!["draft", "sent"].includes(row.state) || row.validUntil < today)
      throw new DeskError("CONFLICT", row.validUntil < today ? "It is over." : `It was ${row.state}.`, {
        next: "Say valid_days with quote_update, or write another.",
      });
    const customer = await customerBy(row.contactId, ctx);
    const { ways, why } = await reachableNow(customer, send_by, ctx);
    await foreseeText(ways, ctx);
    if (row.toldAt !== null && row.toldAt > ctx.now - apart)
      throw new DeskError("CONFLICT", "They were told of it today already.", {
        next: "Wait until tomorrow.",
      });
    const { sentLately, guards } = await tellingLately(ctx);
    const sent = row.state === "draft" ? { state: "sent" as const, sentAt: ctx.now } : {};
    return {
      facts: { quote: row.id, total: row.total, currency: row.currency, customer: row.contactId },
      measures: { sentLately },
      card: async () => [
        {
          label: "Quote",
          value: `${spokenQuote(row) ?? "a draft"}, ${writtenMoney(row.total, row.currency)}`,
        },
        {
          label: "For",
          value: readLines(row)
            .map(({ description }) => description)
            .join("; "),
        },
        { label: "To", value: [customer?.name, ...ways.map(({ to }) => to)].filter(Boolean).join(", ") },
      ],
      data: [
        ...guards,
        ...changeQuote(row, { ...sent, toldAt: ctx.now }, ctx.now),
        ...(row.state === "draft" ? [numberQuote(row.id)] : []),
      ],
      result: { id: row.id, ways, why },
      events: [
        { type: "quote.changed", subject: row.id },
        ...ways.map(({ way }) => ({ type: `quote.sent_by_${way}`, subject: row.id })),
      ],
    };
  },
  apply: (statements) => statements,
  async answer({ id, ways, why }: { id: string; ways: Way[]; why: string | null }, ctx) {
    return { ...(await changedQuote({ id }, ctx)), sent_by: ways, why };
  },
});
