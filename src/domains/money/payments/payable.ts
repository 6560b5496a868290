import { owedOf, statusOf, todayOf } from "#domains/money/invoices/invoice.ts";
import { type InvoiceRow, invoiceWithToken } from "#domains/money/invoices/invoice-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** The invoice of a customer's link. A draft is nobody's yet. @throws DeskError NOT_FOUND */
export async function invoiceOfLink(token: string, ctx: OperationContext): Promise<InvoiceRow> {
  const row = await invoiceWithToken(ctx.db, token);
  if (row && row.state !== "draft" && row.contactId !== "") return row;
  throw new DeskError("NOT_FOUND", "There is no such invoice.", { next: "Ask the business." });
}

/** The same, where something of it can be paid now. @throws DeskError NOT_FOUND, CONFLICT */
export async function payable(token: string, ctx: OperationContext): Promise<InvoiceRow> {
  const row = await invoiceOfLink(token, ctx);
  const status = statusOf(row, todayOf(ctx));
  if (row.state === "sent" && owedOf(row) > 0 && row.processing === 0) return row;
  const reasons: Partial<Record<typeof status, string>> = {
    void: "This invoice is void: nothing is owed.",
    voiding: "This invoice is being made void.",
    paid: "This invoice is paid. Thank you.",
    refunded: "This invoice was paid, and the money was given back.",
  };
  throw new DeskError("CONFLICT", reasons[status] ?? "A payment is on its way.", {
    next: "There is nothing to pay.",
  });
}
