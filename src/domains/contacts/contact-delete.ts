import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import {
  contactLines,
  factsOf,
  knownContact,
  leavingUses,
  leftBy,
  measureRemovals,
  removalLevel,
  removalsSince,
} from "./removal.ts";
import { removalsKeepWithin, removeContact } from "./removed-store.ts";
import type { ContactRow } from "./store.ts";

interface Data {
  row: ContactRow;
  since: number;
  most: number;
  now: number;
}

/**
 * Deletes a contact: its name, notes and numbers go; texts, calls and tickets stay under their number, without a name.
 * @throws NOT_FOUND, with `refs.contact_id` where it was merged into another.
 */
export const contactDelete = defineWrite({
  name: "contact.delete",
  title: "Delete a contact",
  description:
    "Deletes a contact: name, email, notes and numbers go, and cannot be brought back. Texts, calls and tickets with it stay under their number. With any of them it waits for a person: the call then answers authorization_required.",
  scopes: ["phone:write", "office:write"],
  uses: leavingUses,
  input: z.strictObject({ id: z.string().min(1).max(60).describe("con_…") }),
  output: z.object({ id: z.string(), deleted: z.literal(true) }),
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ id }) => `Deleted ${id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "A contact with texts, calls or tickets requires a person, and so do more than 5 deletions and merges within ten minutes by all apps together.",
    levels: ["unrestricted", "requires_authorization"],
    always: { target: { fact: "id", label: "this contact", any: "any contact" } },
    levelOf: (asked) => removalLevel(asked, "delete"),
  },
  async plan({ id }, ctx) {
    const known = await knownContact(id, ctx);
    const { row } = known;
    const history = await leftBy(known, null, ctx);
    return {
      facts: { id, ...factsOf(history) },
      versions: { [id]: row.version },
      measures: await measureRemovals(ctx),
      card: async () => contactLines(known, history, "Contact"),
      data: {
        row,
        since: removalsSince(ctx),
        most: ctx.settings.get("limits.bulk_without_asking"),
        now: ctx.now,
      } satisfies Data,
      result: { id, deleted: true as const },
      events: [{ type: "contact.deleted", subject: id }],
    };
  },
  apply: ({ row, since, most, now }, { allowedBy = null }) => [
    ...(allowedBy === null ? [removalsKeepWithin(since, most)] : []),
    ...removeContact(row, { mergedInto: null, allowedBy, now }),
  ],
});
