import * as z from "zod";
import { replaceStays } from "#domains/office/stays/stay-store.ts";
import { defineWrite } from "#operation/operation.ts";
import { localMoment } from "#platform/zone.ts";
import { calendarById, changeCalendar, replaceBusyTimes } from "./calendar-store.ts";

const event = z.strictObject({
  uid: z.string(),
  summary: z.string(),
  startsAt: z.int(),
  endsAt: z.int(),
  dates: z.strictObject({ first: z.string(), until: z.string() }).optional(),
});

/** Writes down what a calendar elsewhere says now, or that it could not be read: then it keeps what it said before. */
export const calendarRecord = defineWrite({
  name: "calendar.record",
  title: "Record what a calendar says",
  description: "Run whenever a calendar elsewhere was read.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    id: z.string(),
    /** Null where it could not be read. */
    events: z.array(event).nullable(),
    problem: z.string().nullable(),
  }),
  output: z.object({ recorded: z.boolean() }),
  summary: ({ recorded }) => String(recorded),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ id, events, problem }, ctx) {
    const row = await calendarById(ctx.db, id);
    if (!row) return { facts: {}, data: [], result: { recorded: false } };
    const zone = ctx.settings.get("business.zone");
    const said =
      events === null
        ? changeCalendar(id, { problem, triedAt: ctx.now })
        : changeCalendar(id, { problem: null, readAt: ctx.now, triedAt: ctx.now });
    if (events === null) return { facts: {}, data: [said], result: { recorded: true } };
    const today = localMoment(zone, ctx.now).date;
    const read =
      row.kind === "busy"
        ? replaceBusyTimes(row, events)
        : replaceStays(
            row,
            events.map(({ uid, summary, startsAt, endsAt, dates }) => ({
              id: ctx.newId("sty"),
              uid,
              guest: summary || null,
              arrival: dates?.first ?? localMoment(zone, startsAt).date,
              departure: dates?.until ?? localMoment(zone, endsAt).date,
            })),
            { today, now: ctx.now },
          );
    return { facts: {}, data: [...read, said], result: { recorded: true } };
  },
  apply: (statements) => statements,
});
