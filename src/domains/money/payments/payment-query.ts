import * as z from "zod";
import { requireInvoice } from "#domains/money/invoices/invoice.ts";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";
import { paymentById, paymentsThat } from "./payment-store.ts";
import { paymentView, viewAll } from "./payment-view.ts";

/** Payments, the newest first. @throws NOT_FOUND */
export const paymentQuery = defineRead({
  name: "payment.query",
  title: "Query payments",
  description:
    "Payments with what was given back of each, the newest first; flagged ones came and settle nothing: they are to be given back, or kept.",
  scopes: ["office:read"],
  input: queryInput(
    {
      invoice: z.string().max(60).optional().describe("inv_… or INV-1000."),
      from: z.iso.date().optional().describe("Received on this day or later."),
      until: z.iso.date().optional(),
      flagged: z.boolean().optional(),
      reconciled: z.boolean().optional(),
    },
    ["refunds"],
  ),
  output: queryOutput(paymentView),
  example: { filters: { flagged: true } },
  summary: ({ items }) => `${counted(items.length, "payment")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id, filters = {}, limit, cursor }, ctx) {
    if (id !== undefined) {
      const row = await paymentById(ctx.db, id);
      if (!row) throw new DeskError("NOT_FOUND", "There is no such payment.");
      return { items: await viewAll([row], ctx), truncated: false, next_cursor: null };
    }
    const { invoice, from, until, flagged, reconciled } = filters;
    const found = await paymentsThat(ctx.db, {
      invoiceId: invoice === undefined ? undefined : (await requireInvoice(invoice, ctx)).id,
      ...{ from, until, isFlagged: flagged, isReconciled: reconciled },
      before: cursor === undefined ? undefined : decodeCursor(cursor),
      limit: limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      limit,
      (row) => row,
      ({ createdAt, id: paymentId }) => ({ at: createdAt, id: paymentId }),
    );
    return { items: await viewAll(rows, ctx), truncated, next_cursor: nextCursor };
  },
});
