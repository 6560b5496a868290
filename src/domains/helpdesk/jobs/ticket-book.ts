import * as z from "zod";
import { insertTicket, type NewTicket } from "#domains/helpdesk/store.ts";
import { defineWrite } from "#operation/operation.ts";

/** Opens the ticket that an appointment is, in the unit that books it. */
export const ticketBook = defineWrite({
  name: "ticket.book",
  title: "Open an appointment's ticket",
  description: "Joins the unit of whatever books an appointment.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    description: z.string().max(4000),
    contactId: z.string(),
    caller: z.string().nullable(),
    assignee: z.string().nullable(),
    /** Where it is about work of before. */
    status: z.enum(["scheduled", "completed"]).default("scheduled"),
    createdAt: z.int().optional(),
  }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => id,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ description, contactId, caller, assignee, status, createdAt }, ctx) {
    const id = ctx.newId("tkt");
    const row: NewTicket = {
      id,
      status,
      category: "booking",
      escalationReason: null,
      description,
      confidence: null,
      source: null,
      oaKey: null,
      caller,
      contactId,
      conversationId: null,
      property: null,
      priority: "normal",
      assignee,
      createdAt: createdAt ?? ctx.now,
    };
    return { facts: {}, data: row, result: { id }, events: [{ type: "ticket.created", subject: id }] };
  },
  apply: (row) => [insertTicket(row)],
});
