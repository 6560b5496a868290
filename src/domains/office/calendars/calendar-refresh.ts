import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { ago } from "#platform/ago.ts";
import { busyCalendars } from "./calendar-store.ts";
import { calendarReading } from "./reading.ts";

/** What was read less long ago is taken as it is, in milliseconds. */
const freshFor = 5 * 60_000;

/**
 * Before a booking: calendars elsewhere that it depends on are read again where they are old, and what is still too old
 * is said.
 */
export const calendarRefresh = defineRead({
  name: "calendar.refresh",
  title: "Read calendars elsewhere again",
  description: "For other operations: reads again what a booking depends on, and says what is too old.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ technician: z.string().nullable() }),
  output: z.object({ hint: z.string().nullable(), busy_as_of: z.string().nullable() }),
  summary: ({ hint }) => hint ?? "fresh",
  hints: { destructive: false, idempotent: true, openWorld: true },
  async read({ technician }, ctx) {
    const known = await busyCalendars(ctx.db, technician);
    if (known.length === 0) return { hint: null, busy_as_of: null };
    const oldest = ctx.now - ctx.settings.get("office.calendar_hours") * 3_600_000;
    await ctx
      .service(calendarReading)
      .readAgain(known.filter((row) => (row.readAt ?? 0) < ctx.now - freshFor));
    const rows = await busyCalendars(ctx.db, technician);
    const old = rows.filter(({ readAt }) => (readAt ?? 0) < oldest);
    const first = Math.min(...rows.map(({ readAt }) => readAt ?? 0));
    return {
      busy_as_of: first === 0 ? null : new Date(first).toISOString(),
      hint:
        old.length === 0
          ? null
          : `Not sure: ${old.map(({ name, readAt }) => `the calendar ${name} was last read ${readAt === null ? "never" : ago(readAt, ctx.now)}`).join(", ")}.`,
    };
  },
});
