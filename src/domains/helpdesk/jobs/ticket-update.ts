import * as z from "zod";
import { priorities } from "#db/schema/helpdesk.ts";
import { description } from "#domains/helpdesk/handoffs/opening.ts";
import { changed, changedTicket, planChange } from "#domains/helpdesk/tickets/changing.ts";
import { requireUnmerged, ticketName } from "#domains/helpdesk/tickets/find.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";

/** Changes what a ticket says: only what is named. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const ticketUpdate = defineWrite({
  name: "ticket.update",
  title: "Update a ticket",
  description:
    "Changes what a ticket says, and only what is named: description, category, priority, property; for an appointment also the notes for whoever comes and the address. Not its time: that is handle_reschedule_request.",
  scopes: ["office:write", "helpdesk:write"],
  uses: ["appointment.follow"],
  input: z.strictObject({
    id: ticketName,
    description: description.optional(),
    category: z.string().trim().min(1).max(60).optional(),
    priority: z.enum(priorities).optional(),
    property: z.string().trim().max(40).optional(),
    notes: z.string().trim().max(2000).transform(maskCards).optional().describe("For whoever comes."),
    address: z.string().trim().min(1).max(300).transform(maskCards).optional().describe("Where to."),
  }),
  output: changedTicket,
  example: { id: "TKT-1000", priority: "high" },
  summary: ({ ticket }) => `Updated ${ticket.ticketId}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ id, notes, address, ...said }, ctx) {
    const row = await requireUnmerged(id, ctx);
    if (notes !== undefined || address !== undefined)
      await ctx.use("appointment.follow", { ticketId: row.id, notes, address });
    const change = {
      ...(said.description === undefined ? {} : { description: said.description }),
      ...(said.category === undefined ? {} : { category: said.category }),
      ...(said.priority === undefined ? {} : { priority: said.priority }),
      ...(said.property === undefined ? {} : { property: said.property || null }),
    };
    const changedNames = [
      ...Object.entries(change)
        .filter(([name, value]) => row[name as keyof typeof change] !== value)
        .map(([name]) => name),
      ...(notes === undefined ? [] : ["notes"]),
      ...(address === undefined ? [] : ["address"]),
    ];
    const after = changedNames.join(", ") || null;
    return planChange(row, change, { kind: "details", before: null, after }, ctx);
  },
  apply: (statements) => statements,
  answer: changed,
});
