import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { keptOf, readDiscount, readLines } from "#domains/money/amounts/money-view.ts";
import { draftOf } from "#domains/money/invoices/draft.ts";
import { todayOf } from "#domains/money/invoices/invoice.ts";
import { sendingOf, writeInvoice } from "#domains/money/invoices/sending.ts";
import { reachable } from "#domains/money/invoices/ways.ts";
import { paymentProviders } from "#domains/money/payments/provider.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite, type EventDraft, type Plan } from "#operation/operation.ts";
import { nextOf } from "./recurring.ts";
import { changeRecurring, recurringDue } from "./recurring-store.ts";

/** Writes one of the invoices that are due today, or were while the desk was not there; asked until none is left. */
export const recurringInvoiceMake = defineWrite({
  name: "recurring_invoice.make",
  title: "Write the invoices that come again",
  description: "Run every minute.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify"],
  input: z.strictObject({}),
  output: z.object({ made: z.string().nullable() }),
  summary: ({ made }) => made ?? "none",
  hints: { destructive: false, idempotent: true, openWorld: true },
  isNewEachTime: true,
  async plan(_given, ctx): Promise<Plan<Statement[], { made: string | null }>> {
    const today = todayOf(ctx);
    const [row] = await recurringDue(ctx.db, today, 1);
    if (!row?.nextOn) return { facts: {}, data: [], result: { made: null } };
    const customer = await customerBy(row.contactId, ctx);
    // Nobody is left to be billed.
    if (!customer)
      return { facts: {}, data: changeRecurring(row, { endedAt: ctx.now }), result: { made: row.id } };
    const money = keptOf(readLines(row), { ...row, discount: readDiscount(row) });
    const { contactId, dueDays, notes, wordsOf } = row;
    const draft = draftOf({ contactId, money, dueDays, notes, wordsOf, recurringId: row.id }, ctx);
    const paysOnline = ctx.service(paymentProviders).current !== undefined;
    const changes = row.sends ? sendingOf(draft, { paysOnline }, ctx) : { paysOnline };
    const { ways } = reachable(customer, "auto");
    const told: EventDraft[] = row.sends
      ? ways.map(({ way }) => ({ type: `invoice.sent_by_${way}`, subject: draft.id }))
      : [];
    // What was missed is written once, not for every date that has passed.
    const nextOn = await nextOf(row.rule, { from: row.fromDate, after: today, until: row.untilDate });
    return {
      facts: { recurring: row.id },
      data: [
        ...changeRecurring(row, { nextOn, ...(nextOn === null ? { endedAt: ctx.now } : {}) }),
        ...writeInvoice({ row: draft, isNew: true }, changes, ctx.now),
      ],
      result: { made: draft.id },
      events: [{ type: "invoice.changed", subject: draft.id }, ...told],
    };
  },
  apply: (statements) => statements,
});
