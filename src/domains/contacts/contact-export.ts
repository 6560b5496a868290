import * as z from "zod";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { isoIn } from "#platform/zone.ts";
import { contactNotesOf, detailsOf } from "./details/details-store.ts";
import { knownContact } from "./removal.ts";
import { contactByPhone } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

const rows = z.array(z.record(z.string(), z.unknown()));

/**
 * Everything that is kept about one person, for them to have (GDPR Articles 15 and 20). @throws NOT_FOUND
 */
export const contactExport = defineRead({
  name: "contact.export",
  title: "Save everything about somebody",
  description: "A contact with all that was exchanged with it: texts, pictures, calls, tickets, consents.",
  scopes: ["phone:read"],
  exposure: "person",
  uses: [
    "said.about",
    "ticket.everything",
    "appointment.everything",
    "money.everything",
    "mail.everything",
    "chat.everything",
  ],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("con_…, or a number, any readable form.") }),
  output: z.object({
    exportedAt: z.string(),
    contact: contactView,
    conversations: rows,
    messages: rows,
    pictures: rows,
    calls: rows,
    consents: rows,
    optOuts: rows,
    tickets: rows,
    addresses: rows,
    details: rows,
    datedNotes: rows,
    appointments: rows,
    waitlist: rows,
    reminders: rows,
    stays: rows,
    leads: rows,
    quotes: rows,
    invoices: rows,
    emails: rows,
    chats: rows,
  }),
  summary: ({ contact }) => `Everything about ${contact.id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const { row, phones } = await knownContact(await contactIdOf(id, ctx), ctx);
    const said = await ctx.use<Record<string, Record<string, unknown>[]>>("said.about", { phones });
    const { tickets } = await ctx.use<{ tickets: Record<string, unknown>[] }>("ticket.everything", {
      phones,
      contactId: row.id,
    });
    type Rows = Record<string, Record<string, unknown>[]>;
    const office = z
      .object({ appointments: rows, waitlist: rows, reminders: rows, stays: rows })
      .parse(await ctx.use<Rows>("appointment.everything", { contactId: row.id }));
    const papers = z
      .object({ leads: rows, quotes: rows, invoices: rows })
      .parse(await ctx.use<Rows>("money.everything", { contactId: row.id }));
    const { emails = [] } = await ctx.use<Rows>("mail.everything", { contactId: row.id });
    const { chats = [] } = await ctx.use<Rows>("chat.everything", { contactId: row.id });
    const details = await detailsFor(row.id, ctx);
    const all = z
      .object({
        conversations: rows,
        messages: rows,
        pictures: rows,
        calls: rows,
        consents: rows,
        optOuts: rows,
      })
      .parse(said);
    return {
      exportedAt: isoIn(ctx.settings.get("business.zone"), ctx.now),
      contact: viewContact(row, phones, ctx.settings),
      ...all,
      tickets,
      ...details,
      ...office,
      ...papers,
      emails,
      chats,
    };
  },
});

/** What stands beside the contact itself. */
async function detailsFor(id: string, ctx: OperationContext) {
  const zone = ctx.settings.get("business.zone");
  const [details, notes] = await Promise.all([detailsOf(ctx.db, [id]), contactNotesOf(ctx.db, id, 10_000)]);
  const { addresses = [], emails = [], tags = [], names = [] } = details.get(id) ?? {};
  return {
    addresses: addresses.map(({ label, address, directions }) => ({ label, address, directions })),
    details: [{ otherEmails: emails, tags, externalIds: names }],
    datedNotes: notes.map(({ content, createdAt }) => ({ at: isoIn(zone, createdAt), note: content })),
  };
}

/** A contact by its id, or by a number of it. */
export async function contactIdOf(text: string, ctx: OperationContext): Promise<string> {
  if (text.startsWith("con_")) return text;
  const phone = readPhoneNumber(text, ctx.settings.get("business.region"));
  return (phone && (await contactByPhone(ctx.db, phone))?.id) ?? text;
}
