import * as z from "zod";
import { ticketById } from "#domains/helpdesk/store.ts";
import { defineRead } from "#operation/operation.ts";

/** Whose ticket it is, for operations that charge for it. */
export const ticketWhose = defineRead({
  name: "ticket.whose",
  title: "Whose ticket it is",
  description: "For other operations: the contact of a ticket; null where nobody is known.",
  scopes: [],
  exposure: "system",
  uses: ["contact.look_up"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ contactId: z.string().nullable() }),
  summary: ({ contactId }) => contactId ?? "nobody",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const row = await ticketById(ctx.db, id);
    if (!row?.contactId && row?.caller) {
      const { contact } = await ctx.use<{ contact: { id: string } | null }>("contact.look_up", {
        phone: row.caller,
      });
      return { contactId: contact?.id ?? null };
    }
    return { contactId: row?.contactId ?? null };
  },
});
