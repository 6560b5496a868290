import { createElement } from "hono/jsx";
import type { QuoteView as QuoteShown } from "#domains/money/quotes/quote.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { NewPaper, type PaperGiven } from "#faces/web/invoices/new-invoice.tsx";
import { blankPaper, linesFor, paperGiven } from "#faces/web/invoices/paper-form.ts";
import type { PaperShown } from "#faces/web/parts/paper.tsx";
import { settingsPage, type Told, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import {
  type DoorContext,
  type DoorParts,
  readerOf,
  type Turn,
  whereItWaits,
} from "#faces/web/shell/visit.ts";
import { Quotes, QuoteView, quoteShows } from "./quotes.tsx";

interface Found<Item> {
  items: Item[];
  next_cursor: string | null;
}

const reasoning = "Done by hand on the page of the quote";

/** `/quotes`, one by its id, and `/quotes/new`. */
export function quotesRoutes(parts: DoorParts) {
  const idOf = ({ c }: Turn) => (c.req.param("id") ?? "").slice(0, 60);
  const mayWrite = ({ signedIn }: Turn) => roleScopes(signedIn.person.role).has("office:write");
  const currency = () => parts.settings().get("business.currency");
  const one = settingsPage<PaperGiven>(
    {
      acts: {
        async create(form, { run }) {
          const given = paperGiven(form);
          const { items } = await run<Found<{ name: string }>>("service.query", { limit: 100 });
          const { quote } = await run<{ quote: QuoteShown }>("quote.create", {
            customer_identifier: given.customer,
            lines: linesFor(given, items, currency()),
            valid_days: Number(given.days),
            ...(given.notes === "" ? {} : { notes: given.notes }),
          });
          return { goTo: `/quotes/${quote.id}` };
        },
        async send(form, turn) {
          const asked = await turn.ask<{ sent_by: { way: string }[]; why: string | null }>("quote.send", {
            ...{ quote: idOf(turn), send_by: form.get("by") ?? "auto", reasoning },
          });
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          const said = asked.output.sent_by.map(({ way }) => way).join(" and ");
          return {
            done: said ? `It is on its way by ${said}.` : `Its page is there. ${asked.output.why ?? ""}`,
          };
        },
        async book(form, turn) {
          const time = form.get("time")?.trim() ?? "";
          const { when } = await turn.run<{ when: string | null }>("quote.book", {
            ...{ quote: idOf(turn), requested_date: form.get("date") },
            ...(time === "" ? {} : { requested_time: time }),
          });
          return { done: when === null ? "It is booked." : `It is booked: ${when}.` };
        },
        async withdraw(_form, turn) {
          await turn.run("quote.withdraw", { quote: idOf(turn), reasoning });
          return { done: "It is withdrawn." };
        },
      },
      keepsOnProblem: paperGiven,
      show: (turn, told, status) =>
        idOf(turn) === "new" ? showNew(turn, told, status) : showOne(turn, told, status),
    },
    parts,
  );
  return { list, ...one };

  async function showOne(turn: Turn, { problem, done }: Told<PaperGiven>, status: number): Promise<Response> {
    const found = await turn.run<{ quote: QuoteShown; paper: PaperShown }>("quote.see", { id: idOf(turn) });
    const content = createElement(QuoteView, {
      ...found,
      business: parts.business(),
      reader: await readerOf(turn.signedIn, turn.c, parts),
      ...{ mayWrite: mayWrite(turn), problem, done },
    });
    return await page(content, status);
  }

  async function showNew(turn: Turn, { problem, wrong, fresh }: Told<PaperGiven>, status: number) {
    const customer = turn.c.req.query("customer")?.slice(0, 200) ?? "";
    const { items } = await turn.run<Found<{ id: string; name: string; price: string | null }>>(
      "service.query",
      {
        limit: 100,
      },
    );
    const content = createElement(NewPaper, {
      business: parts.business(),
      reader: await readerOf(turn.signedIn, turn.c, parts),
      ...{ kind: "quote" as const, currency: currency(), services: items, problem, wrong },
      given: fresh ?? blankPaper(customer, parts.settings().get("money.quote_days")),
    });
    return await page(content, status);
  }

  function list(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const asked = c.req.query("show") ?? "";
      const show = quoteShows.some(([name]) => name === asked) ? asked : "";
      const words = (c.req.query("q") ?? "").trim().slice(0, 200);
      const cursor = c.req.query("after")?.slice(0, 200);
      const { items, next_cursor } = await turn.run<Found<QuoteShown>>("quote.query", {
        ...(show ? { filters: { status: show } } : {}),
        ...(words ? { search: words } : {}),
        ...(cursor ? { cursor } : {}),
        limit: 30,
      });
      const content = createElement(Quotes, {
        business: parts.business(),
        reader: await readerOf(turn.signedIn, c, parts),
        ...{ show, words, quotes: items, mayWrite: mayWrite(turn) },
        more: next_cursor
          ? `/quotes?${new URLSearchParams({ show, q: words, after: next_cursor })}`
          : undefined,
      });
      return await page(content);
    });
  }
}
