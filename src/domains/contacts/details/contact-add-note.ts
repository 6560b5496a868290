import * as z from "zod";
import { contactIdOf } from "#domains/contacts/contact-export.ts";
import { knownContact } from "#domains/contacts/removal.ts";
import { wordsJustRead } from "#domains/contacts/words-of.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { hasWords } from "#platform/visible-text.ts";
import { contactId } from "./contact-input.ts";
import { insertContactNote } from "./details-store.ts";

/** Writes a line about a contact, with its day and who wrote it. @throws NOT_FOUND */
export const contactAddNote = defineWrite({
  name: "contact.add_note",
  title: "Add a note to a contact",
  description:
    "Writes down something about a contact, beside what is there, with today's date: what they said on the phone, what to mind next time. Found by find_customer afterwards.",
  scopes: ["office:write"],
  input: z.strictObject({
    id: contactId,
    note: z
      .string()
      .trim()
      .min(1)
      .max(4000)
      .refine(hasWords, "It has nothing to see in it.")
      .transform(maskCards),
  }),
  output: z.object({ id: z.string(), contact_id: z.string() }),
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20", note: "Side gate sticks; knock at the back." },
  summary: () => "Noted.",
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan({ id, note }, ctx) {
    const { row } = await knownContact(await contactIdOf(id, ctx), ctx);
    const { user: author, client } = ctx.principal;
    const kept = { id: ctx.newId("note"), contactId: row.id, content: note, author, client };
    return {
      facts: { id: row.id },
      data: { ...kept, wordsOf: wordsJustRead(ctx), createdAt: ctx.now },
      result: { id: kept.id, contact_id: row.id },
      events: [{ type: "contact.changed", subject: row.id }],
    };
  },
  apply: (data) => [insertContactNote(data)],
});
