import * as z from "zod";
import { appointmentsBetween } from "#domains/office/appointments/appointment-store.ts";
import { type AppointmentView, viewAppointments } from "#domains/office/appointments/view.ts";
import { viewReminders } from "#domains/office/reminders/reminder.ts";
import { remindersThat } from "#domains/office/reminders/reminder-store.ts";
import { staysThat } from "#domains/office/stays/stay-store.ts";
import { viewStays } from "#domains/office/stays/stay-view.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { readSpokenDate } from "#platform/spoken-date.ts";
import { dateAfter, instantOf, isoIn, localMoment, spoken, spokenDate, timeOfDay } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { aloud } from "./aloud.ts";
import { type Briefing, briefing } from "./briefing.ts";
import { bookedSince, lastBriefing } from "./briefing-store.ts";
import { gapsOf } from "./day-gaps.ts";

/** The most of each kind that are named; how many there are is said beside them. */
const most = 20;
const mostGuests = 200;
const day = 86_400_000;

/** The day of the business, or any other: who is to be seen, what waits, what is owed, what has changed. @throws VALIDATION_ERROR */
export const briefingDaily = defineRead({
  name: "briefing.daily",
  title: "Daily briefing",
  description:
    "The day: appointments with customers, arrivals and departures, leads, overdue invoices, reminders, unanswered messages, what waits for a person, gaps, what has changed. Answers 'What's on today?'; `text` can be read aloud.",
  scopes: ["office:read"],
  uses: [
    ...["contact.identify", "ticket.numbers", "lead.query", "invoice.query", "money.news"],
    ...["conversation.waiting", "authorization.waiting"],
  ],
  input: z.strictObject({
    date: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .optional()
      .describe("'YYYY-MM-DD', 'tomorrow'; today when left out."),
    include_week_preview: z.boolean().default(false),
  }),
  output: briefing,
  example: { include_week_preview: true },
  summary: ({ text }) => text,
  untrustedPeers: ({ words_of = [] }) => words_of,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ date: said, include_week_preview }, ctx) {
    const zone = ctx.settings.get("business.zone");
    const today = localMoment(zone, ctx.now).date;
    const date = said === undefined ? today : await dayIn(said, today, ctx);
    const [from, until] = [instantOf(zone, date, 0), instantOf(zone, dateAfter(date, 1), 0)];
    const rows = (await appointmentsBetween(ctx.db, { from, until, limit: 100 })).filter(
      ({ state }) => state !== "cancelled",
    );
    const last = await lastBriefing(ctx.db, ctx.now);
    const since = last?.at ?? ctx.now - day;
    const [views, gaps, booked, money, waiting, requests, guests] = await Promise.all([
      viewAppointments(rows, ctx),
      gapsOf(date, rows, ctx),
      bookedSince(ctx.db, since),
      moneyFor(since, ctx),
      ctx.use<{ count: number; who: { phone: string; name: string | null }[] }>("conversation.waiting", {
        limit: 5,
      }),
      ctx.use<{ count: number; operations: string[] }>("authorization.waiting", { limit: 5 }),
      guestsShown(date, ctx),
    ]);
    const reminders = await remindersFor(date, until, ctx);
    const wordsOf = [...money.leads, ...reminders].flatMap(({ words_of: of = [] }) => of);
    const found: Omit<Briefing, "text"> = {
      ...{ date, day: spokenDate(date), is_today: date === today, zone },
      appointments: views.filter(({ status }) => status !== "held").map(short),
      ...guests,
      leads: money.leads.map(({ words_of: _of, ...lead }) => lead),
      overdue_invoices: money.overdue,
      reminders: reminders.map(({ words_of: _of, ...reminder }) => reminder),
      unanswered: { count: waiting.count, who: waiting.who.map(({ name, phone }) => name ?? phone) },
      pending_authorizations: { count: requests.count, what: requests.operations },
      gaps: gaps.map(({ technician: _technician, ...gap }) => gap),
      changes: {
        since: isoIn(zone, since),
        ...booked,
        new_leads: money.news.leads,
        accepted_quotes: money.news.accepted_quotes,
        received: money.news.received,
      },
      flagged_payments: money.news.flagged_payments,
      week: include_week_preview ? await weekFrom(date, ctx) : null,
      ...(wordsOf.length === 0 ? {} : { words_of: [...new Set(wordsOf)] }),
    };
    return {
      ...found,
      text: aloud(found, {
        business: ctx.settings.get("business.name"),
        inAll: money.news.in_all,
        givenBack: money.news.given_back,
        wasBriefed: last !== undefined,
      }),
    };
  },
});

