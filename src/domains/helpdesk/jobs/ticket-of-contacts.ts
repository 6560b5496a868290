import { sql } from "drizzle-orm";
import * as z from "zod";
import { defineRead } from "#operation/operation.ts";

/** Which of some contacts have a ticket, for operations that take contacts back. */
export const ticketOfContacts = defineRead({
  name: "ticket.of_contacts",
  title: "Which contacts have tickets",
  description: "For other operations: those of some contacts that a ticket is about.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.object({ ids: z.array(z.string()) }),
  summary: ({ ids }) => `${ids.length} contacts`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ ids }, ctx) {
    const rows = await ctx.db.values<[string]>(
      sql`SELECT DISTINCT contact_id FROM tickets WHERE contact_id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
    );
    return { ids: rows.map(([id]) => id) };
  },
});
