import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { contactById, contactByPhone, phonesOf } from "./store.ts";
import { contactView, viewContact } from "./view.ts";

/** One contact with all its numbers, for operations that show who they are about. */
export const contactLookUp = defineRead({
  name: "contact.look_up",
  title: "The contact of a number or an id",
  description:
    "For other operations: the contact that a number or an id belongs to, with every number of it.",
  scopes: [],
  exposure: "system",
  input: z.union([z.strictObject({ phone: z.string() }), z.strictObject({ id: z.string() })]),
  output: z.object({ contact: contactView.nullable() }),
  summary: ({ contact }) => contact?.id ?? "nobody",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(given, ctx) {
    const row =
      "id" in given ? await contactById(ctx.db, given.id) : await contactByPhone(ctx.db, given.phone);
    return { contact: row ? viewContact(row, await phonesOf(ctx.db, row.id), ctx.settings) : null };
  },
});
