import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { DeskError } from "#src/errors.ts";
import { knownContact } from "./removal.ts";
import { changeContact, contactById, phonesOf } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

const optional = (schema: z.ZodType<string>) => z.union([z.literal("").transform(() => null), schema]);

/** Writes a contact's name, address and notes anew. @throws NOT_FOUND; CONFLICT where somebody else changed it meanwhile */
export const contactChange = defineWrite({
  name: "contact.change",
  title: "Change a contact",
  description: "Writes a contact's name, email address and notes anew.",
  scopes: ["phone:write", "office:write"],
  exposure: "person",
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("con_…"),
    name: z.string().trim().min(1).max(120),
    email: optional(z.email().max(254)),
    notes: optional(z.string().trim().max(4000).transform(maskCards)),
    version: z
      .int()
      .optional()
      .describe("Which state of it was looked at: another since then is a conflict."),
  }),
  output: z.object({ contact: contactView }),
  summary: ({ contact }) => `Changed ${contact.id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id, version, ...given }, ctx) {
    const { row } = await knownContact(id, ctx);
    if (version !== undefined && version !== row.version)
      throw new DeskError("CONFLICT", "Somebody has changed this contact meanwhile. Nothing was kept.", {
        next: "Look at it as it is now, and change it again.",
      });
    return {
      facts: { id },
      data: { row, given, now: ctx.now },
      result: { id },
      events: [{ type: "contact.changed", subject: id }],
    };
  },
  apply: ({ row, given, now }) => changeContact(row, given, now),
  async answer({ id }: { id: string }, ctx) {
    const row = await contactById(ctx.db, id);
    if (!row) throw new DeskError("NOT_FOUND", "The contact has been removed since.");
    return { contact: viewContact(row, await phonesOf(ctx.db, id), ctx.settings) };
  },
});
