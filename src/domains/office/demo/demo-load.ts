import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { insertAppointment, type NewAppointment } from "#domains/office/appointments/appointment-store.ts";
import { insertLineItem } from "#domains/office/line-items/line-item-store.ts";
import { insertReminder } from "#domains/office/reminders/reminder-store.ts";
import { insertService } from "#domains/office/service-list/service-store.ts";
import { newVisitToken } from "#domains/office/visits/visit-link.ts";
import { insertWaiting } from "#domains/office/waitlist/waitlist-store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { dateAfter, instantOf, localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import {
  type DemoJob,
  demoCustomers,
  demoInvoices,
  demoJobs,
  demoLeads,
  demoQuotes,
  demoServices,
} from "./demo-business.ts";
import { type DemoRecord, demoRecordsOf, rememberDemo } from "./demo-store.ts";

/** A made-up window-cleaning business, to try everything on. @throws CONFLICT where it is there already */
export const demoLoad = defineWrite({
  name: "demo.load",
  title: "Load a made-up business",
  description:
    "Loads a made-up window-cleaning business: customers, services, a day of appointments and a month around it.",
  scopes: [],
  exposure: "owner",
  uses: ["contact.bring_in", "ticket.book", "money.bring_in"],
  input: z.strictObject({ setsHours: z.boolean() }),
  output: z.object({ contacts: z.int(), services: z.int(), appointments: z.int() }),
  summary: ({ contacts, appointments }) => `${contacts} customers and ${appointments} appointments.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ setsHours }, ctx) {
    if ((await demoRecordsOf(ctx.db)).length > 0)
      throw new DeskError("CONFLICT", "The made-up business is here already.", {
        next: "frontdesk demo remove takes it away; then load it again.",
      });
    const customers = new Map(demoCustomers.map(({ key }) => [key, ctx.newId("con")]));
    const services = new Map(demoServices.map(({ key }) => [key, ctx.newId("svc")]));
    await ctx.use("contact.bring_in", {
      contacts: demoCustomers.map(({ key, name, phone, address, email, notes, tags }) => ({
        ...{ id: customers.get(key), name, phones: [{ e164: phone, raw: phone }] },
        ...{ email: email ?? null, notes: notes ?? null, tags: tags ?? [] },
        addresses: [{ id: ctx.newId("adr"), label: "Home", address }],
      })),
    });
    const statements: Statement[] = demoServices.flatMap(({ key, name, minutes, price }) =>
      insertService({
        ...{ id: services.get(key) ?? "", name, description: null, price, minutes },
        ...{ currency: ctx.settings.get("business.currency"), minutesBefore: 0, minutesAfter: 0 },
        ...{ createdAt: ctx.now, updatedAt: ctx.now },
      }),
    );
    const records: DemoRecord[] = [
      ...[...customers.values()].map((id) => ({ kind: "contact" as const, id })),
      ...[...services.values()].map((id) => ({ kind: "service" as const, id })),
      ...(setsHours ? [{ kind: "setting" as const, id: "business.hours" }] : []),
    ];
    const jobs = [...demoJobs].sort((a, b) => a.day - b.day || a.minute - b.minute);
    for (const job of jobs) {
      const made = await madeOf(job, { customers, services }, ctx);
      statements.push(...made.statements);
      records.push({ kind: "ticket", id: made.ticketId });
    }
    await ctx.use("money.bring_in", papersOf(customers));
    statements.push(...others(customers, services, ctx));
    return {
      facts: { demo: true },
      data: [...rememberDemo(records), ...statements],
      result: { contacts: customers.size, services: services.size, appointments: jobs.length },
      events: [{ type: "demo.loaded", subject: "demo" }],
    };
  },
  apply: (statements) => statements,
});

interface Names {
  customers: ReadonlyMap<string, string>;
  services: ReadonlyMap<string, string>;
}

async function madeOf(job: DemoJob, { customers, services }: Names, ctx: OperationContext) {
  const zone = ctx.settings.get("business.zone");
  const customer = demoCustomers.find(({ key }) => key === job.customer);
  const service = demoServices.find(({ key }) => key === job.service);
  if (!customer || !service) throw new TypeError("a job of the trial names nobody");
  const date = dateAfter(localMoment(zone, ctx.now).date, job.day);
  const startsAt = instantOf(zone, date, job.minute);
  const endsAt = startsAt + service.minutes * 60_000;
  const { id: ticketId } = await ctx.use<{ id: string }>("ticket.book", {
    ...{
      description: service.name,
      contactId: customers.get(job.customer),
      caller: customer.phone,
      assignee: null,
    },
    status: job.isDone ? "completed" : "scheduled",
    createdAt: Math.min(ctx.now, startsAt - 7 * 86_400_000),
  });
  const row: NewAppointment = {
    ...{ ticketId, contactId: customers.get(job.customer) ?? "", state: job.isDone ? "done" : "booked" },
    ...{
      startsAt,
      endsAt,
      busyFrom: startsAt,
      busyUntil: endsAt,
      zone,
      localDate: date,
      localMinute: job.minute,
    },
    ...{ technician: "", address: customer.address, services: JSON.stringify([services.get(job.service)]) },
    // Nobody is told of what was booked before the trial began.
    ...{
      tells: false,
      token: newVisitToken(),
      createdAt: Math.min(ctx.now, startsAt),
      updatedAt: Math.min(ctx.now, startsAt),
    },
  };
  const item = {
    ...{
      id: ctx.newId("itm"),
      ticketId,
      serviceId: services.get(job.service) ?? null,
      description: service.name,
    },
    ...{ quantity: 1, price: job.price ?? service.price, currency: ctx.settings.get("business.currency") },
    createdAt: ctx.now,
  };
  return { ticketId, statements: [insertAppointment(row), insertLineItem(item)] };
}

/** What was asked for, offered and billed, by the ids of the contacts. */
function papersOf(customers: Names["customers"]) {
  const idOf = (key: string) => customers.get(key) ?? "";
  return {
    leads: demoLeads.map(({ customer, ...lead }) => {
      const { name = "", phone = "" } = demoCustomers.find(({ key }) => key === customer) ?? {};
      return { ...lead, contactId: idOf(customer), name, phone };
    }),
    invoices: demoInvoices.map(({ customer, ...each }) => ({ ...each, contactId: idOf(customer) })),
    quotes: demoQuotes.map(({ customer, ...each }) => ({ ...each, contactId: idOf(customer) })),
  };
}

/** Somebody who waits for today's afternoon, and something to be reminded of. */
function others(
  customers: Names["customers"],
  services: Names["services"],
  ctx: OperationContext,
): Statement[] {
  const zone = ctx.settings.get("business.zone");
  const today = localMoment(zone, ctx.now).date;
  return [
    ...insertWaiting({
      ...{ id: ctx.newId("wai"), contactId: customers.get("okafor") ?? "", state: "waiting" as const },
      ...{ services: JSON.stringify([services.get("screens")]), minutes: 60, fromDate: today },
      ...{ untilDate: dateAfter(today, 10), fromMinute: 12 * 60, untilMinute: 18 * 60, offered: null },
      ...{ notes: "Any afternoon this week or next.", createdAt: ctx.now, updatedAt: ctx.now },
    }),
    insertReminder({
      ...{ id: ctx.newId("rmd"), content: "Call Mary Thompson about the quote for the whole house" },
      ...{
        dueAt: instantOf(zone, dateAfter(today, 1), 9 * 60),
        contactId: customers.get("thompson") ?? null,
      },
      ...{
        ticketId: null,
        assignee: null,
        wordsOf: null,
        by: ctx.principal.user,
        completedAt: null,
        createdAt: ctx.now,
      },
    }),
  ];
}