async function dayIn(text: string, today: string, { settings }: OperationContext): Promise<string> {
  const read = await readSpokenDate(text, today, settings.get("business.region"));
  if (read) return read.date;
  throw new DeskError("VALIDATION_ERROR", "That is no day.", {
    fields: { date: ["'YYYY-MM-DD', 'today', 'tomorrow', 'next Monday'."] },
  });
}

function short(view: AppointmentView): Briefing["appointments"][number] {
  const { ticket_id, starts_at, ends_at, customer, services, address, technician, status, confirmed } = view;
  const minutes = Math.round((Date.parse(ends_at) - Date.parse(starts_at)) / 60_000);
  return {
    ...{ ticket_id, starts_at, customer, address, technician, status, confirmed },
    time: timeOfDay(starts_at),
    what: services.join(", ") || "Appointment",
    length: lengthOf(minutes),
  };
}

function lengthOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    ...(hours === 0 ? [] : [hours === 1 ? "1 hr" : `${hours} hrs`]),
    ...(rest === 0 ? [] : [`${rest} min`]),
  ];
  return parts.join(" ");
}

interface Lead {
  id: string;
  name: string | null;
  urgency: string;
  interest: string | null;
  follow_up: string | null;
  words_of?: string[];
}

interface Invoice {
  id: string;
  number: string | null;
  customer: { name: string | null };
  balance: string;
  days_overdue: number | null;
}

interface News {
  leads: number;
  received: string[];
  given_back: string[];
  accepted_quotes: number;
  flagged_payments: number;
  in_all: { leads: number; overdue: number };
}

async function moneyFor(since: number, ctx: OperationContext) {
  const [leads, invoices, news] = await Promise.all([
    ctx.use<{ items: Lead[] }>("lead.query", { filters: { status: "open" }, limit: most }),
    ctx.use<{ items: Invoice[] }>("invoice.query", { filters: { status: "overdue" }, limit: most }),
    ctx.use<News>("money.news", { since }),
  ]);
  const rank = { high: 0, medium: 1, low: 2 } as Record<string, number>;
  return {
    leads: leads.items
      .map(({ id, name, urgency, interest, follow_up, words_of = [] }) => ({
        ...{ id, name, urgency, interest, follow_up, words_of },
      }))
      .sort((a, b) => (rank[a.urgency] ?? 1) - (rank[b.urgency] ?? 1)),
    overdue: invoices.items.map(({ id, number, customer, balance, days_overdue }) => ({
      ...{ invoice_id: id, number, customer: customer.name, balance, days_overdue: days_overdue ?? 0 },
    })),
    news,
  };
}

async function guestsShown(date: string, ctx: OperationContext) {
  const { arrivals, departures } = await guestsOf(date, ctx);
  const shown = async (rows: typeof arrivals) =>
    (await viewStays(rows, ctx)).map(({ guest, property_name: property, unit }) => ({
      guest,
      property,
      unit,
    }));
  return { arrivals: await shown(arrivals), departures: await shown(departures) };
}

/** Who comes and who goes on a day. */
async function guestsOf(date: string, ctx: OperationContext) {
  const [arrivals, departures] = await Promise.all([
    staysThat(ctx.db, { arrival: date, limit: mostGuests }),
    staysThat(ctx.db, { departure: date, limit: mostGuests }),
  ]);
  return { arrivals, departures };
}

async function remindersFor(date: string, until: number, ctx: OperationContext) {
  const rows = await remindersThat(ctx.db, { isDone: false, until, limit: most });
  const views = await viewReminders(rows, ctx);
  return views.map(({ id, content, due_at, overdue, words_of = [] }) => ({
    ...{ id, content, overdue, words_of },
    due: due_at.slice(0, 10) === date ? timeOfDay(due_at) : spoken(due_at, ctx.now),
  }));
}

async function weekFrom(date: string, ctx: OperationContext) {
  const zone = ctx.settings.get("business.zone");
  const until = instantOf(zone, dateAfter(date, 8), 0);
  const rows = await appointmentsBetween(ctx.db, {
    from: instantOf(zone, dateAfter(date, 1), 0),
    until,
    limit: 500,
  });
  const week = Array.from({ length: 7 }, (_, at) => dateAfter(date, at + 1));
  return await Promise.all(
    week.map(async (each) => {
      const { arrivals, departures } = await guestsOf(each, ctx);
      return {
        date: each,
        day: spokenDate(each).split(" ")[0] ?? each,
        appointments: rows.filter(
          ({ startsAt, state }) =>
            (state === "booked" || state === "done") && localMoment(zone, startsAt).date === each,
        ).length,
        arrivals: arrivals.length,
        departures: departures.length,
      };
    }),
  );
}
