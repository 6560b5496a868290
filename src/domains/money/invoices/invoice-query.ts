import * as z from "zod";
import type { Customer } from "#operation/customer.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { requireInvoice, todayOf } from "./invoice.ts";
import { invoicesThat } from "./invoice-store.ts";
import {
  type InvoiceView,
  invoiceIncludes,
  invoiceView,
  viewInvoices,
  wholeInvoice,
} from "./invoice-view.ts";

/** Invoices, the newest first; what is overdue by its day. @throws NOT_FOUND */
export const invoiceQuery = defineRead({
  name: "invoice.query",
  title: "Query invoices",
  description:
    "Invoices with what they come to, what was paid and what is owed, the newest first; with status overdue the longest overdue first. By id or number one with its payments and credit notes.",
  scopes: ["office:read"],
  uses: ["contact.identify", "ticket.numbers"],
  input: queryInput(
    {
      status: z
        .enum([
          "draft",
          "sent",
          "open",
          "overdue",
          "processing",
          "partially_paid",
          "paid",
          "refunded",
          "void",
        ])
        .optional()
        .describe("open: anything is owed; sent: whatever was sent."),
      customer_id: z.string().max(60).optional(),
    },
    invoiceIncludes,
  ),
  output: queryOutput(invoiceView),
  example: { filters: { status: "overdue" } },
  summary: ({ items }) =>
    items.length === 0
      ? "No invoice fits that."
      : `${counted(items.length, "invoice")}: ${items.slice(0, 10).map(said).join("; ")}.`,
  untrustedPeers: ({ items }) => items.flatMap(({ words_of = [] }) => words_of),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const { id, filters = {}, include, limit, cursor } = asked;
    if (id !== undefined)
      return {
        items: [await wholeInvoice(await requireInvoice(id, ctx), ctx)],
        ...{ truncated: false, next_cursor: null },
      };
    const words = wordsOf(asked);
    const found = await invoicesThat(ctx.db, {
      ...{ status: filters.status, today: todayOf(ctx), words },
      contactIds: words === undefined ? await idsIn(filters.customer_id, ctx) : await contactsFor(words, ctx),
      before: cursor === undefined ? undefined : decodeCursor(cursor),
      limit: limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      limit,
      (row) => ({ ...row, room: " ".repeat(900) }),
      ({ createdAt, id: invoiceId }) => ({ at: createdAt, id: invoiceId }),
    );
    return { items: await viewInvoices(rows, include, ctx), truncated, next_cursor: nextCursor };
  },
});

function said({ number, customer, balance, status, days_overdue: days }: InvoiceView): string {
  const late = days === null ? status.replaceAll("_", " ") : `${counted(days, "day")} overdue`;
  return `${number ?? "draft"} ${customer.name ?? "a customer"} ${balance} (${late})`;
}

/** A customer by id, or by what they are called. */
export async function idsIn(id: string | undefined, ctx: OperationContext): Promise<string[] | undefined> {
  if (id === undefined) return undefined;
  return id.startsWith("con_") ? [id] : await contactsFor(id, ctx);
}

/** Contacts whom words may mean. */
export async function contactsFor(words: string, ctx: OperationContext): Promise<string[]> {
  const { contacts } = await ctx.use<{ contacts: Customer[] }>("contact.identify", { given: words });
  return contacts.map(({ id }) => id);
}
