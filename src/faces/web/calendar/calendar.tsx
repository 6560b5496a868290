/** @jsxImportSource hono/jsx */
import { Badge } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { FilterBar } from "#faces/web/parts/filter-bar.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Places } from "#faces/web/parts/places.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { dateAfter, spokenDate } from "#platform/zone.ts";
import { Booking, type BookingGiven } from "./booking-form.tsx";

export interface CalendarAppointment {
  id: string;
  ticket_id: string;
  status: string;
  customer: { id: string; name: string | null; phone: string | null };
  services: string[];
  from: string;
  until: string;
  local_time: string;
  arrival_window: string | null;
  technician: string | null;
  address: string | null;
  notes: string | null;
  confirmed: boolean;
}

export interface CalendarDay {
  date: string;
  said: string;
  hours: string | null;
  appointments: CalendarAppointment[];
  busy: { who: string; from: string; until: string }[];
  stays: { id: string; guest: string | null; property_name: string; unit: string | null; arrival: string }[];
}

export interface CalendarPage {
  business: string;
  reader: Reader;
  view: "day" | "week";
  date: string;
  today: string;
  zone: string;
  team: { id: string; name: string }[];
  technician: string;
  days: CalendarDay[];
  services: { id: string; name: string }[];
  mayWrite: boolean;
  given: BookingGiven | undefined;
  wrong?: Readonly<Record<string, string>> | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

/** Appointments by day or week: each is booked, moved and cancelled here, by the keyboard too. */
export function Calendar(page: CalendarPage) {
  const { business, reader, view, date, today, zone, team, technician, days, problem, done } = page;
  const step = view === "day" ? 1 : 7;
  const at = (to: string, as = view) => {
    const asked = { view: as, date: to, ...(technician ? { technician } : {}) };
    return `/calendar?${new URLSearchParams(asked)}`;
  };
  const title = view === "day" ? spokenDate(date) : `Week of ${spokenDate(date)}`;
  return (
    <Layout title="Calendar" business={business} reader={reader} isWorking={view === "week"}>
      <Notice problem={problem} done={done} />
      <FilterBar button="Show">
        <input type="hidden" name="view" value={view} />
        <input type="date" name="date" value={date} aria-label="Day" required />
        {team.length > 1 ? (
          <select name="technician" aria-label="Who">
            <option value="">Everybody</option>
            {team.map(({ id, name }) => (
              <option value={id} selected={id === technician}>
                {name}
              </option>
            ))}
          </select>
        ) : null}
      </FilterBar>
      <Places
        label="Day or week"
        at={view}
        places={[
          { name: "day", href: at(date, "day"), text: "Day" },
          { name: "week", href: at(date, "week"), text: "Week" },
        ]}
      />
      <nav class="turn" aria-label={view === "day" ? "Other days" : "Other weeks"}>
        <a class="go" href={at(dateAfter(date, -step))} rel="prev">
          {view === "day" ? "Day before" : "Week before"}
        </a>
        {date === today ? null : (
          <a class="go" href={at(today)}>
            Today
          </a>
        )}
        <a class="go" href={at(dateAfter(date, step))} rel="next">
          {view === "day" ? "Day after" : "Week after"}
        </a>
      </nav>
      {view === "day" ? (
        <>
          <h2>{title}</h2>
          {days.map((day) => (
            <OneDay day={day} page={page} />
          ))}
        </>
      ) : (
        <div class="week-of">
          {days.map((day) => (
            <section aria-labelledby={`day-${day.date}`} class={day.date === today ? "is-today" : undefined}>
              <h2 id={`day-${day.date}`}>
                <a href={at(day.date, "day")}>{day.said.replace(/ \d{4}$/, "")}</a>
              </h2>
              <OneDay day={day} page={page} isBrief />
            </section>
          ))}
        </div>
      )}
      <p class="quiet">All times are by the clocks of {zone.replaceAll("_", " ")}.</p>
      {page.mayWrite ? <Booking {...page} /> : null}
    </Layout>
  );
}

function OneDay({ day, page, isBrief = false }: { day: CalendarDay; page: CalendarPage; isBrief?: boolean }) {
  const { appointments, hours, busy, stays } = day;
  return (
    <>
      <p class="quiet">{hours ?? "Closed"}</p>
      {stays.map(({ guest, property_name, unit, arrival }) => (
        <p class="stay">
          {arrival === day.date ? "Arrives: " : "Stays: "}
          {visibleText([guest ?? "a guest", property_name, unit].filter(Boolean).join(", "), 160)}
        </p>
      ))}
      {appointments.length === 0 ? (
        isBrief ? (
          <p class="quiet">Nothing</p>
        ) : (
          <Empty icon="calendar" title="Nothing is booked" />
        )
      ) : (
        <ol class="times">
          {appointments.map((appointment) => (
            <li>
              <Appointment appointment={appointment} page={page} isBrief={isBrief} date={day.date} />
            </li>
          ))}
        </ol>
      )}
      {busy.map(({ who, from, until }) => (
        <p class="quiet">
          {who} is busy elsewhere, {from} to {until}
        </p>
      ))}
    </>
  );
}

function Appointment({
  appointment,
  page,
  isBrief,
  date,
}: {
  appointment: CalendarAppointment;
  page: CalendarPage;
  isBrief: boolean;
  date: string;
}) {
  const { ticket_id, customer, services, from, until, technician, address, notes, confirmed, status } =
    appointment;
  const who = visibleText(customer.name ?? customer.phone ?? "Somebody", 120);
  const href = `/tickets/${ticket_id.replace("TKT-", "")}`;
  return (
    <article class="card">
      <p class="when">
        <strong>{from}</strong> to {until}
        {status === "held" ? <Badge state="waiting">held</Badge> : null}
        {status === "done" ? <Badge state="done">done</Badge> : null}
        {confirmed && status === "booked" ? <Badge state="done">confirmed</Badge> : null}
      </p>
      <h3>
        <a href={href}>{who}</a>
      </h3>
      {services.length > 0 ? <p>{visibleText(services.join(", "), 200)}</p> : null}
      {technician ? <p class="quiet">{visibleText(technician, 120)}</p> : null}
      {isBrief || !address ? null : <p class="quiet">{visibleText(address, 300)}</p>}
      {isBrief || !notes ? null : <p class="quiet">{visibleText(notes, 600)}</p>}
      {page.mayWrite && !isBrief && status === "booked" ? (
        <Changes appointment={appointment} who={who} page={page} date={date} />
      ) : null}
    </article>
  );
}

/** Moving and cancelling, by fields and buttons: nothing has to be dragged. */
function Changes({
  appointment: { id, local_time },
  who,
  page,
  date,
}: {
  appointment: CalendarAppointment;
  who: string;
  page: CalendarPage;
  date: string;
}) {
  return (
    <details>
      <summary aria-label={`Move or cancel: ${who}`}>Move or cancel</summary>
      <form method="post">
        <input type="hidden" name="form" value={page.reader.token} />
        <input type="hidden" name="id" value={id} />
        <div class="row">
          <span>
            <label for={`date-${id}`}>Day</label>
            <input id={`date-${id}`} type="date" name="date" value={date} required />
          </span>
          <span>
            <label for={`time-${id}`}>Time</label>
            <input id={`time-${id}`} type="time" name="time" value={local_time} required />
          </span>
          <button type="submit" name="action" value="move">
            Move
          </button>
        </div>
      </form>
      <form method="post">
        <input type="hidden" name="form" value={page.reader.token} />
        <input type="hidden" name="id" value={id} />
        <div class="row">
          <span>
            <label for={`why-${id}`}>Why it is cancelled</label>
            <input id={`why-${id}`} name="why" maxlength={500} required />
          </span>
          <button type="submit" name="action" value="cancel" class="danger">
            Cancel it
          </button>
        </div>
      </form>
    </details>
  );
}
