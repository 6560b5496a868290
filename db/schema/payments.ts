import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const paymentMethods = [
  "online",
  "cash",
  "cheque",
  "card_terminal",
  "bank_transfer",
  "other",
] as const;
export const paymentStates = ["processing", "received", "failed"] as const;
/** Why a payment was not applied to its invoice: it has to be given back, or a person has to look. */
export const paymentFlags = ["paid_already", "void", "wrong_amount", "wrong_currency"] as const;

export const payments = sqliteTable(
  "payments",
  {
    id: text().primaryKey(),
    invoiceId: text().notNull(),
    method: text({ enum: paymentMethods }).notNull(),
    state: text({ enum: paymentStates }).notNull(),
    amount: integer().notNull(),
    currency: text().notNull(),
    /** Given back of it, and on its way back. */
    refunded: integer().notNull().default(0),
    refunding: integer().notNull().default(0),
    flag: text({ enum: paymentFlags }),
    /** A cheque's number, a terminal's slip. */
    reference: text(),
    receivedOn: text().notNull(),
    checkoutId: text(),
    provider: text(),
    /** The provider's name for it, by which it is given back. */
    providerId: text(),
    /** When the bookkeeper found it in the bank's statement. */
    reconciledAt: integer(),
    by: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    index("payments_invoice").on(table.invoiceId, table.createdAt),
    index("payments_received").on(table.receivedOn, table.id),
    uniqueIndex("payments_checkout").on(table.checkoutId).where(sql`checkout_id IS NOT NULL`),
    index("payments_provider").on(table.provider, table.providerId),
    index("payments_flag").on(table.flag).where(sql`flag IS NOT NULL`),
  ],
);

export const checkoutStates = [
  "creating",
  "open",
  "closing",
  "closed",
  "completed",
  "paid",
  "failed",
] as const;

/** A payment page at the provider: at most one of an invoice's is open. */
export const checkouts = sqliteTable(
  "checkouts",
  {
    id: text().primaryKey(),
    invoiceId: text().notNull(),
    state: text({ enum: checkoutStates }).notNull(),
    amount: integer().notNull(),
    currency: text().notNull(),
    /** What of the invoice was settled when it was opened: with more by then, its payment comes a second time. */
    settledBefore: integer().notNull(),
    provider: text().notNull(),
    providerId: text(),
    url: text(),
    expiresAt: integer().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    index("checkouts_invoice").on(table.invoiceId, table.createdAt),
    uniqueIndex("checkouts_provider").on(table.provider, table.providerId),
    uniqueIndex("checkouts_live").on(table.invoiceId).where(sql`state IN ('creating', 'open')`),
    index("checkouts_state").on(table.state, table.updatedAt),
  ],
);

export const refundStates = ["pending", "done", "failed"] as const;

export const refunds = sqliteTable(
  "refunds",
  {
    id: text().primaryKey(),
    paymentId: text().notNull(),
    invoiceId: text().notNull(),
    amount: integer().notNull(),
    currency: text().notNull(),
    state: text({ enum: refundStates }).notNull(),
    reason: text().notNull(),
    provider: text(),
    providerId: text(),
    refundedOn: text().notNull(),
    reconciledAt: integer(),
    by: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    index("refunds_payment").on(table.paymentId),
    index("refunds_invoice").on(table.invoiceId),
    index("refunds_day").on(table.refundedOn, table.id),
    index("refunds_provider").on(table.provider, table.providerId),
  ],
);
