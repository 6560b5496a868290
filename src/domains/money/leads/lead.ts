import * as z from "zod";
import { leadStatuses, urgencies } from "#db/schema/money.ts";
import { type Customer, customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { wordsKept } from "#operation/words-read.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { isoIn, spoken } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type LeadRow, leadById } from "./lead-store.ts";

/** A lead as tools and pages show it. */
export const leadView = z.object({
  id: z.string().describe("lead_…"),
  status: z.enum(leadStatuses),
  name: z.string().nullable(),
  phones: z.array(z.string()),
  email: z.string().nullable(),
  address: z.string().nullable(),
  property: z.string().nullable(),
  context: z.string().nullable(),
  interest: z.string().nullable(),
  urgency: z.enum(urgencies),
  source: z.string().nullable(),
  notes: z.string().nullable(),
  read_by: z.enum(["rules", "model", "person"]),
  confidence: z.record(z.string(), z.number()).nullable().describe("Of each field read from notes, 0 to 1."),
  customer: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  follow_up: z.string().nullable().describe("As people say it."),
  follow_up_at: z.string().nullable(),
  archived_for: z.string().nullable(),
  created_at: z.string(),
  words_of: z.array(z.string()).optional(),
});

export type LeadView = z.infer<typeof leadView>;

const line = (most: number) => z.string().trim().max(most).transform(maskCards);

/** What is said of a lead. */
export const leadFields = {
  name: line(120).optional(),
  phones: z.array(z.string().trim().min(1).max(40)).max(5).optional(),
  email: z
    .email()
    .max(254)
    .transform((text) => text.toLowerCase())
    .optional(),
  address: line(300).optional(),
  property: line(500).optional().describe("House, flat, office: what the work is on."),
  context: line(1000).optional().describe("Their circumstances."),
  interest: line(500).optional().describe("What they want."),
  urgency: z.enum(urgencies).optional(),
  source: z.string().trim().min(1).max(60).optional().describe("phone_call, website, referral…"),
};

/** A wish to be reminded, on a day or in some days: `3 days`, `tomorrow`. */
export const followUpDate = z.string().trim().min(1).max(80).describe("'3 days', 'tomorrow', 'YYYY-MM-DD'.");

/** As `reminder.create` takes it: a number of days is in so many days. */
export function inDays(text: string): string {
  return /^(?:in )?(?:\d{1,3}|a|one|two|three|four|five|six|seven|ten) (?:day|week|month)s?$/i.test(text)
    ? `in ${text.replace(/^in /i, "")}`
    : text;
}

export function phonesFrom(given: readonly string[], ctx: Pick<OperationContext, "settings">): string[] {
  const region = ctx.settings.get("business.region");
  return [...new Set(given.map((phone, at) => requirePhoneNumber(phone, region, `phones.${at}`)))];
}

export async function viewLeads(rows: readonly LeadRow[], ctx: OperationContext): Promise<LeadView[]> {
  const zone = ctx.settings.get("business.zone");
  return await Promise.all(
    rows.map(async (row) => {
      const customer = row.contactId === null ? undefined : await customerBy(row.contactId, ctx);
      const followUp = row.followUpAt === null ? null : isoIn(zone, row.followUpAt);
      const { name, email, address, property, context, interest, urgency, source, notes, status } = row;
      return {
        ...{ id: row.id, status, name, phones: JSON.parse(row.phones) as string[], email, address },
        ...{ property, context, interest, urgency, source, notes, read_by: row.readBy },
        confidence: row.sure === null ? null : (JSON.parse(row.sure) as Record<string, number>),
        customer: row.contactId === null ? null : { id: row.contactId, name: customer?.name ?? null },
        follow_up: followUp === null ? null : spoken(followUp, ctx.now),
        follow_up_at: followUp,
        archived_for: row.archivedFor,
        created_at: isoIn(zone, row.createdAt),
        ...wordsKept(row.wordsOf),
      };
    }),
  );
}

export async function requireLead(id: string, ctx: OperationContext): Promise<LeadRow> {
  const row = await leadById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such lead.", { next: "See crm_query type leads." });
}

/** The answer of whatever changed a lead. */
export async function changedLead(
  { id }: { id: string },
  ctx: OperationContext,
): Promise<{ lead: LeadView }> {
  const [lead] = await viewLeads([await requireLead(id, ctx)], ctx);
  if (!lead) throw new TypeError("a lead has no view");
  return { lead };
}

/** The contact who has one of the numbers, or the address: then it is no stranger. */
export async function knownAs(
  { phones, email }: { phones: readonly string[]; email: string | null },
  ctx: OperationContext,
): Promise<Customer | undefined> {
  for (const given of [...phones, ...(email === null ? [] : [email])]) {
    const { contacts, isSure } = await ctx.use<{ contacts: Customer[]; isSure: boolean }>(
      "contact.identify",
      {
        given,
      },
    );
    if (isSure && contacts.length === 1) return contacts[0];
  }
  return undefined;
}
