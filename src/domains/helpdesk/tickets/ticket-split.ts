import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { requireCategory } from "#domains/helpdesk/handoffs/opening.ts";
import { dropNote, moveNotes, notesAmong } from "#domains/helpdesk/notes/note-store.ts";
import { changeTicket, insertChange, insertTicket, ticketById } from "#domains/helpdesk/store.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { doneBy } from "./changing.ts";
import { requireUnmerged, ticketName } from "./find.ts";
import { spokenNumber } from "./ticket-number.ts";
import { briefTicket, ticketBrief } from "./view.ts";

/**
 * Takes notes out of a ticket they do not belong to, into one of their own: the first of them becomes what it is
 * about. @throws NOT_FOUND; VALIDATION_ERROR for notes that are another's; CONFLICT for a merged ticket
 */
export const ticketSplit = defineWrite({
  name: "ticket.split",
  title: "Split a ticket",
  description:
    "Makes a new ticket of notes that came to the wrong one: the first note becomes its description. Nothing is lost; both tickets' histories say so.",
  scopes: ["helpdesk:write"],
  input: z.strictObject({
    ticketId: ticketName,
    noteIds: z.array(z.string().max(60)).min(1).max(100).describe("note_…, from get_ticket."),
    category: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .optional()
      .describe("The new ticket's; as it was when left out."),
  }),
  output: z.object({ ticket: ticketBrief, from: z.string() }),
  example: { ticketId: "TKT-1000", noteIds: ["note_01m7z9y4c0fc3k36ha5sw1et20"] },
  summary: ({ ticket, from }) => `Split ${ticket.ticketId} from ${from}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ ticketId, noteIds, category }, ctx) {
    const row = await requireUnmerged(ticketId, ctx);
    if (category !== undefined) requireCategory(category, ctx);
    const notes = await notesAmong(ctx.db, row.id, noteIds);
    const [first, ...others] = notes;
    if (!first || notes.length < new Set(noteIds).size)
      throw new DeskError("VALIDATION_ERROR", "Not all of these are notes of that ticket.", {
        fields: { noteIds: ["Ids of the ticket's own notes, from get_ticket."] },
      });
    const id = ctx.newId("tkt");
    const { escalationReason, source, caller, contactId, property, priority } = row;
    const ticket = {
      id,
      status: "open" as const,
      category: category ?? row.category,
      escalationReason,
      description: first.content,
      confidence: null,
      oaKey: null,
      source,
      caller,
      contactId,
      conversationId: first.conversationId,
      property,
      priority,
      createdAt: ctx.now,
    };
    const said = { kind: "split" as const, ...doneBy(ctx), createdAt: ctx.now };
    const went = { id: ctx.newId("chg"), ticketId: row.id, before: null, after: id, ...said };
    const statements: Statement[] = [
      ...changeTicket(row, {}, went),
      insertTicket(ticket),
      insertChange({ id: ctx.newId("chg"), ticketId: id, before: row.id, after: null, ...said }),
      moveNotes(
        others.map((note) => note.id),
        id,
      ),
      dropNote(first.id),
    ];
    return {
      facts: { ticket: row.id, notes: noteIds },
      versions: { [row.id]: row.version },
      data: statements,
      result: { id, from: spokenNumber(row.number) },
      events: [
        { type: "ticket.created", subject: id },
        { type: "ticket.changed", subject: row.id, about: went.id },
      ],
    };
  },
  apply: (statements) => statements,
  answer: async ({ id, from }: { id: string; from: string }, ctx) => {
    const row = await ticketById(ctx.db, id);
    if (!row) throw new TypeError("a ticket that was split off is gone");
    return { ticket: briefTicket(row, ctx), from };
  },
});
