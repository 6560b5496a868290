import * as z from "zod";
import { ticketById } from "#domains/helpdesk/store.ts";
import { ticketNamed } from "#domains/helpdesk/tickets/find.ts";
import { defineRead } from "#operation/operation.ts";

/** Which ticket a name means, for operations that take one. */
export const ticketLocate = defineRead({
  name: "ticket.locate",
  title: "Which ticket is meant",
  description: "For other operations: the id of the ticket by its id or number; null where there is none.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ name: z.string() }),
  output: z.object({ id: z.string().nullable() }),
  summary: ({ id }) => id ?? "none",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ name }, ctx) {
    const row = (await ticketNamed(name, ctx)) ?? (await ticketById(ctx.db, name));
    return { id: row?.mergedInto ?? row?.id ?? null };
  },
});
