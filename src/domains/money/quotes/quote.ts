import * as z from "zod";
import { quoteLink } from "#domains/money/amounts/money-link.ts";
import { sumsView, viewSums } from "#domains/money/amounts/money-view.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { customerOf, viewCustomerOf } from "#domains/money/invoices/invoice-view.ts";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { wordsKept } from "#operation/words-read.ts";
import { writtenMoney } from "#platform/money.ts";
import { plainText } from "#platform/plain-text.ts";
import { isoIn, spokenDate } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type QuoteRow, quoteById, quoteByNumber } from "./quote-store.ts";

export const quoteStatuses = ["draft", "sent", "accepted", "declined", "withdrawn", "expired"] as const;
export type QuoteStatus = (typeof quoteStatuses)[number];

/** A quote as tools and pages show it. */
export const quoteView = z.object({
  id: z.string().describe("qte_…"),
  number: z.string().nullable().describe("Q-…, what people say; null for a draft."),
  status: z.enum(quoteStatuses),
  customer: customerOf,
  lead_id: z.string().nullable(),
  ticket_id: z.string().nullable(),
  ...sumsView,
  deposit: z.string().nullable(),
  deposit_minor: z.int(),
  valid_until: z.string(),
  valid: z.string().describe("The same as people say it."),
  quote_link: z.string().nullable(),
  notes: z.string().nullable(),
  accepted_by: z.string().nullable(),
  accepted_at: z.string().nullable(),
  invoice_id: z.string().nullable(),
  created_at: z.string(),
  words_of: z.array(z.string()).optional(),
});

export type QuoteView = z.infer<typeof quoteView>;

export function statusOfQuote({ state, validUntil }: QuoteRow, today: string): QuoteStatus {
  return state === "sent" && validUntil < today ? "expired" : state;
}

export function spokenQuote({ number }: Pick<QuoteRow, "number">): string | null {
  return number === null ? null : `Q-${number}`;
}

export async function viewQuotes(rows: readonly QuoteRow[], ctx: OperationContext): Promise<QuoteView[]> {
  const zone = ctx.settings.get("business.zone");
  const tickets = [...new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))];
  const { numbers } = await ctx.use<{ numbers: Record<string, string> }>("ticket.numbers", { ids: tickets });
  return await Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      number: spokenQuote(row),
      status: statusOfQuote(row, todayOf(ctx)),
      customer: viewCustomerOf(row.contactId, await customerBy(row.contactId, ctx)),
      lead_id: row.leadId,
      ticket_id: row.ticketId === null ? null : (numbers[row.ticketId] ?? row.ticketId),
      ...viewSums(row),
      deposit: row.deposit === 0 ? null : writtenMoney(row.deposit, row.currency),
      deposit_minor: row.deposit,
      valid_until: row.validUntil,
      valid: spokenDate(row.validUntil),
      quote_link: row.state === "draft" ? null : quoteLink(row.token, ctx),
      notes: row.notes,
      accepted_by: row.acceptedName,
      accepted_at: row.acceptedAt === null ? null : isoIn(zone, row.acceptedAt),
      invoice_id: row.invoiceId,
      created_at: isoIn(zone, row.createdAt),
      ...wordsKept(row.wordsOf),
    })),
  );
}

/** The quote that is meant, by its id or its number. @throws DeskError NOT_FOUND */
export async function requireQuote(name: string, ctx: OperationContext): Promise<QuoteRow> {
  const number = /^(?:Q[- ]?)?(\d{4,9})$/i.exec(plainText(name).trim())?.[1];
  const row =
    number === undefined ? await quoteById(ctx.db, name.trim()) : await quoteByNumber(ctx.db, Number(number));
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such quote.", { next: "See crm_query type quotes." });
}

/** The answer of whatever changed a quote. */
export async function changedQuote(
  { id }: { id: string },
  ctx: OperationContext,
): Promise<{ quote: QuoteView }> {
  const [quote] = await viewQuotes([await requireQuote(id, ctx)], ctx);
  if (!quote) throw new TypeError("a quote has no view");
  return { quote };
}
