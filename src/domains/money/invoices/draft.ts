import { newMoneyToken } from "#domains/money/amounts/money-link.ts";
import type { keptOf } from "#domains/money/amounts/money-view.ts";
import type { OperationContext } from "#operation/operation.ts";
import type { Part } from "./invoice.ts";
import type { InvoiceRow } from "./invoice-store.ts";

/** What an invoice is made of before anybody has seen it. */
export interface Drafted {
  contactId: string;
  money: ReturnType<typeof keptOf>;
  dueDays: number;
  ticketId?: string | null;
  quoteId?: string | null;
  recurringId?: string | null;
  schedule?: readonly Part[];
  notes?: string | null | undefined;
  /** Whose words were read before it was written, as they are kept. */
  wordsOf: string | null;
}

/** A draft, whole: nothing is received of it, and it has no number. */
export function draftOf(
  { contactId, money, dueDays, ticketId, quoteId, recurringId, schedule, notes, wordsOf }: Drafted,
  ctx: Pick<OperationContext, "now" | "newId">,
): InvoiceRow {
  return {
    ...{ id: ctx.newId("inv"), number: null, contactId, state: "draft", ...money, dueDays },
    ...{ ticketId: ticketId ?? null, quoteId: quoteId ?? null, recurringId: recurringId ?? null },
    ...{ paid: 0, refunded: 0, credited: 0, processing: 0 },
    ...{ schedule: JSON.stringify(schedule ?? []), issuedOn: null, dueOn: null, notes: notes || null },
    ...{ token: newMoneyToken(), paysOnline: true, remindersPaused: false, reminders: 0, remindedAt: null },
    ...{ sentAt: null, voidedAt: null, voidReason: null, wordsOf },
    ...{ version: 1, createdAt: ctx.now, updatedAt: ctx.now },
  };
}
