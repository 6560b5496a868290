import * as z from "zod";
import { changeInvoice, invoiceById } from "#domains/money/invoices/invoice-store.ts";
import { endReminder } from "#domains/money/leads/reminded.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changedQuote, quoteView, requireQuote } from "./quote.ts";
import { changeQuote } from "./quote-store.ts";

/** Books the work of a quote that was accepted. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR, each with free times */
export const quoteBook = defineWrite({
  name: "quote.book",
  title: "Book the work of a quote",
  description:
    "Books an appointment for a quote that was accepted: the invoice of what was agreed belongs to it. Answers with the next free times where that one cannot be had.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.numbers", "appointment.schedule", "reminder.complete", "ticket.query"],
  input: z.strictObject({
    quote: z.string().min(1).max(60).describe("qte_… or Q-1000."),
    requested_date: z.string().min(1).max(80).describe("'YYYY-MM-DD', 'tomorrow', 'next Monday'."),
    requested_time: z.string().max(80).optional().describe("'morning', '9am', '9:00-11:00'."),
    duration_estimate_minutes: z.int().min(5).max(1440).optional(),
    send_confirmation: z.boolean().default(true),
  }),
  output: z.object({ quote: quoteView, when: z.string().nullable().describe("As people say it.") }),
  example: { quote: "Q-1000", requested_date: "next Monday", requested_time: "morning" },
  summary: ({ quote, when }) =>
    `${quote.number ?? "The quote"} is booked as ${quote.ticket_id ?? ""}${when === null ? "" : `: ${when}`}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ quote, ...when }, ctx) {
    const row = await requireQuote(quote, ctx);
    if (row.state !== "accepted")
      throw new DeskError("CONFLICT", "It was not accepted.", {
        next: "Book it when the customer has accepted.",
      });
    if (row.ticketId !== null) return { facts: { quote: row.id }, data: [], result: { id: row.id } };
    const { id: ticketId } = await ctx.use<{ id: string }>("appointment.schedule", {
      customer_identifier: row.contactId,
      services: [],
      notes: `As agreed in Q-${row.number}`,
      ...when,
    });
    await endReminder(row.reminderId, ctx);
    const invoice = row.invoiceId === null ? undefined : await invoiceById(ctx.db, row.invoiceId);
    return {
      facts: { quote: row.id, ticket: ticketId },
      data: [
        ...changeQuote(row, { ticketId }, ctx.now),
        ...(invoice && invoice.ticketId === null ? changeInvoice(invoice, { ticketId }, ctx.now) : []),
      ],
      result: { id: row.id },
      events: [{ type: "quote.changed", subject: row.id }],
    };
  },
  apply: (statements) => statements,
  async answer({ id }: { id: string }, ctx: OperationContext) {
    const { quote } = await changedQuote({ id }, ctx);
    if (quote.ticket_id === null) return { quote, when: null };
    const { items } = await ctx.use<{ items: { appointment: { when: string } | null }[] }>("ticket.query", {
      id: quote.ticket_id,
    });
    return { quote, when: items[0]?.appointment?.when ?? null };
  },
});
