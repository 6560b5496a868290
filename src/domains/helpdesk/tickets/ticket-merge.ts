import * as z from "zod";
import { priorities } from "#db/schema/helpdesk.ts";
import type { Statement } from "#db/statement.ts";
import { authorOf } from "#domains/helpdesk/handoffs/opening.ts";
import { insertNote, moveAllNotes } from "#domains/helpdesk/notes/note-store.ts";
import { changeTicket, mergedOnward, type TicketRow, ticketById } from "#domains/helpdesk/store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { doneBy } from "./changing.ts";
import { requireUnmerged, ticketName } from "./find.ts";
import { isOwed } from "./status.ts";
import { spokenNumber } from "./ticket-number.ts";
import { briefTicket, ticketBrief } from "./view.ts";

/** What the ticket that stays did not know, and the more urgent of two priorities. */
function takenOver(gone: TicketRow, stays: TicketRow) {
  const [going, staying] = [gone, stays].map(({ priority }) => priorities.indexOf(priority));
  return {
    caller: stays.caller ?? gone.caller,
    contactId: stays.contactId ?? gone.contactId,
    oaKey: stays.oaKey ?? gone.oaKey,
    priority: Number(going) > Number(staying) ? gone.priority : stays.priority,
  };
}

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
  uses: ["appointment.look_up"],
  input: z.strictObject({
    ticketId: ticketName.describe("The one that goes: tkt_… or TKT-1001."),
    into: ticketName.describe("The one that stays."),
  }),
  output: z.object({ ticket: ticketBrief, merged: z.string() }),
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
    if (isOwed(gone.status) && !isOwed(stays.status))
      throw new DeskError("CONFLICT", "What is still owed cannot go into a ticket that is over.", {
        refs: { ticket_id: spokenNumber(stays.number) },
        next: "Open the one that stays again first.",
      });
    await requireNoAppointment(gone, ctx);
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
      ...changeTicket(stays, takenOver(gone, stays), came),
      mergedOnward(gone.id, stays.id),
      insertNote(note),
      moveAllNotes(gone.id, stays.id),
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
    return { ticket: briefTicket(row, ctx), merged };
  },
});

/** @throws DeskError CONFLICT: with the ticket its time would go unseen */
async function requireNoAppointment({ id, number }: TicketRow, ctx: OperationContext): Promise<void> {
  const { appointments } = await ctx.use<{ appointments: { status: string }[] }>("appointment.look_up", {
    ticketIds: [id],
  });
  if (!appointments.some(({ status }) => status === "booked" || status === "held")) return;
  throw new DeskError("CONFLICT", `${spokenNumber(number)} is an appointment, and would go with its time.`, {
    next: "Merge the other one into it, or cancel the appointment first.",
  });
}
