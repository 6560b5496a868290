import * as z from "zod";
import { memberNamed } from "#domains/office/appointments/diary.ts";
import { readWanted } from "#domains/office/appointments/wanted.ts";
import { servicesNamed } from "#domains/office/service-list/service-view.ts";
import { readDay } from "#domains/office/stays/stay.ts";
import { defineWrite, type EventDraft } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { datesOf, readRecurrence } from "#platform/recurrence.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { cancelFrom } from "./ending.ts";
import { endingPermission } from "./ending-permission.ts";
import { makeVisits, makingUses } from "./making.ts";
import { changeSeries, insertSeries } from "./series-store.ts";
import { madeAnswer, madeView, newestOf } from "./series-view.ts";

/** Changes all of a series that is to come, or this and later: in one unit. @throws NOT_FOUND, VALIDATION_ERROR */
export const seriesUpdate = defineWrite({
  name: "series.update",
  title: "Change visits that come again",
  description:
    "Changes visits that come again from a date on (this and later), or all that are to come where no date is said: time, how often, services, who comes, notes, the last date. One single visit is changed by its ticket.",
  scopes: ["office:write"],
  uses: [...makingUses, "ticket.move"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("ser_…"),
    from_date: z.string().min(1).max(80).optional().describe("This and later; all to come when left out."),
    time: z.string().min(1).max(80).optional(),
    repeat: z.string().min(1).max(120).optional(),
    until_date: z.string().min(1).max(80).optional(),
    services: z.array(z.string().trim().min(1).max(120)).max(10).optional(),
    technician: z.string().max(120).optional(),
    notes: z.string().trim().max(2000).transform(maskCards).optional(),
  }),
  output: madeView,
  example: { id: "ser_01m7z9y4c0fc3k36ha5sw1et20", from_date: "2027-01-04", time: "10am" },
  summary: ({ booked, cancelled, series }) =>
    `${booked} visits booked in place of ${cancelled} (${series.id}).`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  keepsWords: true,
  permission: endingPermission,
  async plan(given, ctx) {
    const row = await newestOf(given.id, ctx);
    const today = localMoment(row.zone, ctx.now).date;
    const from =
      given.from_date === undefined ? dateAfter(today, 1) : await readDay(given.from_date, "from_date", ctx);
    const { statements, cancelled } = await cancelFrom(row, from, ctx);
    const rule = given.repeat === undefined ? row.rule : await readRecurrence(given.repeat);
    // The rule goes on from a date of its own, so that every second week stays the same weeks.
    const [next = from] = await datesOf(row.rule, {
      first: row.fromDate,
      after: dateAfter(from, -1),
      until: dateAfter(from, 400),
    });
    const services = given.services === undefined ? undefined : await servicesNamed(given.services, ctx);
    const later = {
      ...row,
      ...{ id: ctx.newId("ser"), follows: row.id, rule, fromDate: next, madeUntil: next, createdAt: ctx.now },
      localMinute: given.time === undefined ? row.localMinute : await minuteOf(given.time, next, ctx),
      ...(given.until_date === undefined
        ? {}
        : { untilDate: await readDay(given.until_date, "until_date", ctx) }),
      ...(services === undefined ? {} : { services: JSON.stringify(services.map(({ id }) => id)) }),
      ...(given.technician === undefined ? {} : { technician: memberNamed(given.technician, ctx).id }),
      ...(given.notes === undefined ? {} : { notes: given.notes || null }),
    };
    const { version: _version, ...fresh } = later;
    if (fresh.untilDate !== null && given.until_date !== undefined && fresh.untilDate < dateAfter(from, -1))
      throw new DeskError("VALIDATION_ERROR", "It would end before the change begins.", {
        fields: { until_date: [`Not before ${from}.`] },
        next: "To end it earlier use series end.",
      });
    const made = await makeVisits(fresh, { after: dateAfter(next, -1), replaced: cancelled }, ctx);
    const [first] = made.tickets;
    return {
      facts: {
        ...{ series: row.id, from, visits: made.tickets.length },
        cancelled: Math.max(0, cancelled.length - made.tickets.length),
      },
      card: async () => [
        { label: "Series", value: `${row.rule} since ${row.fromDate}` },
        { label: "Visits cancelled", values: cancelled.map(({ localDate }) => localDate) },
        { label: "Visits booked", values: made.tickets.map(({ date }) => date) },
      ],
      versions: { [row.id]: row.version },
      data: [
        ...changeSeries(row, { untilDate: dateAfter(from, -1) }),
        ...statements,
        insertSeries({ ...fresh, madeUntil: made.madeUntil }),
        ...made.statements,
      ],
      result: {
        ...{ id: fresh.id, booked: made.tickets.length, cancelled: cancelled.length },
        skipped: made.skipped.map(({ why }) => why),
      },
      events: toldOf(first?.ticketId, cancelled[0]?.ticketId),
    };
  },
  apply: (statements) => statements,
  answer: madeAnswer,
});

/** They are told of the first that is new, or that the next one does not come. */
function toldOf(booked: string | undefined, cancelled: string | undefined): EventDraft[] {
  if (booked !== undefined) return [{ type: "appointment.moved", subject: booked }];
  return cancelled === undefined ? [] : [{ type: "appointment.cancelled", subject: cancelled }];
}

async function minuteOf(time: string, date: string, ctx: Parameters<typeof readWanted>[3]): Promise<number> {
  const needs = { minutes: 0, before: 0, after: 0 };
  const wanted = await readWanted({ date, time }, { date: "from_date", time: "time" }, needs, ctx);
  return wanted.exact && "minute" in wanted.exact ? wanted.exact.minute : wanted.from;
}
