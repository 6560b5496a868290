/** @jsxImportSource hono/jsx */
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { Layout, Older, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { spoken } from "#platform/zone.ts";

export interface TicketsPage {
  business: string;
  reader: Reader;
  tickets: TicketView[];
  /** What is looked for. */
  filter: { status: string; words: string };
  /** The address of the next page; undefined on the last one. */
  older: string | undefined;
}

/** A status in the owner's words. */
export const statusWords: Record<string, string> = {
  open: "open",
  scheduled: "scheduled",
  in_progress: "in progress",
  completed: "completed",
  cancelled: "cancelled",
  closed: "closed",
};

const choices = [
  ["any_open", "what is open"],
  ["any", "all of them"],
  ...Object.entries(statusWords),
] as const;

/** Tickets, newest first. */
export function Tickets({ business, reader, tickets, filter, older }: TicketsPage) {
  return (
    <Layout title="Tickets" business={business} reader={reader}>
      <search>
        <form method="get" class="row">
          <span>
            <label for="status">Show</label>
            <select id="status" name="status">
              {choices.map(([value, words]) => (
                <option value={value} selected={value === filter.status}>
                  {words}
                </option>
              ))}
            </select>
          </span>
          <span>
            <label for="q">Words in it, its number, or a caller’s</label>
            <input id="q" name="q" value={filter.words} autocomplete="off" />
          </span>
          <button type="submit" class="second">
            Search
          </button>
        </form>
      </search>
      {tickets.length === 0 ? (
        <p>
          {filter.words || filter.status !== "any_open"
            ? "There is no ticket like that."
            : "Nothing is open. A voice agent opens tickets by handing callers over, and assistants can too."}
        </p>
      ) : (
        <ul class="cards">
          {tickets.map((ticket) => (
            <li>
              <h2>
                <a class="go" href={`/tickets/${ticket.ticketId.replace("TKT-", "")}`}>
                  {ticket.ticketId}: {visibleText(ticket.category, 60)}
                </a>
              </h2>
              <p>{visibleText(gistOf(ticket.untrustedDescription), 200)}</p>
              <p class="quiet">
                {statusWords[ticket.status] ?? ticket.status}
                {ticket.priority === "normal" ? "" : `, ${ticket.priority}`}
                {ticket.assignee ? `, ${visibleText(ticket.assignee, 60)}` : ""}
                {ticket.caller ? `, from ${ticket.caller}` : ""}, {spoken(ticket.createdAt)}
              </p>
            </li>
          ))}
        </ul>
      )}
      <Older href={older} />
    </Layout>
  );
}

/** Of a voice agent's note the summary, else the text itself. */
function gistOf(description: string): string {
  return /^Summary: (.+)$/m.exec(description)?.[1] ?? description;
}
