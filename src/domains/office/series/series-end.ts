import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import type { AppointmentRow } from "#domains/office/appointments/appointment-store.ts";
import { readDay } from "#domains/office/stays/stay.ts";
import { defineWrite } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { cancelFrom } from "./ending.ts";
import { endingPermission } from "./ending-permission.ts";
import { chainOf, changeSeries } from "./series-store.ts";
import { madeAnswer, madeView, requireSeries } from "./series-view.ts";

/** Ends a series from a date on, and cancels its visits from then on. @throws NOT_FOUND, VALIDATION_ERROR */
export const seriesEnd = defineWrite({
  name: "series.end",
  title: "End visits that come again",
  description:
    "Ends visits that come again from a date on, today when left out: those still to come are cancelled, and the customer is told of the next one. Needs `reasoning`; more than 5 visits wait for a person.",
  scopes: ["office:write"],
  uses: ["contact.identify", "ticket.move", "ticket.numbers"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("ser_…"),
    from_date: z.string().min(1).max(80).optional(),
  }),
  output: madeView,
  example: { id: "ser_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ cancelled }) => `${counted(cancelled, "visit")} cancelled.`,
  hints: { destructive: true, idempotent: true, openWorld: true },
  permission: endingPermission,
  async plan({ id, from_date }, ctx) {
    const row = await requireSeries(id, ctx);
    const from =
      from_date === undefined
        ? localMoment(row.zone, ctx.now).date
        : await readDay(from_date, "from_date", ctx);
    const chain = await chainOf(ctx.db, row);
    const statements: Statement[] = [];
    const cancelled: AppointmentRow[] = [];
    for (const each of chain) {
      const ended = await cancelFrom(each, from, ctx);
      const last = dateAfter(from, -1);
      if (each.untilDate === null || each.untilDate > last)
        statements.push(...changeSeries(each, { untilDate: last }));
      statements.push(...ended.statements);
      cancelled.push(...ended.cancelled);
    }
    cancelled.sort((a, b) => a.startsAt - b.startsAt);
    const [next] = cancelled;
    return {
      facts: { series: id, from, cancelled: cancelled.length },
      versions: { [id]: row.version },
      card: async () => [
        { label: "Series", value: `${row.rule} since ${row.fromDate}` },
        { label: "Visits cancelled", values: cancelled.map(({ localDate }) => localDate) },
      ],
      data: statements,
      result: { id, booked: 0, cancelled: cancelled.length, skipped: [] },
      events: next ? [{ type: "appointment.cancelled", subject: next.ticketId }] : [],
    };
  },
  apply: (statements) => statements,
  answer: madeAnswer,
});
