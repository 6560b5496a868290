import * as z from "zod";
import { rezoneSeries } from "#domains/office/series/series-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { instantOf, instantsOf } from "#platform/zone.ts";
import { changeAppointment, comingAppointments } from "./appointment-store.ts";

/** How many are looked at at once. */
const most = 2000;

/**
 * Future appointments whose zone's clocks are changed otherwise than was known when they were booked, or that were booked
 * before the business said in which zone it is: what was agreed is the time on the wall, so the instant moves. Looked at
 * a part at a time.
 */
export const appointmentRezone = defineWrite({
  name: "appointment.rezone",
  title: "Check future appointments against the zone data",
  description: "Run by the desk when it starts, once a day, and when the business's zone changes.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ after: z.string().default("") }),
  output: z.object({ moved: z.int(), next: z.string().nullable() }),
  summary: ({ moved }) => `${moved} moved`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ after }, ctx) {
    const rows = await comingAppointments(ctx.db, { now: ctx.now, after, limit: most });
    const zone = ctx.settings.get("business.zone");
    const wrong = rows.filter(
      (row) => row.zone !== zone || !instantsOf(zone, row.localDate, row.localMinute).includes(row.startsAt),
    );
    return {
      facts: {},
      data: [
        rezoneSeries(zone),
        ...wrong.flatMap((row) => {
          const by = instantOf(zone, row.localDate, row.localMinute) - row.startsAt;
          const { startsAt, endsAt, busyFrom, busyUntil } = row;
          const moved = {
            ...{ zone, startsAt: startsAt + by, endsAt: endsAt + by },
            ...{ busyFrom: busyFrom + by, busyUntil: busyUntil + by },
          };
          return changeAppointment(row, moved, ctx.now);
        }),
      ],
      result: { moved: wrong.length, next: rows.length === most ? (rows.at(-1)?.ticketId ?? null) : null },
      events: wrong.map(({ ticketId }) => ({ type: "appointment.rezoned", subject: ticketId })),
    };
  },
  apply: (statements) => statements,
});
