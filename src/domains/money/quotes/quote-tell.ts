import * as z from "zod";
import { quoteLink } from "#domains/money/amounts/money-link.ts";
import { greetingTo, reachable } from "#domains/money/invoices/ways.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { spokenDate } from "#platform/zone.ts";
import { quoteById } from "./quote-store.ts";

/** Tells a customer of their quote, in the owner's words. */
export const quoteTell = defineWrite({
  name: "quote.tell",
  title: "Tell a customer of their quote",
  description: "Run for each quote that is sent.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "message.tell", "mail.tell"],
  input: z.strictObject({ id: z.string(), way: z.enum(["text", "email"]) }),
  output: z.object({ sent: z.boolean(), why: z.string().nullable() }),
  summary: ({ sent, why }) => (sent ? "On its way." : (why ?? "Not sent.")),
  hints: { destructive: false, idempotent: false, openWorld: true },
  async plan({ id, way }, ctx) {
    const row = await quoteById(ctx.db, id);
    const customer = row && (await customerBy(row.contactId, ctx));
    const [by] = reachable(customer, way).ways;
    if (row?.state !== "sent" || !customer || !by)
      return { facts: {}, data: undefined, result: { sent: false, why: "It is gone." } };
    const values = {
      amount: writtenMoney(row.total, row.currency),
      until: spokenDate(row.validUntil),
      number: `Q-${row.number ?? ""}`,
      link: quoteLink(row.token, ctx),
    };
    const business = ctx.settings.get("business.name");
    const words = ctx.settings.get("money.quote_text");
    const answer =
      by.way === "text"
        ? await ctx.use<{ sent: boolean; why: string | null }>("message.tell", {
            phone: by.to,
            words,
            values,
          })
        : await ctx.use<{ sent: boolean; why: string | null }>("mail.tell", {
            ...{ contactId: customer.id, phones: customer.phones, to: by.to },
            subject: `Your quote from ${business}`,
            content: `${greetingTo(customer.name)}\n\nhere is your quote over ${values.amount}. It is good until ${values.until}.\n\nSee it and accept it here:\n${values.link}\n\n${business}`,
            attached: { what: "quote", id: row.id },
          });
    return { facts: {}, data: undefined, result: answer };
  },
  apply: () => [],
});
