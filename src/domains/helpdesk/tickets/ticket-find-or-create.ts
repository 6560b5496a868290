import * as z from "zod";
import { matches } from "#db/schema/helpdesk.ts";
import type { Statement } from "#db/statement.ts";
import { acknowledged, planOpening } from "#domains/helpdesk/handoffs/opening.ts";
import { defineWrite } from "#operation/operation.ts";
import { nameOf } from "./answers.ts";
import { givenBy, ticketInput } from "./ticket-input.ts";

/** The open ticket for the same case, with what is new added to it; else a new one. @throws VALIDATION_ERROR */
export const ticketFindOrCreate = defineWrite({
  name: "ticket.find_or_create",
  title: "Find or open a ticket",
  description:
    "Adds to the open ticket for the same case, found by oaKey, by conversationId, or by the same caller and category lately (created false), or opens a new one.",
  scopes: ["helpdesk:write"],
  uses: ["contact.ensure"],
  input: ticketInput,
  output: z.object({
    success: z.literal(true),
    created: z.boolean(),
    ticketId: z.string(),
    ticketUrl: z.string(),
    matchedBy: z.enum(matches).nullable(),
    message: z.string(),
  }),
  example: { description: "Still no WiFi in room 4", category: "WiFi", callerNumber: "+15550100200" },
  summary: ({ ticketId, message }) => `${ticketId}: ${message}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan(input, ctx) {
    const { handoffId, statements, ...opening } = await planOpening(givenBy(input), false, ctx);
    return { ...opening, data: statements, result: { handoffId } };
  },
  apply: (statements: Statement[]) => statements,
  answer: async ({ handoffId }: { handoffId: string }, ctx) => {
    const { created, matchedBy, number } = await acknowledged(handoffId, ctx);
    const message = created ? "New ticket created" : "Existing ticket found (deduplication)";
    return { success: true as const, created, ...nameOf(number, ctx), matchedBy, message };
  },
});
