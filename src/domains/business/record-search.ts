import * as z from "zod";
import { publicAddress } from "#operation/desk-services.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import {
  contactTitle,
  type Known,
  nameOf,
  pageAddress,
  type Said,
  saidTitle,
  type Ticket,
  ticketTitle,
} from "./record.ts";

const mostContacts = 5;
const mostTexts = 15;
const mostTickets = 5;

/** Everything the business has, by words: for clients that look first and read what they have found by its id. */
export const recordSearch = defineRead({
  name: "record.search",
  title: "Search contacts, texts and tickets",
  description:
    "Searches contacts, texts and tickets by words or digits of a number, and gives the id, title and page of what fits best. Read one with fetch. Several plain words work better than a sentence.",
  scopes: ["phone:read"],
  uses: ["contact.search", "contact.look_up", "message.search", "ticket.search"],
  input: z.strictObject({ query: z.string().trim().min(1).max(500) }),
  output: z.object({
    results: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })),
  }),
  example: { query: "boiler noise" },
  summary: ({ results }) => `${counted(results.length, "result")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ query }, ctx) {
    const { contacts } = await ctx.use<{ contacts: Known[] }>("contact.search", {
      query,
      limit: mostContacts,
    });
    const { messages } = await ctx.use<{ messages: Said[] }>("message.search", { query, limit: mostTexts });
    const nameOf = namesIn(ctx);
    const baseUrl = ctx.service(publicAddress);
    const texts = [];
    for (const said of messages) {
      const peer = said.direction === "inbound" ? said.from : said.to;
      texts.push({
        id: said.id,
        title: saidTitle(said, await nameOf(peer)),
        url: pageAddress(baseUrl, said.id),
      });
    }
    const known = contacts.map((contact) => ({
      id: contact.id,
      title: contactTitle(contact),
      url: pageAddress(baseUrl, contact.id),
    }));
    return { results: [...known, ...(await ticketsFor(query, ctx)), ...texts] };
  },
});

/** Tickets with these words, for whoever may read tickets. */
async function ticketsFor(query: string, ctx: OperationContext) {
  if (!ctx.principal.scopes.has("helpdesk:read")) return [];
  const asked = { query, limit: mostTickets };
  const { tickets } = await ctx.use<{ tickets: Ticket[] }>("ticket.search", asked);
  return tickets.map((ticket) => ({ id: ticket.id, title: ticketTitle(ticket), url: ticket.ticketUrl }));
}

/** Each number is looked up once. */
function namesIn(ctx: OperationContext): (phone: string) => Promise<string> {
  const names = new Map<string, string>();
  return async (phone) => {
    const known = names.get(phone);
    if (known !== undefined) return known;
    const { contact } = await ctx.use<{ contact: Known | null }>("contact.look_up", { phone });
    const name = contact?.name ? `${nameOf(contact)} (${phone})` : phone;
    names.set(phone, name);
    return name;
  };
}
