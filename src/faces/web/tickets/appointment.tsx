/** @jsxImportSource hono/jsx */
import { Badge } from "#faces/web/parts/badge.tsx";
import { visibleText } from "#platform/visible-text.ts";

/** The appointment that a ticket is, and what is charged for it. */
export interface TicketAppointment {
  appointment: {
    status: string;
    when: string;
    local_date: string;
    services: string[];
    address: string | null;
    technician: string | null;
    arrival_window: string | null;
    notes: string | null;
    confirmed: boolean;
    moved_from: string | null;
    moved_to: string | null;
  } | null;
  line_items?: { description: string; quantity: number; amount: string }[];
  total?: string;
}

/** When it is, where, who comes, and what it costs. */
export function Appointment({ appointment, line_items = [], total }: TicketAppointment) {
  if (!appointment && line_items.length === 0) return null;
  const link = (number: string) => <a href={`/tickets/${number.replace("TKT-", "")}`}>{number}</a>;
  return (
    <>
      {appointment ? (
        <>
          <h2>Appointment</h2>
          <dl class="facts">
            <dt>When</dt>
            <dd>
              <a href={`/calendar?${new URLSearchParams({ date: appointment.local_date })}`}>
                {appointment.when}
              </a>{" "}
              {appointment.status === "held" ? <Badge state="waiting">held</Badge> : null}
              {appointment.confirmed ? <Badge state="done">confirmed</Badge> : null}
            </dd>
            {[
              ["They come", appointment.arrival_window],
              ["What for", appointment.services.join(", ") || null],
              ["Where", appointment.address],
              ["Who", appointment.technician],
              ["Notes", appointment.notes],
            ].map(([label, text]) =>
              text ? (
                <>
                  <dt>{label}</dt>
                  <dd>{visibleText(text, 600)}</dd>
                </>
              ) : null,
            )}
            {appointment.moved_from ? (
              <>
                <dt>Moved from</dt>
                <dd>{link(appointment.moved_from)}</dd>
              </>
            ) : null}
            {appointment.moved_to ? (
              <>
                <dt>Moved to</dt>
                <dd>{link(appointment.moved_to)}</dd>
              </>
            ) : null}
          </dl>
        </>
      ) : null}
      {line_items.length > 0 ? (
        <>
          <h2>What is charged</h2>
          <ul>
            {line_items.map(({ description, quantity, amount }) => (
              <li>
                {visibleText(description, 300)}
                {quantity === 1 ? "" : `, ${quantity} times`}: {amount}
              </li>
            ))}
          </ul>
          <p>
            <strong>{total}</strong> in all
          </p>
        </>
      ) : null}
    </>
  );
}
