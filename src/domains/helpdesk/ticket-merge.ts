import * as z from "zod";
import { defineWrite } from "#catalog/operation.ts";
import type { Statement } from "#db/statement.ts";
import { DeskError } from "#src/errors.ts";
import { doneBy } from "./changing.ts";
import { requireUnmerged, ticketName } from "./find.ts";
import { addNote, moveNotes, notesOf } from "./note-store.ts";
import { authorOf } from "./opening.ts";
import { changeTicket, ticketById } from "./store.ts";
import { spokenNumber } from "./ticket-number.ts";
import { ticketView, viewTicket } from "./view.ts";

/**
 * Makes one ticket of two about the same thing: what one says and its notes go to the other, and it is closed.
 * @throws NOT_FOUND; VALIDATION_ERROR for one ticket twice, or two callers; CONFLICT for one that is merged already
 */
export const ticketMerge = defineWrite({
  name: "ticket.merge",
  title: "Merge two tickets",
  description:
    "Makes one of two tickets about the same thing: the description and notes of `ticketId` go to `into`, and `ticketId` is closed and points there. Tickets of two different callers are never merged.",
  scopes: ["helpdesk:write"],
  input: z.strictObject({
    ticketId: ticketName.describe("The one that goes: tkt_… or TKT-1001."),
    into: ticketName.describe("The one that stays."),
  }),
  output: z.object({ ticket: ticketView, merged: z.string() }),
  example: { ticketId: "TKT-1001", into: "TKT-1000" },
  summary: ({ ticket, merged }) => `Merged ${merged} into ${ticket.ticketId}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ ticketId, into }, ctx) {
    const [gone, stays] = [await requireUnmerged(ticketId, ctx), await requireUnmerged(into, ctx)];
    if (gone.id === stays.id)
      throw new DeskError("VALIDATION_ERROR", "A ticket cannot be merged into itself.", {
        fields: { into: ["It is the same ticket."] },
      });
    if (gone.caller !== null && stays.caller !== null && gone.caller !== stays.caller)
      throw new DeskError("VALIDATION_ERROR", "These are two callers' tickets.", {
        fields: { into: ["It is another caller's."] },
        next: "Leave them apart; add a note to each if they belong together.",
      });
    const notes = await notesOf(ctx.db, gone.id);
    const said = { kind: "merged" as const, ...doneBy(ctx), createdAt: ctx.now };
    const close = { status: "closed" as const, mergedInto: stays.id, closedAt: gone.closedAt ?? ctx.now };
    const note = {
      id: ctx.newId("note"),
      ticketId: stays.id,
      content: gone.description,
      ...authorOf(gone.source, ctx),
      conversationId: gone.conversationId,
      createdAt: ctx.now,
    };
    const went = { id: ctx.newId("chg"), ticketId: gone.id, before: null, after: stays.id, ...said };
    const came = { id: ctx.newId("chg"), ticketId: stays.id, before: gone.id, after: null, ...said };
    const statements: Statement[] = [
      ...changeTicket(gone, close, went),
      ...changeTicket(stays, {}, came),
      ...addNote(note, false),
      ...moveNotes(
        notes.map(({ id }) => id),
        stays.id,
      ),
    ];
    return {
      facts: { ticket: gone.id, into: stays.id },
      versions: { [gone.id]: gone.version, [stays.id]: stays.version },
      data: statements,
      result: { id: stays.id, merged: spokenNumber(gone.number) },
      events: [
        { type: "ticket.changed", subject: gone.id, about: went.id },
        { type: "ticket.changed", subject: stays.id, about: came.id },
      ],
    };
  },
  apply: (statements) => statements,
  answer: async ({ id, merged }: { id: string; merged: string }, ctx) => {
    const row = await ticketById(ctx.db, id);
    if (!row) throw new TypeError("a ticket that took another in is gone");
    return { ticket: viewTicket(row, ctx), merged };
  },
});
