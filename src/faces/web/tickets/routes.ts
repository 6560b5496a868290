import { createElement } from "hono/jsx";
import { roleScopes } from "#domains/people/roles.ts";
import { namesFor } from "#faces/web/parts/names.ts";
import { settingsPage, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { DeskError } from "#src/errors.ts";
import type { TicketAppointment } from "./appointment.tsx";
import { Ticket, type WholeTicket } from "./ticket.tsx";
import { statusWords } from "./ticket-entry.tsx";
import { Tickets, type TicketsPage } from "./tickets.tsx";

/** `/tickets` and `/tickets/<number>`: the helpdesk for people. */
export function ticketRoutes(parts: DoorParts) {
  return { list, ...ticketPage(parts) };

  function list(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const { signedIn, run } = turn;
      const named = (name: string) => (c.req.query(name) ?? "").trim().slice(0, 200);
      const [status, words, cursor] = [statusIn(named("status")), named("q"), named("cursor")];
      const isNumber = /^[+(\d][\d\s().-]{5,}$/.test(words) && words.replaceAll(/\D/g, "").length >= 7;
      const { tickets, nextCursor } = await run<Pick<TicketsPage, "tickets"> & { nextCursor: string | null }>(
        "ticket.list",
        {
          status,
          ...(words ? (isNumber ? { phoneNumber: words } : { words }) : {}),
          ...(cursor ? { cursor } : {}),
          limit: 30,
        },
      );
      const given = { status, ...(words ? { q: words } : {}) };
      const older =
        nextCursor === null ? undefined : `/tickets?${new URLSearchParams({ ...given, cursor: nextCursor })}`;
      const reader = await readerOf(signedIn, c, parts);
      const filter = { status, words };
      return await page(
        createElement(Tickets, {
          business: parts.business(),
          reader,
          tickets,
          names: await namesFor(
            tickets.map(({ caller }) => caller),
            turn,
          ),
          filter,
          here: c.req.path + new URL(c.req.url).search,
          older,
        }),
      );
    });
  }
}

/** What is asked for, where there is such a status. */
function statusIn(text: string): string {
  return text === "any" || Object.hasOwn(statusWords, text) ? text : "any_open";
}

function ticketPage(parts: DoorParts) {
  const ticketId = ({ c }: Turn) => (c.req.param("number") ?? "").slice(0, 60);
  const mayWrite = ({ signedIn }: Turn) => roleScopes(signedIn.person.role).has("helpdesk:write");
  const requireWriter = (turn: Turn) => {
    if (!mayWrite(turn)) throw new DeskError("FORBIDDEN", "You may read tickets and not change them.");
  };
  return settingsPage<never>(
    {
      acts: {
        async note(form, turn) {
          requireWriter(turn);
          await turn.run("ticket.append_note", { ticketId: ticketId(turn), note: form.get("note") });
          return { done: "The note is there." };
        },
        async move(form, turn) {
          requireWriter(turn);
          const status = form.get("status") ?? "";
          const reasoning = "By hand, on the ticket’s page.";
          await turn.run("ticket.set_status", { ticketId: ticketId(turn), status, reasoning });
          return { done: `The ticket is ${statusWords[status]} now.` };
        },
        async assign(form, turn) {
          requireWriter(turn);
          const assignee = (form.get("assignee") ?? "").trim() || null;
          await turn.run("ticket.assign", { ticketId: ticketId(turn), assignee });
          return { done: assignee === null ? "Nobody looks after it now." : "The name is saved." };
        },
      },
      async show(turn, { problem, done }, status) {
        const whole = await turn.run<WholeTicket>("ticket.get", { ticketId: ticketId(turn) });
        const asked = { id: ticketId(turn), include: ["line_items"] };
        const { items } = await turn.run<{ items: TicketAppointment[] }>("ticket.query", asked);
        const { names } = await turn.run<{ names: string[] }>("person.names", {});
        const content = createElement(Ticket, {
          ...whole,
          people: names,
          office: items[0] ?? { appointment: null },
          business: parts.business(),
          reader: await readerOf(turn.signedIn, turn.c, parts),
          mayWrite: mayWrite(turn),
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
