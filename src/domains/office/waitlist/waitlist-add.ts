import * as z from "zod";
import { needsOf } from "#domains/office/appointments/booking.ts";
import { readWanted } from "#domains/office/appointments/wanted.ts";
import { servicesNamed } from "#domains/office/service-list/service-view.ts";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { DeskError } from "#src/errors.ts";
import { viewWaiting, waitingView } from "./waiting-view.ts";
import { insertWaiting, waitingById, waitingThat } from "./waitlist-store.ts";

/** Somebody waits for a time that becomes free. The same request of the same customer gives the first entry. */
export const waitlistAdd = defineWrite({
  name: "waitlist.add",
  title: "Add to the waiting list",
  description:
    "Notes that a customer would come if something became free between two days. When an appointment is moved or cancelled, those who fit the gap are named, and waitlist offer keeps it for one of them.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({
    customer_identifier: z.string().trim().min(1).max(200),
    services: z.array(z.string().trim().min(1).max(120)).max(10).default([]),
    duration_estimate_minutes: z.int().min(5).max(1440).optional(),
    from_date: z.string().min(1).max(80).default("today"),
    until_date: z.string().min(1).max(80),
    time: z.string().max(80).optional().describe("'morning', 'after 3pm'; any when left out."),
    notes: z.string().trim().max(500).transform(maskCards).optional(),
  }),
  output: z.object({ entry: waitingView, created: z.boolean() }),
  example: { customer_identifier: "Maria Garcia", until_date: "in 2 weeks", services: ["Screen cleaning"] },
  summary: ({ entry }) => `${entry.customer.name ?? "The customer"} waits (${entry.id}).`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const services = await servicesNamed(given.services, ctx);
    const needs = needsOf(services, { minutes: given.duration_estimate_minutes }, ctx);
    const read = async (date: string, name: string) =>
      await readWanted({ date, time: given.time }, { date: name, time: "time" }, needs, ctx);
    const [first, last] = [
      await read(given.from_date, "from_date"),
      await read(given.until_date, "until_date"),
    ];
    if (last.date < first.date)
      throw new DeskError("VALIDATION_ERROR", "It ends before it begins.", {
        fields: { until_date: ["Not before from_date."] },
      });
    const at = first.exact && "minute" in first.exact ? first.exact.minute : undefined;
    const row = {
      id: ctx.newId("wai"),
      contactId: customer.id,
      state: "waiting" as const,
      services: JSON.stringify(services.map(({ id }) => id)),
      minutes: needs.minutes,
      fromDate: first.date,
      untilDate: last.date,
      fromMinute: at ?? first.from,
      untilMinute: at === undefined ? first.until : at + 1,
      notes: given.notes || null,
      offered: null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    };
    const known = (await waitingThat(ctx.db, { state: "waiting", contactId: customer.id, limit: 50 })).find(
      (each) =>
        each.services === row.services && each.fromDate === row.fromDate && each.untilDate === row.untilDate,
    );
    return {
      facts: { customer: customer.id, from: row.fromDate, until: row.untilDate },
      data: known ? [] : insertWaiting(row),
      result: { id: known?.id ?? row.id, created: known === undefined },
    };
  },
  apply: (statements) => statements,
  answer: async ({ id, created }: { id: string; created: boolean }, ctx) => {
    const row = await waitingById(ctx.db, id);
    const [entry] = row ? await viewWaiting([row], ctx) : [];
    if (!entry) throw new TypeError("an entry that was added is gone");
    return { entry, created };
  },
});
