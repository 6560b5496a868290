import * as z from "zod";
import { contactIdOf } from "#domains/contacts/contact-export.ts";
import { knownContact } from "#domains/contacts/removal.ts";
import { ownerOf } from "#domains/contacts/store.ts";
import { writtenAfter } from "#domains/contacts/words-of.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changeIn, changes, contactId } from "./contact-input.ts";
import { changedCustomer, changedCustomerView } from "./customer-view.ts";
import { type ContactChange, contactNamedIn, detailsOf, updateContact } from "./details-store.ts";

/**
 * Changes what is known of a contact: only what is named. @throws NOT_FOUND; CONFLICT for a number that is somebody
 * else's, or where it has changed since `version`
 */
export const contactUpdate = defineWrite({
  name: "contact.update",
  title: "Update a contact",
  description:
    "Changes what is known of a contact, and only what is named: name, email, notes, numbers, addresses by label, tags, attributes, ids in other systems. To add a line about a call or visit use contact add_note.",
  scopes: ["office:write"],
  input: z.strictObject({ id: contactId, ...changes, version: z.int().optional() }),
  output: changedCustomerView,
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20", add_tags: ["regular"], attributes: { windows: "25" } },
  summary: ({ contact }) => `Updated ${contact.name ?? contact.id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ id, version, ...said }, ctx) {
    const { row } = await knownContact(await contactIdOf(id, ctx), ctx);
    if (version !== undefined && version !== row.version) throw changedSince();
    const details = (await detailsOf(ctx.db, [row.id])).get(row.id);
    if (!details) throw new TypeError("a contact has no details");
    const change = changeIn(said, { row, details }, ctx);
    await requireFree(change, row.id, ctx);
    await requireOwnNames(change, row.id, ctx);
    const wordsOf = writtenAfter(row.wordsOf, ctx);
    return {
      facts: { id: row.id, changed: Object.keys(said) },
      versions: { [row.id]: row.version },
      data: { row, change: { ...change, row: { ...change.row, wordsOf } }, now: ctx.now },
      result: { id: row.id },
      events: [{ type: "contact.changed", subject: row.id }],
    };
  },
  apply: ({ row, change, now }) => updateContact(row, change, now),
  answer: changedCustomer,
});

async function requireFree(
  { addPhones = [] }: ContactChange,
  id: string,
  ctx: OperationContext,
): Promise<void> {
  for (const { e164 } of addPhones) {
    const owner = await ownerOf(ctx.db, e164);
    if (owner === undefined || owner === id) continue;
    throw new DeskError("CONFLICT", "That number belongs to another contact.", {
      refs: { contact_id: owner },
      next: "Merge the two where they are one person, or leave the number out.",
    });
  }
}

/** @throws DeskError CONFLICT for a name in another system that is another contact's */
async function requireOwnNames(
  { names = [] }: ContactChange,
  id: string,
  ctx: OperationContext,
): Promise<void> {
  for (const { system, externalId } of names) {
    const owner = externalId === null ? undefined : await contactNamedIn(ctx.db, system, externalId);
    if (owner === undefined || owner === id) continue;
    throw new DeskError("CONFLICT", "That id is another contact's.", {
      refs: { contact_id: owner },
      next: "Merge the two where they are one person, or take it from the other first.",
    });
  }
}

function changedSince(): DeskError {
  return new DeskError("CONFLICT", "Somebody has changed this contact meanwhile. Nothing was kept.", {
    next: "Read it again, and change it as it is now.",
  });
}
