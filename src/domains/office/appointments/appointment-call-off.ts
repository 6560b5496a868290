import * as z from "zod";
import { waitsAgain } from "#domains/office/waitlist/waitlist-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { unrestricted } from "#operation/permission.ts";
import { appointmentOf, changeAppointment } from "./appointment-store.ts";
import { saidWhen } from "./view.ts";

/** An appointment is cancelled with its ticket: its time is free again. Nothing where the ticket is no appointment. */
export const appointmentCallOff = defineWrite({
  name: "appointment.call_off",
  title: "An appointment is cancelled with its ticket",
  description: "Joins the unit of whatever cancels a ticket.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ticketId: z.string() }),
  output: z.object({ isAppointment: z.boolean() }),
  summary: ({ isAppointment }) => String(isAppointment),
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "Cancelling an appointment that is still to come asks for a reason.",
    levels: ["unrestricted", "soft_limit"],
    levelOf: ({ facts }) =>
      facts["cancels"] === undefined
        ? unrestricted
        : { level: "soft_limit", reason: `The appointment ${String(facts["cancels"])} is cancelled.` },
  },
  async plan({ ticketId }, ctx) {
    const row = await appointmentOf(ctx.db, ticketId);
    if (!row || row.state === "cancelled")
      return { facts: {}, data: [], result: { isAppointment: row !== undefined } };
    const isComing = row.state === "booked" && row.startsAt > ctx.now;
    return {
      facts: isComing ? { cancels: saidWhen(row, ctx.now) } : {},
      versions: { [`appointment ${ticketId}`]: row.version },
      data: [
        ...changeAppointment(row, { state: "cancelled", heldUntil: null }, ctx.now),
        waitsAgain(ticketId, ctx.now),
      ],
      result: { isAppointment: true },
      events: isComing ? [{ type: "appointment.cancelled", subject: ticketId }] : [],
    };
  },
  apply: (statements) => statements,
});
