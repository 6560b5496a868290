import * as z from "zod";
import { spokenInvoice } from "#domains/money/invoices/invoice.ts";
import { invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { paymentById } from "#domains/money/payments/payment-store.ts";
import { spokenQuote } from "#domains/money/quotes/quote.ts";
import { quoteById } from "#domains/money/quotes/quote-store.ts";
import { customerBy } from "#operation/customer.ts";
import { publicAddress } from "#operation/desk-services.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";

const occasions = [
  "payment_flagged",
  "payment_failed",
  "refund_failed",
  "quote_accepted",
  "quote_declined",
] as const;

/** Tells the owner, by text and by email, what about money needs them. Money goes back by nobody's word but a person's. */
export const moneyTellOwner = defineWrite({
  name: "money.tell_owner",
  title: "Tell the owner of money",
  description:
    "Run for each payment that settles nothing or came to nothing, and for each quote that is answered.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "mail.tell", "message.send"],
  input: z.strictObject({ occasion: z.enum(occasions), id: z.string() }),
  output: z.object({ told: z.int() }),
  summary: ({ told }) => `${told} told`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  async plan({ occasion, id }, ctx) {
    const { settings } = ctx;
    const numbers = settings.get("business.owner_numbers");
    const address = settings.get("mail.owner");
    const reached = numbers.length + (address === "" ? 0 : 1);
    const content = reached === 0 ? undefined : await wordsFor(occasion, id, ctx);
    if (content === undefined) return { facts: {}, data: undefined, result: { told: 0 } };
    if (numbers.length > 0) await ctx.use("message.send", { to: numbers, content, allowDuplicate: true });
    if (address !== "")
      await ctx.use("mail.tell", {
        ...{ contactId: null, to: address, content },
        subject: `${settings.get("business.name")}: ${subjects[occasion]}`,
      });
    return { facts: {}, data: undefined, result: { told: reached } };
  },
  apply: () => [],
});

const subjects: Record<(typeof occasions)[number], string> = {
  payment_flagged: "a payment that settles nothing",
  payment_failed: "a payment that came to nothing",
  refund_failed: "a refund that came to nothing",
  quote_accepted: "a quote was accepted",
  quote_declined: "a quote was declined",
};

async function wordsFor(
  occasion: (typeof occasions)[number],
  id: string,
  ctx: OperationContext,
): Promise<string | undefined> {
  const origin = ctx.service(publicAddress);
  const who = async (contactId: string) => (await customerBy(contactId, ctx))?.name ?? "A customer";
  if (occasion === "quote_accepted" || occasion === "quote_declined") {
    const quote = await quoteById(ctx.db, id);
    if (!quote) return undefined;
    const answer = occasion === "quote_accepted" ? "has accepted" : "has declined";
    const total = writtenMoney(quote.total, quote.currency);
    return `${await who(quote.contactId)} ${answer} ${spokenQuote(quote) ?? "a quote"} over ${total}. ${origin}/quotes/${id}`;
  }
  const payment = await paymentById(ctx.db, id);
  const invoice = payment && (await invoiceById(ctx.db, payment.invoiceId));
  if (!payment || !invoice) return undefined;
  const amount = writtenMoney(payment.amount, payment.currency);
  const number = spokenInvoice(invoice) ?? "an invoice";
  const link = `${origin}/invoices/${invoice.id}`;
  if (occasion === "refund_failed")
    return `Giving back a payment of ${amount} for ${number} came to nothing: the customer has not got it. ${link}`;
  return occasion === "payment_flagged"
    ? `${amount} came for ${number}, and nothing was owed for it: give it back, or keep it. ${link}`
    : `The payment of ${amount} for ${number} came to nothing. ${link}`;
}
