import { counted } from "#platform/words.ts";
import type { Briefing } from "./briefing.ts";

/** How many of a kind are named before the rest are only counted. */
const named = 4;

type Found = Omit<Briefing, "text">;

interface Beside {
  business: string;
  /** How many there are of what is listed only in part. */
  inAll: { leads: number; overdue: number };
  /** What was given back since then, in each currency. */
  givenBack: readonly string[];
  /** Whether the owner was ever sent one. */
  wasBriefed: boolean;
}

/** The day in sentences, short enough to be read aloud. */
export function aloud(found: Found, { business, inAll, givenBack, wasBriefed }: Beside): string {
  const head = found.is_today ? `${business}, ${found.day}.` : `${business} on ${found.day}.`;
  return [
    head,
    appointmentsIn(found),
    guestsIn(found),
    leadsIn(found, inAll.leads),
    overdueIn(found, inAll.overdue),
    remindersIn(found),
    waitingIn(found),
    gapsIn(found),
    changesIn(found, givenBack, wasBriefed),
    weekIn(found),
  ]
    .filter(Boolean)
    .join("\n");
}

function listed(parts: readonly string[], all = parts.length): string {
  const left = all - Math.min(parts.length, named);
  return [...parts.slice(0, named), ...(left > 0 ? [`${left} more`] : [])].join("; ");
}

function appointmentsIn({ appointments }: Found): string {
  if (appointments.length === 0) return "No appointments.";
  const lines = appointments
    .slice(0, 8)
    .map(
      ({ time, customer, what, length }) => `${time}: ${customer.name ?? "a customer"}, ${what} (${length})`,
    );
  const left = appointments.length - lines.length;
  const rest = left > 0 ? [`and ${left} more`] : [];
  return `${counted(appointments.length, "appointment")}. ${[...lines, ...rest].join("; ")}.`;
}

function guestsIn({ arrivals, departures }: Found): string {
  const say = (stays: Found["arrivals"], verb: string) =>
    stays.length === 0
      ? []
      : [`${verb}: ${listed(stays.map(({ guest, property }) => `${guest ?? "a guest"}, ${property}`))}.`];
  return [...say(arrivals, "Arriving"), ...say(departures, "Leaving")].join(" ");
}

function leadsIn({ leads }: Found, all: number): string {
  if (leads.length === 0) return "";
  const parts = leads.map(
    ({ name, urgency, interest }) =>
      `${name ?? "somebody"}${urgency === "high" ? " (high urgency)" : ""}${interest === null ? "" : `, ${brief(interest)}`}`,
  );
  return `${counted(all, "open lead")}. ${listed(parts, all)}.`;
}

function overdueIn({ overdue_invoices: invoices }: Found, all: number): string {
  if (invoices.length === 0) return "";
  const parts = invoices.map(
    ({ number, customer, balance, days_overdue: days }) =>
      `${number ?? "an invoice"} to ${customer ?? "a customer"}, ${balance}, ${counted(days, "day")} overdue`,
  );
  return `${counted(all, "overdue invoice")}. ${listed(parts, all)}.`;
}

function remindersIn({ reminders }: Found): string {
  if (reminders.length === 0) return "";
  return `To remember: ${listed(reminders.map(({ content }) => brief(content)))}.`;
}

function waitingIn(found: Found): string {
  const { unanswered, pending_authorizations: requests, flagged_payments: flagged } = found;
  const names = unanswered.who.slice(0, named).join(", ");
  return [
    ...(unanswered.count === 0
      ? []
      : [`${counted(unanswered.count, "conversation")} without an answer: ${names}.`]),
    ...(requests.count === 0 ? [] : [`${counted(requests.count, "request")} waiting for your word.`]),
    ...(flagged === 0 ? [] : [`${counted(flagged, "payment")} to be given back or kept.`]),
  ].join(" ");
}

function gapsIn({ gaps }: Found): string {
  return gaps.length === 0 ? "" : `Free: ${listed(gaps.map(({ said }) => said))}.`;
}

function changesIn(found: Found, givenBack: readonly string[], wasBriefed: boolean): string {
  const { changes } = found;
  const parts = [
    ...(changes.booked === 0 ? [] : [`${changes.booked} booked`]),
    ...(changes.cancelled === 0 ? [] : [`${changes.cancelled} cancelled`]),
    ...(changes.new_leads === 0 ? [] : [counted(changes.new_leads, "new lead")]),
    ...(changes.accepted_quotes === 0 ? [] : [`${counted(changes.accepted_quotes, "quote")} accepted`]),
    ...changes.received.map((amount) => `${amount} received`),
    ...givenBack.map((amount) => `${amount} given back`),
  ];
  // What has happened belongs to today; without a briefing before, to the last day.
  if (parts.length === 0 || !found.is_today) return "";
  return `${wasBriefed ? "Since the last briefing" : "In the last day"}: ${parts.join(", ")}.`;
}

function weekIn({ week }: Found): string {
  if (week === null) return "";
  const parts = week
    .filter(({ appointments, arrivals }) => appointments + arrivals > 0)
    .map(({ day, appointments, arrivals }) =>
      [`${day} ${appointments}`, ...(arrivals === 0 ? [] : [`${counted(arrivals, "arrival")}`])].join(", "),
    );
  return parts.length === 0 ? "Nothing is booked in the week after." : `The week after: ${parts.join("; ")}.`;
}

/** A few words of more: what is read aloud is not read whole. */
function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= 80 ? line : `${line.slice(0, 77).replace(/\s+\S*$/, "")}…`;
}
