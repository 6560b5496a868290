import * as z from "zod";
import { asksForMoney, tellingLately } from "#domains/money/amounts/asks-for-money.ts";
import { foreseeText } from "#domains/money/amounts/foresee-text.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { DeskError } from "#src/errors.ts";
import { changedInvoice } from "./changed-invoice.ts";
import { owedOf, requireInvoice, spokenInvoice, todayOf } from "./invoice.ts";
import { countReminder } from "./invoice-store.ts";
import { invoiceView } from "./invoice-view.ts";
import { reachable } from "./ways.ts";

/** One customer is reminded of one invoice once in so long, in milliseconds. */
const apart = 20 * 3_600_000;

/** Reminds a customer of what they owe, or tells them of their invoice again. @throws NOT_FOUND, CONFLICT */
export const invoiceRemind = defineWrite({
  name: "invoice.remind",
  title: "Remind of an invoice",
  description:
    "Tells a customer again of an invoice that was sent: a reminder where it is overdue, else the invoice itself. At most once a day for each. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify", "contact.number_age", "message.foresee", "ticket.numbers", "invoice.tell"],
  input: z.strictObject({
    invoice: z.string().min(1).max(60).describe("inv_… or INV-1000."),
    by: z.enum(["auto", "text", "email"]).default("auto"),
  }),
  output: z.object({ invoice: invoiceView, sent: z.boolean(), why: z.string().nullable() }),
  example: { invoice: "INV-1000" },
  summary: ({ invoice, sent, why }) =>
    sent ? `${invoice.number ?? invoice.id}: the customer is told.` : `Not told: ${why ?? ""}`,
  hints: { destructive: false, idempotent: false, openWorld: true },
  permission: asksForMoney("Reminding of an invoice", "A customer is asked for money."),
  async plan({ invoice, by }, ctx) {
    const row = await requireInvoice(invoice, ctx);
    if (row.state === "sent" && owedOf(row) > 0 && owedOf(row) <= row.processing)
      throw new DeskError("CONFLICT", "A payment of it is on its way.", {
        next: "Wait until it has come or failed; a bank debit takes some days.",
      });
    if (row.state !== "sent" || owedOf(row) <= 0)
      throw new DeskError("CONFLICT", "Nothing is owed of it, or it was not sent.", {
        next: "See crm_query type invoices.",
      });
    if (row.remindersPaused && ctx.principal.authority === "system")
      return { facts: {}, data: [], result: { id: row.id, sent: false, why: "Its reminders are paused." } };
    if (row.remindedAt !== null && row.remindedAt > ctx.now - apart)
      throw new DeskError("CONFLICT", "They were told of it today already.", {
        next: "Wait until tomorrow.",
      });
    const customer = await customerBy(row.contactId, ctx);
    const { ways } = reachable(customer, by);
    await foreseeText(ways, ctx);
    const { sentLately, guards } = await tellingLately(ctx);
    const isLate = row.dueOn !== null && row.dueOn < todayOf(ctx);
    const { sent, why } = await ctx.use<{ sent: boolean; why: string | null }>("invoice.tell", {
      ...{ id: row.id, occasion: isLate ? "reminder" : "invoice", way: by },
    });
    return {
      facts: { invoice: row.id, total: row.total, customer: row.contactId },
      measures: { sentLately },
      card: async () => [
        { label: "Invoice", value: spokenInvoice(row) ?? row.id },
        { label: "Still owed", value: writtenMoney(owedOf(row), row.currency) },
        { label: "To", value: [customer?.name, ...ways.map(({ to }) => to)].filter(Boolean).join(", ") },
      ],
      data: [...guards, ...countReminder(row.id, { isSent: sent, since: ctx.now - apart }, ctx.now)],
      result: { id: row.id, sent, why },
      events: [{ type: "invoice.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  async answer({ id, sent, why }: { id: string; sent: boolean; why: string | null }, ctx) {
    return { ...(await changedInvoice({ id }, ctx)), sent, why };
  },
});
