import * as z from "zod";
import { longestDescription, notesShown, noteView } from "#domains/helpdesk/notes/notes-shown.ts";
import { ticketById } from "#domains/helpdesk/store.ts";
import { defineRead } from "#operation/operation.ts";
import { ticketView, viewTicket } from "./view.ts";

/** One ticket with its newest notes, for operations that show whatever has an id. */
export const ticketLookUp = defineRead({
  name: "ticket.look_up",
  title: "The ticket of an id",
  description: "For other operations: a ticket with its newest notes; null where there is none.",
  scopes: [],
  exposure: "system",
  uses: ["asker.describe"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ ticket: ticketView.nullable(), notes: z.array(noteView), notesLeftOut: z.int() }),
  summary: ({ ticket }) => ticket?.ticketId ?? "nothing",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const row = await ticketById(ctx.db, id);
    if (!row) return { ticket: null, notes: [], notesLeftOut: 0 };
    return { ticket: viewTicket(row, ctx, longestDescription), ...(await notesShown(row.id, ctx)) };
  },
});
