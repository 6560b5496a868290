import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const leadStatuses = ["new", "contacted", "quoted", "converted", "archived"] as const;
export const urgencies = ["low", "medium", "high"] as const;

/** Who may become a customer. */
export const leads = sqliteTable(
  "leads",
  {
    id: text().primaryKey(),
    status: text({ enum: leadStatuses }).notNull(),
    name: text(),
    /** JSON: E.164. */
    phones: text().notNull(),
    email: text(),
    address: text(),
    property: text(),
    context: text(),
    interest: text(),
    /** What was written down, as it was. */
    notes: text(),
    /** How somebody came here, such as phone_call. */
    source: text(),
    urgency: text({ enum: urgencies }).notNull(),
    /** JSON: how sure each field that was read from notes is, from 0 to 1; null where a person said it. */
    sure: text(),
    readBy: text({ enum: ["rules", "model", "person"] }).notNull(),
    /** The contact they have become, or are. */
    contactId: text(),
    /** When somebody wants to be in touch again, and what reminds them. */
    followUpAt: integer(),
    reminderId: text(),
    /** JSON: numbers of those whose words the writer had read. */
    wordsOf: text(),
    archivedFor: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    index("leads_status").on(table.status, table.createdAt),
    index("leads_created").on(table.createdAt, table.id),
    index("leads_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
  ],
);

/** What both a quote and an invoice say of money; all in the smallest unit of `currency`. */
const sums = {
  /** ISO 4217. */
  currency: text().notNull(),
  /** True where prices hold their tax already. */
  taxInclusive: integer({ mode: "boolean" }).notNull(),
  /** JSON: what is charged, as `MoneyLine`. */
  lines: text().notNull(),
  /** JSON: `{percent}` or `{amount}`; null for none. */
  discount: text(),
  subtotal: integer().notNull(),
  discountTotal: integer().notNull(),
  taxTotal: integer().notNull(),
  total: integer().notNull(),
};

export const quoteStates = ["draft", "sent", "accepted", "declined", "withdrawn"] as const;

/** What somebody is offered, and what they said to it. */
export const quotes = sqliteTable(
  "quotes",
  {
    id: text().primaryKey(),
    /** Q-1000: given when it is sent. */
    number: integer(),
    contactId: text().notNull(),
    leadId: text(),
    ticketId: text(),
    state: text({ enum: quoteStates }).notNull(),
    ...sums,
    /** What is paid when it is accepted. */
    deposit: integer().notNull().default(0),
    /** The last day on which it can be accepted. */
    validUntil: text().notNull(),
    notes: text(),
    /** What its page is called. */
    token: text().notNull(),
    sentAt: integer(),
    /** When the customer was told of it last. */
    toldAt: integer(),
    /** JSON: whose words were read before it was written; null for nobody's. */
    wordsOf: text(),
    /** What the customer signed with, and when. */
    acceptedName: text(),
    acceptedAt: integer(),
    /** The invoice made of it. */
    invoiceId: text(),
    /** What reminds somebody here to agree a time. */
    reminderId: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("quotes_number").on(table.number),
    uniqueIndex("quotes_token").on(table.token),
    index("quotes_created").on(table.createdAt, table.id),
    index("quotes_told").on(table.toldAt),
    index("quotes_contact").on(table.contactId, table.createdAt),
  ],
);

export const invoiceStates = ["draft", "sent", "voiding", "void"] as const;

/**
 * What is owed. Whether it is paid, overdue or refunded follows from what was received and given back, which are kept
 * beside it so that a list need not add them up.
 */
export const invoices = sqliteTable(
  "invoices",
  {
    id: text().primaryKey(),
    /** INV-1000: given when it is sent. */
    number: integer(),
    contactId: text().notNull(),
    ticketId: text(),
    quoteId: text(),
    recurringId: text(),
    state: text({ enum: invoiceStates }).notNull(),
    ...sums,
    /** Received and applied to it, given back of that, and let off by credit notes. */
    paid: integer().notNull().default(0),
    refunded: integer().notNull().default(0),
    credited: integer().notNull().default(0),
    /** On its way and not here yet, such as a bank debit. */
    processing: integer().notNull().default(0),
    /** JSON: parts with their days, `{label, amount, dueOn}`; the whole is one part where it is empty. */
    schedule: text().notNull().default("[]"),
    /** Days after it is sent on which it is due; the day itself once it is sent. */
    dueDays: integer().notNull(),
    issuedOn: text(),
    dueOn: text(),
    notes: text(),
    token: text().notNull(),
    /** True where its page offers to pay online. */
    paysOnline: integer({ mode: "boolean" }).notNull(),
    remindersPaused: integer({ mode: "boolean" }).notNull().default(false),
    reminders: integer().notNull().default(0),
    remindedAt: integer(),
    sentAt: integer(),
    voidedAt: integer(),
    voidReason: text(),
    /** JSON: whose words were read before it was written; null for nobody's. */
    wordsOf: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("invoices_number").on(table.number),
    uniqueIndex("invoices_token").on(table.token),
    index("invoices_created").on(table.createdAt, table.id),
    index("invoices_sent").on(table.sentAt),
    index("invoices_reminded").on(table.remindedAt).where(sql`reminded_at IS NOT NULL`),
    index("invoices_contact").on(table.contactId, table.createdAt),
    index("invoices_ticket").on(table.ticketId).where(sql`ticket_id IS NOT NULL`),
    index("invoices_due").on(table.dueOn, table.id).where(sql`state = 'sent' AND paid + credited < total`),
  ],
);

/** What is taken off an invoice that was sent: with a number of its own, and never changed. */
export const creditNotes = sqliteTable(
  "credit_notes",
  {
    id: text().primaryKey(),
    /** CN-1000. */
    number: integer().notNull(),
    invoiceId: text().notNull(),
    amount: integer().notNull(),
    /** Of that, tax. */
    taxTotal: integer().notNull(),
    currency: text().notNull(),
    reason: text().notNull(),
    issuedOn: text().notNull(),
    by: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("credit_notes_number").on(table.number),
    index("credit_notes_invoice").on(table.invoiceId),
  ],
);

/** Invoices that come again. */
export const recurringInvoices = sqliteTable(
  "recurring_invoices",
  {
    id: text().primaryKey(),
    contactId: text().notNull(),
    /** RFC 5545 §3.3.10. */
    rule: text().notNull(),
    fromDate: text().notNull(),
    untilDate: text(),
    /** The day of the next one; null once there is no more. */
    nextOn: text(),
    currency: text().notNull(),
    taxInclusive: integer({ mode: "boolean" }).notNull(),
    lines: text().notNull(),
    discount: text(),
    notes: text(),
    dueDays: integer().notNull(),
    /** True where each is sent by itself; else it waits as a draft. */
    sends: integer({ mode: "boolean" }).notNull(),
    /** JSON: whose words were read before it was written; null for nobody's. */
    wordsOf: text(),
    endedAt: integer(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("recurring_invoices_next").on(table.nextOn).where(sql`ended_at IS NULL`),
    index("recurring_invoices_contact").on(table.contactId),
  ],
);
