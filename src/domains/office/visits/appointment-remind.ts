import * as z from "zod";
import { toRemind } from "#domains/office/appointments/appointment-store.ts";
import { defineRead } from "#operation/operation.ts";

/** How many customers are reminded in one round. */
const most = 50;
const hour = 3_600_000;

/** Whose appointments are soon enough to be reminded of, for the desk's own round. */
export const appointmentRemind = defineRead({
  name: "appointment.remind",
  title: "Whom to remind",
  description: "Run again and again by the desk.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({}),
  output: z.object({ ticketIds: z.array(z.string()) }),
  summary: ({ ticketIds }) => `${ticketIds.length} to remind`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_given, ctx) {
    const hours = ctx.settings.get("office.reminder_hours");
    if (hours === 0 || !ctx.settings.get("office.tells")) return { ticketIds: [] };
    const ahead = hours * hour;
    // Who booked within that time has just been told.
    const asked = { from: ctx.now, until: ctx.now + ahead, fresh: ahead + hour, limit: most };
    return { ticketIds: (await toRemind(ctx.db, asked)).map(({ ticketId }) => ticketId) };
  },
});
