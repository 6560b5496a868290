import * as z from "zod";
import { authorOf, description } from "#domains/helpdesk/handoffs/opening.ts";
import { addNote, type NoteRow } from "#domains/helpdesk/notes/note-store.ts";
import { ticketById } from "#domains/helpdesk/store.ts";
import { defineWrite } from "#operation/operation.ts";
import { nameOf } from "./answers.ts";
import { requireUnmerged, ticketName } from "./find.ts";

/** Adds a note to a ticket, whatever its status. @throws NOT_FOUND; CONFLICT for one that was merged */
export const ticketAppendNote = defineWrite({
  name: "ticket.append_note",
  title: "Add a note to a ticket",
  description: "Adds a note to a ticket there is, open or closed. It changes neither status nor assignee.",
  scopes: ["helpdesk:write"],
  input: z.strictObject({ ticketId: ticketName, note: description.describe("What is new.") }),
  output: z.object({ success: z.literal(true), message: z.string(), ticketId: z.string() }),
  example: { ticketId: "TKT-1000", note: "Works again after the router was reset" },
  summary: ({ ticketId }) => `Added a note to ${ticketId}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ ticketId, note }, ctx) {
    const ticket = await requireUnmerged(ticketId, ctx);
    const row: NoteRow = {
      id: ctx.newId("note"),
      ticketId: ticket.id,
      content: note,
      ...authorOf(undefined, ctx),
      conversationId: null,
      createdAt: ctx.now,
    };
    return {
      facts: { ticket: ticket.id },
      data: row,
      result: { id: ticket.id },
      events: [{ type: "ticket.noted", subject: ticket.id, about: row.id }],
    };
  },
  apply: addNote,
  answer: async ({ id }: { id: string }, ctx) => {
    const ticket = await ticketById(ctx.db, id);
    if (!ticket) throw new TypeError("a ticket that got a note is gone");
    return {
      success: true as const,
      message: "Note appended successfully",
      ticketId: nameOf(ticket.number, ctx).ticketId,
    };
  },
});
