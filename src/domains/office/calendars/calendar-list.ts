import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { allCalendars } from "./calendar-store.ts";

/** Calendars elsewhere that are read here, and how old what they say is. */
export const calendarList = defineRead({
  name: "calendar.list",
  title: "Calendars elsewhere",
  description:
    "Calendars elsewhere that are read here, when each was read last, and what kept it from being read.",
  scopes: ["office:read"],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({
    calendars: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.enum(["busy", "stays"]),
        subject: z.string(),
        busy_as_of: z.string().nullable(),
        problem: z.string().nullable(),
        too_old: z.boolean(),
      }),
    ),
  }),
  summary: ({ calendars }) => `${calendars.length} calendars`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_given, ctx) {
    const zone = ctx.settings.get("business.zone");
    const oldest = ctx.now - ctx.settings.get("office.calendar_hours") * 3_600_000;
    return {
      calendars: (await allCalendars(ctx.db)).map(({ id, name, kind, subject, readAt, problem }) => ({
        ...{ id, name, kind, subject, problem },
        busy_as_of: readAt === null ? null : isoIn(zone, readAt),
        too_old: (readAt ?? 0) < oldest,
      })),
    };
  },
});
