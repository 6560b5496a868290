import * as z from "zod";
import { contactIdOf } from "#domains/contacts/contact-export.ts";
import { knownContact } from "#domains/contacts/removal.ts";
import { defineWrite } from "#operation/operation.ts";
import { contactId } from "./contact-input.ts";
import { changedCustomer, changedCustomerView } from "./customer-view.ts";
import { updateContact } from "./details-store.ts";

/** Brings a contact back that was archived. @throws NOT_FOUND */
export const contactRestore = defineWrite({
  name: "contact.restore",
  title: "Restore a contact",
  description:
    "Brings a contact back that was archived: lists and searches have it again, as it was. One that was deleted cannot be brought back.",
  scopes: ["office:write"],
  input: z.strictObject({ id: contactId }),
  output: changedCustomerView,
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ contact }) => `Restored ${contact.name ?? contact.id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    const { row } = await knownContact(await contactIdOf(id, ctx), ctx);
    const isSo = row.archivedAt === null;
    return {
      facts: { id: row.id },
      versions: { [row.id]: row.version },
      data: isSo ? undefined : { row, now: ctx.now },
      result: { id: row.id },
      events: isSo ? [] : [{ type: "contact.changed", subject: row.id }],
    };
  },
  apply: (data) => (data ? updateContact(data.row, { row: { archivedAt: null } }, data.now) : []),
  answer: changedCustomer,
});
