import * as z from "zod";
import { needsOf } from "#domains/office/appointments/booking.ts";
import { memberNamed } from "#domains/office/appointments/diary.ts";
import { readWanted } from "#domains/office/appointments/wanted.ts";
import { addressFor } from "#domains/office/customer.ts";
import { servicesNamed } from "#domains/office/service-list/service-view.ts";
import { readDay } from "#domains/office/stays/stay.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { readRecurrence } from "#platform/recurrence.ts";
import { dateAfter, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { makeVisits, makingUses } from "./making.ts";
import { insertSeries, seriesThat } from "./series-store.ts";
import { madeAnswer, madeView } from "./series-view.ts";

/** Visits that come again. The same request of the same customer is the first series. @throws what booking throws */
export const seriesCreate = defineWrite({
  name: "series.create",
  title: "Book visits that come again",
  description:
    "Books visits that come again, each at the same time by the business's clocks: weekly, every 2 weeks, monthly, every first monday. Days that are closed or taken are left out and named. One visit of it is moved or cancelled by its ticket; this and later, or all, with series update and series end.",
  scopes: ["office:write"],
  uses: makingUses,
  input: z.strictObject({
    customer_identifier: z.string().trim().min(1).max(200),
    first_date: z.string().min(1).max(80),
    time: z.string().min(1).max(80).describe("'9am', '14:30'."),
    repeat: z.string().min(1).max(120).describe("weekly, every 2 weeks, monthly, every first monday."),
    until_date: z.string().min(1).max(80).optional(),
    services: z.array(z.string().trim().min(1).max(120)).max(10).default([]),
    duration_estimate_minutes: z.int().min(5).max(1440).optional(),
    technician: z.string().max(120).optional(),
    address_identifier: z.string().max(300).optional(),
    notes: z.string().trim().max(2000).transform(maskCards).optional(),
  }),
  output: madeView,
  example: {
    ...{ customer_identifier: "Johnson Family", first_date: "next Monday", time: "9am" },
    ...{ repeat: "every 4 weeks", services: ["Window cleaning"] },
  },
  summary: ({ series, booked, skipped }) =>
    `${booked} visits booked for ${series.customer.name ?? "them"} (${series.id})${skipped.length > 0 ? `, ${skipped.length} left out` : ""}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  keepsWords: true,
  async plan(given, ctx) {
    const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const services = await servicesNamed(given.services, ctx);
    const technician = given.technician ? memberNamed(given.technician, ctx).id : "";
    const needs = needsOf(services, { minutes: given.duration_estimate_minutes }, ctx);
    const said = { date: given.first_date, time: given.time };
    const wanted = await readWanted(said, { date: "first_date", time: "time" }, needs, ctx);
    const zone = ctx.settings.get("business.zone");
    const at = wanted.exact;
    if (!at)
      throw new DeskError("VALIDATION_ERROR", "Visits that come again have one time.", {
        fields: { time: ["One time, such as 9am."] },
      });
    const { address } = addressFor(given.address_identifier, customer);
    const row = {
      ...{ id: ctx.newId("ser"), contactId: customer.id, rule: await readRecurrence(given.repeat) },
      ...{ fromDate: wanted.date, zone, minutes: needs.minutes, technician, address },
      untilDate: given.until_date === undefined ? null : await readDay(given.until_date, "until_date", ctx),
      localMinute: "minute" in at ? at.minute : localMoment(zone, at.at).minute,
      services: JSON.stringify(services.map(({ id }) => id)),
      ...{ notes: given.notes || null, follows: null, madeUntil: wanted.date, createdAt: ctx.now },
    };
    const known = (await seriesThat(ctx.db, { contactId: customer.id, limit: 100 })).find(
      (each) =>
        each.rule === row.rule &&
        each.fromDate === row.fromDate &&
        each.localMinute === row.localMinute &&
        each.services === row.services &&
        (each.untilDate === null || each.untilDate >= row.fromDate),
    );
    if (known)
      return {
        facts: { series: known.id },
        data: [],
        result: { id: known.id, booked: 0, cancelled: 0, skipped: [] },
      };
    const made = await makeVisits(row, { after: dateAfter(row.fromDate, -1) }, ctx);
    const [first] = made.tickets;
    if (!first)
      throw new DeskError("CONFLICT", "None of these visits can be had.", {
        fields: { first_date: made.skipped.slice(0, 5).map(({ why }) => why) },
      });
    return {
      facts: { customer: customer.id, rule: row.rule, from: row.fromDate, visits: made.tickets.length },
      data: [insertSeries({ ...row, madeUntil: made.madeUntil }), ...made.statements],
      result: {
        id: row.id,
        booked: made.tickets.length,
        cancelled: 0,
        skipped: made.skipped.map(({ why }) => why),
      },
      // They are told of the first; of each other they are reminded when it comes.
      events: [{ type: "appointment.booked", subject: first.ticketId }],
    };
  },
  apply: (statements) => statements,
  answer: madeAnswer,
});
