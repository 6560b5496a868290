import * as z from "zod";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { counted } from "#platform/words.ts";
import { countContacts, namedContacts, namelessContacts } from "./browse-store.ts";
import { searchContacts } from "./search-store.ts";
import { type ContactRow, contactById, ownerOf, phonesOf } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

const most = 40;

/** Contacts for a person at a page: by name, those without one, or those that fit some words. */
export const contactBrowse = defineRead({
  name: "contact.browse",
  title: "Look through the contacts",
  description: "Contacts by name, numbers without a name, or what fits some words.",
  scopes: ["phone:read", "office:read"],
  exposure: "person",
  input: z.strictObject({
    show: z.enum(["named", "nameless"]).default("named"),
    words: z.string().trim().max(200).optional(),
    after: z.string().max(60).optional().describe("The last contact of the page before, con_…."),
  }),
  output: z.object({
    contacts: z.array(contactView),
    named: z.int(),
    nameless: z.int(),
    after: z.string().nullable().describe("Where the next page begins; null on the last one."),
  }),
  summary: ({ contacts }) => `${counted(contacts.length, "contact")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ show, words, after }, ctx) {
    const rows = words ? await wordedRows(words, ctx) : await rowsOf(show, after, ctx);
    const shown = rows.slice(0, most);
    return {
      contacts: await Promise.all(
        shown.map(async (row) => viewContact(row, await phonesOf(ctx.db, row.id), ctx.settings)),
      ),
      ...(words ? { named: 0, nameless: 0 } : await countContacts(ctx.db)),
      after: rows.length > most ? (shown.at(-1)?.id ?? null) : null,
    };
  },
});

async function wordedRows(words: string, ctx: OperationContext): Promise<ContactRow[]> {
  const phone = readPhoneNumber(words, ctx.settings.get("business.region"));
  const own = phone === undefined ? undefined : await ownerOf(ctx.db, phone);
  const ids = [...new Set([...(own ? [own] : []), ...(await searchContacts(ctx.slow, words, most))])];
  const rows = await Promise.all(ids.map((id) => contactById(ctx.db, id)));
  return rows.filter((row) => row !== undefined);
}

async function rowsOf(
  show: "named" | "nameless",
  after: string | undefined,
  ctx: OperationContext,
): Promise<ContactRow[]> {
  const last = after === undefined ? undefined : await contactById(ctx.db, after);
  const limit = most + 1;
  if (show === "nameless")
    return await namelessContacts(ctx.db, { after: last && { at: last.createdAt, id: last.id }, limit });
  return await namedContacts(ctx.db, { after: last && { name: last.name ?? "", id: last.id }, limit });
}
