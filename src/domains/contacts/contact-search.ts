import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { searchContacts } from "./search-store.ts";
import { contactById, phonesOf } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

/** Contacts by number, name, email or notes, the most fitting first, for operations that search. */
export const contactSearch = defineRead({
  name: "contact.search",
  title: "Search contacts",
  description: "For other operations: contacts by digits of a number or words of name, email and notes.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ query: z.string(), limit: z.int().min(1).max(50) }),
  output: z.object({ contacts: z.array(contactView) }),
  summary: ({ contacts }) => `${counted(contacts.length, "contact")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ query, limit }, ctx) {
    const contacts = [];
    const ids = await searchContacts(ctx.slow, query, limit);
    const found = await Promise.all(
      ids.map(async (id) => await Promise.all([contactById(ctx.db, id), phonesOf(ctx.db, id)])),
    );
    for (const [row, phones] of found) {
      if (row) contacts.push(viewContact(row, phones, ctx.settings));
    }
    return { contacts };
  },
});
