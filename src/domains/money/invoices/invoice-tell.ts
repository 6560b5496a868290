import * as z from "zod";
import { payLink } from "#domains/money/amounts/money-link.ts";
import { paymentById } from "#domains/money/payments/payment-store.ts";
import { type Customer, customerBy } from "#operation/customer.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { spokenDate } from "#platform/zone.ts";
import { nextPart, owedOf, spokenInvoice } from "./invoice.ts";
import { type InvoiceRow, invoiceById } from "./invoice-store.ts";
import { greetingTo, reachable } from "./ways.ts";

const occasions = ["invoice", "reminder", "receipt"] as const;
type Occasion = (typeof occasions)[number];

const wordsFor = {
  invoice: "money.invoice_text",
  reminder: "money.reminder_text",
  receipt: "money.receipt_text",
} as const;

/** Tells a customer of their invoice, in the owner's words: by text within the phone's rules, or by email with the paper. */
export const invoiceTell = defineWrite({
  name: "invoice.tell",
  title: "Tell a customer of their invoice",
  description: "Run for each invoice that is sent, overdue or paid.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "message.tell", "mail.tell"],
  input: z.strictObject({
    id: z.string(),
    occasion: z.enum(occasions),
    way: z.enum(["text", "email", "auto"]).default("auto"),
  }),
  output: z.object({ sent: z.boolean(), why: z.string().nullable() }),
  summary: ({ sent, why }) => (sent ? "On its way." : (why ?? "Not sent.")),
  hints: { destructive: false, idempotent: false, openWorld: true },
  async plan({ id, occasion, way }, ctx) {
    const payment = occasion === "receipt" ? await paymentById(ctx.db, id) : undefined;
    const row = await invoiceById(ctx.db, payment?.invoiceId ?? id);
    const customer = row && (await customerBy(row.contactId, ctx));
    if (!row || !customer || row.state === "void" || row.state === "draft") return told(false, "It is gone.");
    const words = ctx.settings.get(wordsFor[occasion]);
    if (words === "") return told(false, "Nobody is told of this.");
    const { ways, why } = reachable(customer, way);
    const [by] = ways;
    if (!by) return told(false, why);
    const values = valuesOf(row, payment?.amount, ctx);
    const answer =
      by.way === "text"
        ? await ctx.use<{ sent: boolean; why: string | null }>("message.tell", {
            phone: by.to,
            words,
            values,
          })
        : await ctx.use<{ sent: boolean; why: string | null }>("mail.tell", {
            ...{ contactId: customer.id, phones: customer.phones, to: by.to },
            ...letterOf(occasion, customer, values, ctx),
            attached: { what: occasion === "receipt" ? "receipt" : "invoice", id: payment?.id ?? row.id },
          });
    return told(answer.sent, answer.why);
  },
  apply: () => [],
});

function told(sent: boolean, why: string | null) {
  return { facts: {}, data: undefined, result: { sent, why } };
}

/** What stands in the blanks of the owner's words. */
function valuesOf(
  row: InvoiceRow,
  received: number | undefined,
  ctx: OperationContext,
): Record<string, string> {
  const part = nextPart(row);
  const amount = received ?? part?.amount ?? owedOf(row);
  const due = part?.dueOn ?? row.dueOn;
  return {
    number: spokenInvoice(row) ?? "",
    amount: writtenMoney(amount, row.currency),
    due: due === null ? "now" : spokenDate(due),
    link: payLink(row.token, ctx),
  };
}

/** The same as a letter. */
function letterOf(
  occasion: Occasion,
  { name }: Pick<Customer, "name">,
  { number = "", amount = "", due = "", link = "" }: Record<string, string>,
  { settings }: Pick<OperationContext, "settings">,
): { subject: string; content: string } {
  const business = settings.get("business.name");
  const greeting = greetingTo(name);
  const [subject, said] = {
    invoice: [
      `Invoice ${number} from ${business}`,
      `here is your invoice ${number} over ${amount}. It is due ${due}.\n\nSee it, and pay it if you like, here:\n${link}`,
    ],
    reminder: [
      `A reminder of invoice ${number}`,
      `${amount} of invoice ${number} was due ${due}. If you have paid it these days, please ignore this.\n\nSee it, and pay it if you like, here:\n${link}`,
    ],
    receipt: [
      `Your payment for invoice ${number}`,
      `thank you. We have received ${amount} for invoice ${number}.\n\nYour invoice:\n${link}`,
    ],
  }[occasion] as [string, string];
  return { subject, content: `${greeting}\n\n${said}\n\n${business}` };
}
