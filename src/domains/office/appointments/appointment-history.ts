import * as z from "zod";
import { worthOf } from "#domains/office/line-items/line-item-store.ts";
import { defineRead } from "#operation/operation.ts";
import { writtenMoney } from "#platform/money.ts";
import { appointmentsWith } from "./appointment-store.ts";
import { type AppointmentView, viewAppointments } from "./view.ts";

const visit = z.object({
  ticket_id: z.string(),
  when: z.string(),
  status: z.string(),
  services: z.array(z.string()),
});

/** What a customer has had done, and what is next, for operations that tell of a customer. */
export const appointmentHistory = defineRead({
  name: "appointment.history",
  title: "A customer's appointments in short",
  description:
    "For other operations: how many appointments a contact had, the last, the next, and their worth.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ contactId: z.string() }),
  output: z.object({
    appointments: z.int(),
    done: z.int(),
    last: visit.nullable(),
    next: visit.nullable(),
    billed: z.string().nullable(),
  }),
  summary: ({ appointments }) => `${appointments} appointments`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ contactId }, ctx) {
    const rows = (await appointmentsWith(ctx.db, contactId, 1000)).filter(
      ({ state }) => state !== "cancelled",
    );
    const last = rows.find(({ startsAt, state }) => startsAt <= ctx.now && state !== "held");
    const next = rows.findLast(({ startsAt, state }) => startsAt > ctx.now && state === "booked");
    const shown = await viewAppointments(
      [last, next].filter((row) => row !== undefined),
      ctx,
    );
    const brief = (ticketId: string | undefined) => {
      const view = shown.find(({ id }) => id === ticketId);
      return view ? briefly(view) : null;
    };
    const worth = await worthOf(ctx.db, contactId, "done");
    return {
      appointments: rows.filter(({ state }) => state !== "held").length,
      done: rows.filter(({ state }) => state === "done").length,
      last: brief(last?.ticketId),
      next: brief(next?.ticketId),
      billed: worth.map(({ amount, currency }) => writtenMoney(amount, currency)).join(" and ") || null,
    };
  },
});

function briefly({ ticket_id, when, status, services }: AppointmentView) {
  return { ticket_id, when, status, services };
}
