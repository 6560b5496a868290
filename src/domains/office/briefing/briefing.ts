import * as z from "zod";

const appointment = z.object({
  ticket_id: z.string(),
  time: z.string().describe("As people say it."),
  starts_at: z.string(),
  customer: z.object({ id: z.string(), name: z.string().nullable(), phone: z.string().nullable() }),
  what: z.string(),
  length: z.string(),
  address: z.string().nullable(),
  technician: z.string().nullable(),
  status: z.string(),
  confirmed: z.boolean(),
});
const stay = z.object({ guest: z.string().nullable(), property: z.string(), unit: z.string().nullable() });

/** The day in short, as tools and whoever reads it aloud have it. */
export const briefing = z.object({
  date: z.string(),
  day: z.string().describe("As people say it."),
  is_today: z.boolean(),
  zone: z.string(),
  appointments: z.array(appointment),
  arrivals: z.array(stay),
  departures: z.array(stay),
  leads: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      urgency: z.string(),
      interest: z.string().nullable(),
      follow_up: z.string().nullable(),
    }),
  ),
  overdue_invoices: z.array(
    z.object({
      invoice_id: z.string(),
      number: z.string().nullable(),
      customer: z.string().nullable(),
      balance: z.string(),
      days_overdue: z.int(),
    }),
  ),
  reminders: z.array(
    z.object({ id: z.string(), content: z.string(), due: z.string(), overdue: z.boolean() }),
  ),
  unanswered: z.object({ count: z.int(), who: z.array(z.string()) }),
  pending_authorizations: z.object({ count: z.int(), what: z.array(z.string()) }),
  gaps: z.array(z.object({ from: z.string(), until: z.string(), minutes: z.int(), said: z.string() })),
  changes: z.object({
    since: z.string(),
    booked: z.int(),
    cancelled: z.int(),
    new_leads: z.int(),
    accepted_quotes: z.int(),
    received: z.array(z.string()),
  }),
  flagged_payments: z.int().describe("Payments that settle nothing: to be given back or kept."),
  week: z
    .array(
      z.object({
        date: z.string(),
        day: z.string(),
        appointments: z.int(),
        arrivals: z.int(),
        departures: z.int(),
      }),
    )
    .nullable(),
  text: z.string().describe("All of it, short enough to be read aloud."),
  words_of: z.array(z.string()).optional(),
});

export type Briefing = z.infer<typeof briefing>;
