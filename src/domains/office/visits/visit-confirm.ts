import * as z from "zod";
import { changeAppointment } from "#domains/office/appointments/appointment-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { takeHeld } from "./appointment-hear.ts";
import { visitOf, visitToken } from "./visit.ts";

/** A customer says that it suits them, or takes the time that is kept for them. @throws NOT_FOUND, CONFLICT */
export const visitConfirm = defineWrite({
  name: "visit.confirm",
  title: "A customer confirms",
  description: "Run for whoever has the link to an appointment.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ token: visitToken }),
  output: z.object({ confirmed: z.literal(true) }),
  summary: () => "confirmed",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ token }, ctx) {
    const row = await visitOf(token, ctx);
    const result = { confirmed: true as const };
    const isHeld = row.state === "held" && (row.heldUntil ?? 0) > ctx.now;
    if (row.startsAt <= ctx.now || (row.state !== "booked" && !isHeld))
      throw new DeskError("CONFLICT", "This cannot be confirmed any more.", { next: "Call the business." });
    if (isHeld) {
      const { data, events } = takeHeld(row, ctx);
      return { facts: { ticket: row.ticketId }, data, result, events };
    }
    const isSo = row.confirmedAt !== null;
    return {
      facts: { ticket: row.ticketId },
      data: isSo ? [] : changeAppointment(row, { confirmedAt: ctx.now }, ctx.now),
      result,
      events: isSo ? [] : [{ type: "appointment.confirmed", subject: row.ticketId }],
    };
  },
  apply: (statements) => statements,
});
