import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { requireChangeable, visitOf, visitToken } from "./visit.ts";

/** A customer cancels, within the owner's rules. @throws NOT_FOUND, CONFLICT */
export const visitCancel = defineWrite({
  name: "visit.cancel",
  title: "A customer cancels",
  description: "Run for whoever has the link to an appointment.",
  scopes: [],
  exposure: "system",
  uses: ["ticket.move", "appointment.call_off"],
  input: z.strictObject({ token: visitToken }),
  output: z.object({ cancelled: z.literal(true) }),
  summary: () => "cancelled",
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ token }, ctx) {
    const row = await visitOf(token, ctx);
    const result = { cancelled: true as const };
    if (row.state === "cancelled") return { facts: { ticket: row.ticketId }, data: [], result };
    requireChangeable(row, ctx);
    await ctx.use("appointment.call_off", { ticketId: row.ticketId });
    await ctx.use("ticket.move", { id: row.ticketId, status: "cancelled" });
    return { facts: { ticket: row.ticketId }, data: [], result };
  },
  apply: (statements) => statements,
});
