import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { acknowledged, planOpening } from "#domains/helpdesk/handoffs/opening.ts";
import { defineWrite } from "#operation/operation.ts";
import { nameOf } from "./answers.ts";
import { givenBy, ticketInput } from "./ticket-input.ts";

/** Opens a ticket, also where there is an open one for the same case. @throws VALIDATION_ERROR */
export const ticketCreate = defineWrite({
  name: "ticket.create",
  title: "Open a ticket",
  description:
    "Opens a new ticket for something that has to be done. It never looks for one there is already: where the caller may have one open, use find_or_create_ticket.",
  scopes: ["helpdesk:write"],
  uses: ["contact.ensure"],
  input: ticketInput,
  output: z.object({
    success: z.literal(true),
    ticketId: z.string(),
    ticketUrl: z.string(),
    category: z.string(),
    escalationReason: z.string().nullable(),
  }),
  example: {
    description: "The lock of room 4 sticks",
    category: "maintenance",
    callerNumber: "+15550100200",
  },
  summary: ({ ticketId }) => `Opened ${ticketId}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan(input, ctx) {
    const { handoffId, statements, ...opening } = await planOpening(givenBy(input), true, ctx);
    return { ...opening, data: statements, result: { handoffId } };
  },
  apply: (statements: Statement[]) => statements,
  answer: async ({ handoffId }: { handoffId: string }, ctx) => {
    const { number, category, escalationReason } = await acknowledged(handoffId, ctx);
    return { success: true as const, ...nameOf(number, ctx), category, escalationReason };
  },
});
