import * as z from "zod";
import { waitsAgain } from "#domains/office/waitlist/waitlist-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { changeAppointment, heldTooLong } from "./appointment-store.ts";

/** How many are let go of at once. */
const most = 20;

/** Lets go of times that were kept for somebody who has not taken them: they are free the moment the time is up. */
export const appointmentRelease = defineWrite({
  name: "appointment.release",
  title: "Let go of times that were kept",
  description: "Run again and again by the desk.",
  scopes: [],
  exposure: "system",
  uses: ["ticket.move"],
  input: z.strictObject({}),
  output: z.object({ released: z.int() }),
  summary: ({ released }) => `${released} released`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(_given, ctx) {
    const rows = await heldTooLong(ctx.db, ctx.now, most);
    for (const { ticketId } of rows) await ctx.use("ticket.move", { id: ticketId, status: "cancelled" });
    return {
      facts: {},
      data: rows.flatMap((row) => [
        ...changeAppointment(row, { state: "cancelled" }, ctx.now),
        waitsAgain(row.ticketId, ctx.now),
      ]),
      result: { released: rows.length },
      events: rows.map(({ ticketId }) => ({ type: "appointment.released", subject: ticketId })),
    };
  },
  apply: (statements) => statements,
});
