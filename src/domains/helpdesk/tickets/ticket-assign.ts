import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { changed, changedTicket, planChange } from "./changing.ts";
import { requireUnmerged, ticketName } from "./find.ts";

/** A name without characters that nobody sees, but for those that join letters. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cf}]*(?:[\u200c\u200d][^\p{Cc}\p{Cf}]*)*$/u, "It has characters that nobody sees.");

/** Says who looks after a ticket, or that nobody does. @throws NOT_FOUND, CONFLICT */
export const ticketAssign = defineWrite({
  name: "ticket.assign",
  title: "Assign a ticket",
  description:
    "Says who looks after a ticket, by name; an empty one takes it from whoever had it. Who does an appointment has to be on the team and free then.",
  scopes: ["helpdesk:write", "office:write"],
  uses: ["appointment.follow"],
  input: z.strictObject({
    ticketId: ticketName,
    assignee: name.nullable().describe("Empty or null: nobody looks after it."),
  }),
  accept: (given) => ({ ...given, assignee: given["assignee"] === "" ? null : given["assignee"] }),
  output: changedTicket,
  example: { ticketId: "TKT-1000", assignee: "Maria" },
  summary: ({ ticket }) => `${ticket.ticketId} is ${ticket.assignee ?? "nobody"}'s.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ ticketId, assignee }, ctx) {
    const row = await requireUnmerged(ticketId, ctx);
    await ctx.use("appointment.follow", { ticketId: row.id, technician: assignee });
    const said = { kind: "assignee" as const, before: row.assignee, after: assignee };
    return planChange(row, { assignee }, said, ctx);
  },
  apply: (statements) => statements,
  answer: changed,
});
