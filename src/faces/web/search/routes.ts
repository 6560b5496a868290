import { createElement } from "hono/jsx";
import type { ContactView } from "#domains/contacts/view.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import type { MessageView } from "#domains/phone/view.ts";
import { namesFor } from "#faces/web/parts/names.ts";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { type Found, Search } from "./search.tsx";

/** How many of each kind are shown. */
const most = 8;

/** `GET /search?q=`: one search over contacts, tickets and texts. */
export function searchRoute(parts: DoorParts) {
  return (c: DoorContext): Promise<Response> =>
    withReader(c, parts, async (turn) => {
      const words = (c.req.query("q") ?? "").trim().slice(0, 200);
      const nothing: Found = { contacts: [], tickets: [], texts: [], names: {} };
      const content = createElement(Search, {
        business: parts.business(),
        reader: await readerOf(turn.signedIn, c, parts),
        words,
        ...(words ? await foundBy(words, turn) : nothing),
      });
      return await page(content);
    });
}

async function foundBy(words: string, turn: Turn): Promise<Found> {
  const { run } = turn;
  const [{ contacts }, { tickets }, { messages }] = await Promise.all([
    run<{ contacts: ContactView[] }>("contact.browse", { words }),
    run<{ tickets: TicketView[] }>("ticket.list", { status: "any", words, limit: most }),
    run<{ messages: MessageView[] }>("message.search", { query: words, limit: most }),
  ]);
  const phones = [
    ...tickets.map(({ caller }) => caller),
    ...messages.map(({ direction, from, to }) => (direction === "inbound" ? from : to)),
  ];
  return {
    contacts: contacts.slice(0, most),
    tickets,
    texts: messages,
    names: await namesFor(phones, turn),
  };
}
