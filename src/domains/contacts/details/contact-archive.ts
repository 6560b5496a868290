import * as z from "zod";
import { contactIdOf } from "#domains/contacts/contact-export.ts";
import { knownContact } from "#domains/contacts/removal.ts";
import { defineWrite } from "#operation/operation.ts";
import { contactId } from "./contact-input.ts";
import { changedCustomer, changedCustomerView } from "./customer-view.ts";
import { updateContact } from "./details-store.ts";

/** Puts a contact away: lists and searches leave it out, nothing of it is lost. @throws NOT_FOUND */
export const contactArchive = defineWrite({
  name: "contact.archive",
  title: "Archive a contact",
  description:
    "Puts a contact away: lists and searches leave it out, what there was stays, and contact restore brings it back. Use it for customers who have moved or stopped; contact delete takes the name and numbers for good.",
  scopes: ["office:write"],
  input: z.strictObject({ id: contactId }),
  output: changedCustomerView,
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ contact }) => `Archived ${contact.name ?? contact.id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    const { row } = await knownContact(await contactIdOf(id, ctx), ctx);
    const isSo = row.archivedAt !== null;
    return {
      facts: { id: row.id },
      versions: { [row.id]: row.version },
      data: isSo ? undefined : { row, now: ctx.now },
      result: { id: row.id },
      events: isSo ? [] : [{ type: "contact.changed", subject: row.id }],
    };
  },
  apply: (data) => (data ? updateContact(data.row, { row: { archivedAt: data.now } }, data.now) : []),
  answer: changedCustomer,
});
