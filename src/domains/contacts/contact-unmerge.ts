import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changedCustomer, changedCustomerView } from "./details/customer-view.ts";
import { mergeUndo } from "./merge-undo.ts";
import { removalOf } from "./removed-store.ts";
import { contactById } from "./store.ts";
import { unmerge } from "./unmerge-store.ts";

/** Undoes a merge within a month. @throws NOT_FOUND; CONFLICT where it is too late, or the other one has gone */
export const contactUnmerge = defineWrite({
  name: "contact.unmerge",
  title: "Undo a merge",
  description:
    "Undoes a merge of the last 30 days: the contact that went is there again with its own numbers, notes, tickets and appointments; what was written since stays with the one it was written to.",
  scopes: ["phone:write", "office:write"],
  uses: ["ticket.give_back", "appointment.give_back", "money.give_back", "chat.give_back"],
  input: z.strictObject({ id: z.string().min(1).max(60).describe("con_…: the one that went.") }),
  output: changedCustomerView,
  example: { id: "con_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ contact }) => `${contact.name ?? contact.id} is a contact of its own again.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  permission: {
    rule: "Undoing a merge asks for a reason.",
    levels: ["soft_limit"],
    levelOf: () => ({ level: "soft_limit", reason: "A merge is undone." }),
  },
  async plan({ id }, ctx) {
    const removal = await removalOf(ctx.db, id);
    if (!removal?.mergedInto)
      throw new DeskError("NOT_FOUND", "No contact of that id was merged into another.");
    const into = await contactById(ctx.db, removal.mergedInto);
    if (!into || removal.undo === null)
      throw new DeskError("CONFLICT", "That merge cannot be undone any more.", {
        next: into
          ? "It is more than a month old: add them anew."
          : "The contact it was merged into has gone since.",
      });
    const undo = mergeUndo.parse(JSON.parse(removal.undo));
    await ctx.use("ticket.give_back", { from: into.id, to: id, ids: undo.tickets });
    for (const operation of ["appointment.give_back", "money.give_back", "chat.give_back"])
      await ctx.use(operation, { from: into.id, to: id, owned: undo.owned });
    return {
      facts: { id, from: into.id },
      versions: { [into.id]: into.version },
      data: { id, into, undo, now: ctx.now },
      result: { id },
      events: [
        { type: "contact.unmerged", subject: id },
        { type: "contact.changed", subject: into.id },
      ],
    };
  },
  apply: ({ id, into, undo, now }) => unmerge(id, into, undo, now),
  answer: changedCustomer,
});
