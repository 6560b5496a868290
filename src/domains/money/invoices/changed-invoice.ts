import type { OperationContext } from "#operation/operation.ts";
import { requireInvoice } from "./invoice.ts";
import { type InvoiceView, wholeInvoice } from "./invoice-view.ts";

/** The answer of whatever changed an invoice. */
export async function changedInvoice(
  { id }: { id: string },
  ctx: OperationContext,
): Promise<{ invoice: InvoiceView }> {
  return { invoice: await wholeInvoice(await requireInvoice(id, ctx), ctx) };
}
