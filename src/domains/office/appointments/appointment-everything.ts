import * as z from "zod";
import { viewReminders } from "#domains/office/reminders/reminder.ts";
import { remindersThat } from "#domains/office/reminders/reminder-store.ts";
import { staysThat } from "#domains/office/stays/stay-store.ts";
import { viewWaiting } from "#domains/office/waitlist/waiting-view.ts";
import { waitingThat } from "#domains/office/waitlist/waitlist-store.ts";
import { defineRead } from "#operation/operation.ts";
import { appointmentsWith } from "./appointment-store.ts";
import { viewAppointments } from "./view.ts";

const rows = z.array(z.looseObject({}));

/** All that the office has of somebody, for them to have. */
export const appointmentEverything = defineRead({
  name: "appointment.everything",
  title: "All that the office has of somebody",
  description: "For other operations: appointments, waiting list, reminders and stays of a contact.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({ contactId: z.string() }),
  output: z.object({ appointments: rows, waitlist: rows, reminders: rows, stays: rows }),
  summary: ({ appointments }) => `${appointments.length} appointments`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ contactId }, ctx) {
    const limit = 10_000;
    const [own, waiting, reminded, nights] = await Promise.all([
      appointmentsWith(ctx.db, contactId, limit),
      waitingThat(ctx.db, { state: "any", contactId, limit }),
      remindersThat(ctx.db, { isDone: undefined, contactId, limit }),
      staysThat(ctx.db, { contactId, limit }),
    ]);
    return {
      appointments: await viewAppointments(own, ctx),
      waitlist: await viewWaiting(waiting, ctx),
      reminders: await viewReminders(reminded, ctx),
      stays: nights.map(({ property, unit, arrival, departure, state, notes }) => ({
        ...{ property, unit, arrival, departure, state, notes },
      })),
    };
  },
});
