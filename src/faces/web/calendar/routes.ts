import { createElement } from "hono/jsx";
import { roleScopes } from "#domains/people/roles.ts";
import { settingsPage, type Told } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, type Turn, whereItWaits } from "#faces/web/shell/visit.ts";
import { dateAfter } from "#platform/zone.ts";
import type { BookingGiven } from "./booking-form.tsx";
import { Calendar, type CalendarDay } from "./calendar.tsx";

interface Browsed {
  today: string;
  zone: string;
  team: { id: string; name: string }[];
  days: CalendarDay[];
}

/** `/calendar`: what is booked, by day and week. */
export function calendarRoutes(parts: DoorParts) {
  const mayWrite = ({ signedIn }: Turn) => roleScopes(signedIn.person.role).has("office:write");
  const given = (form: URLSearchParams): BookingGiven => ({
    customer: form.get("customer") ?? "",
    date: form.get("date") ?? "",
    time: form.get("time") ?? "",
    service: form.get("service") ?? "",
    notes: form.get("notes") ?? "",
  });

  return settingsPage<BookingGiven>(
    {
      acts: {
        async book(form, { run }) {
          const { customer, date, time, service, notes } = given(form);
          const { appointment } = await run<{ appointment: { when: string } }>("appointment.schedule", {
            ...{ customer_identifier: customer, requested_date: date, requested_time: time },
            services: service === "" ? [] : [service],
            ...(notes === "" ? {} : { notes }),
            send_confirmation: form.get("tells") === "yes",
          });
          return { done: `Booked: ${appointment.when}.` };
        },
        async move(form, { run }) {
          const moved = await run<{ moved: boolean; new: { when: string } }>("appointment.reschedule", {
            ticket_id: form.get("id"),
            new_date: form.get("date"),
            new_time: form.get("time"),
          });
          return { done: moved.moved ? `Moved to ${moved.new.when}.` : "It is at that time already." };
        },
        async cancel(form, turn) {
          const asked = await turn.ask("ticket.cancel", { id: form.get("id"), reasoning: form.get("why") });
          return asked.waits === undefined ? { done: "It is cancelled." } : whereItWaits(asked.waits, turn);
        },
      },
      keepsOnProblem: given,
      show,
    },
    parts,
  );

  async function show(turn: Turn, told: Told<BookingGiven>, status: number): Promise<Response> {
    const { c, signedIn, run } = turn;
    const view = c.req.query("view") === "week" ? "week" : "day";
    const asked = c.req.query("date") ?? "";
    const technician = (c.req.query("technician") ?? "").slice(0, 60);
    const wanted = /^\d{4}-\d\d-\d\d$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : undefined;
    const first = wanted !== undefined && view === "week" ? mondayOf(wanted) : wanted;
    const input = (date: string | undefined) => ({
      days: view === "week" ? 7 : 1,
      ...(date === undefined ? {} : { date }),
      ...(technician === "" ? {} : { technician }),
    });
    let found = await run<Browsed>("calendar.browse", input(first));
    if (first === undefined && view === "week")
      found = await run<Browsed>("calendar.browse", input(mondayOf(found.today)));
    const services = mayWrite(turn)
      ? (await run<{ items: { id: string; name: string }[] }>("service.query", { limit: 100 })).items
      : [];
    const { problem, wrong, done, fresh } = told;
    const content = createElement(Calendar, {
      business: parts.business(),
      reader: await readerOf(signedIn, c, parts),
      ...found,
      ...{ view, technician, services, mayWrite: mayWrite(turn), problem, wrong, done },
      date: found.days[0]?.date ?? found.today,
      given: fresh?.customer ? fresh : undefined,
    });
    return await page(content, status);
  }
}

function mondayOf(date: string): string {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
  return dateAfter(date, -((weekday + 6) % 7));
}
