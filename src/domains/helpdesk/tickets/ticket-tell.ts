import * as z from "zod";
import { noteById } from "#domains/helpdesk/notes/note-store.ts";
import { longestDescription, notesOfRows, noteView } from "#domains/helpdesk/notes/notes-shown.ts";
import { changeById, ticketById } from "#domains/helpdesk/store.ts";
import { defineRead } from "#operation/operation.ts";
import { changesShown, changeView } from "./changes-shown.ts";
import { ticketView, viewTicket } from "./view.ts";

/** A ticket with what has just happened to it, for those who are told of it. Null where it is gone. */
export const ticketTell = defineRead({
  name: "ticket.tell",
  title: "What happened to a ticket",
  description: "For subscribers: a ticket as it is now, with the note or the change they are told of.",
  scopes: [],
  exposure: "system",
  uses: ["asker.describe"],
  input: z.strictObject({ ticket: z.string(), about: z.string().nullable() }),
  output: z.object({
    ticket: ticketView.nullable(),
    note: noteView.optional(),
    change: changeView.optional(),
  }),
  summary: ({ ticket }) => ticket?.ticketId ?? "nothing",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ ticket: id, about }, ctx) {
    const row = await ticketById(ctx.db, id);
    if (!row) return { ticket: null };
    const noted = about === null ? undefined : await noteById(ctx.db, about);
    const changed = about === null ? undefined : await changeById(ctx.db, about);
    const [note] = await notesOfRows(noted ? [noted] : [], longestDescription, ctx);
    const [change] = await changesShown(changed ? [changed] : [], ctx);
    return {
      ticket: viewTicket(row, ctx, longestDescription),
      ...(note ? { note } : {}),
      ...(change ? { change } : {}),
    };
  },
});
