import { createElement } from "hono/jsx";
import type { InvoiceView } from "#domains/money/invoices/invoice-view.ts";
import type { RecurringView } from "#domains/money/recurring/recurring.ts";
import { roleScopes } from "#domains/people/roles.ts";
import type { PaperShown } from "#faces/web/parts/paper.tsx";
import { pdfResponse } from "#faces/web/pay/routes.ts";
import { csvResponse } from "#faces/web/shell/csv-file.ts";
import { settingsPage, type Told, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import {
  type DoorContext,
  type DoorParts,
  readerOf,
  type Turn,
  whereItWaits,
} from "#faces/web/shell/visit.ts";
import { Books } from "./books.tsx";
import { Invoice } from "./invoice.tsx";
import { Invoices, type InvoicesPage, invoiceShows } from "./invoices.tsx";
import { NewPaper, type PaperGiven } from "./new-invoice.tsx";
import { blankPaper, linesFor, minorIn, paperGiven } from "./paper-form.ts";
import { Recurring } from "./recurring.tsx";

interface Found<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Why a person at a page does it: that they do it there. */
const reasoning = "Done by hand on the page of the invoice";

/** `/invoices`, one by its id, `/invoices/new`, `/invoices/recurring` and `/invoices/books`. */
export function invoicesRoutes(parts: DoorParts) {
  const idOf = ({ c }: Turn) => (c.req.param("id") ?? "").slice(0, 60);
  const mayWrite = ({ signedIn }: Turn) => roleScopes(signedIn.person.role).has("office:write");
  const currency = () => parts.settings().get("business.currency");
  const one = settingsPage<PaperGiven>(
    {
      acts: {
        async create(form, { run }) {
          const given = paperGiven(form);
          const { items } = await run<Found<{ name: string }>>("service.query", { limit: 100 });
          const { invoice } = await run<{ invoice: InvoiceView }>("invoice.create", {
            customer_identifier: given.customer,
            lines: linesFor(given, items, currency()),
            due_days: Number(given.days),
            ...(given.notes === "" ? {} : { notes: given.notes }),
          });
          return { goTo: `/invoices/${invoice.id}` };
        },
        async send(form, turn) {
          const by = form.get("by") ?? "auto";
          const { paysOnline } = await shown(turn);
          const asked = await turn.ask<{ sent_by: { way: string }[]; why: string | null }>("invoice.send", {
            ...{ invoice_id: idOf(turn), send_by: by, include_payment_link: paysOnline, reasoning },
          });
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          const { sent_by: ways, why } = asked.output;
          const said = ways.map(({ way }) => way).join(" and ");
          return { done: said ? `It is on its way by ${said}.` : `It has its number. ${why ?? ""}` };
        },
        async paid(form, turn) {
          const amount = form.get("amount")?.trim() ?? "";
          const reference = form.get("reference")?.trim() ?? "";
          const asked = await turn.ask("invoice.mark_paid", {
            ...{ invoice: idOf(turn), method: form.get("method"), reasoning },
            ...(amount === "" ? {} : { amount_minor: minorIn(amount, currency(), "amount_minor") }),
            ...(reference === "" ? {} : { reference }),
          });
          return asked.waits === undefined ? { done: "It is recorded." } : whereItWaits(asked.waits, turn);
        },
        async remind(_form, turn) {
          const asked = await turn.ask<{ sent: boolean; why: string | null }>("invoice.remind", {
            ...{ invoice: idOf(turn), reasoning },
          });
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          const { sent, why } = asked.output;
          return sent ? { done: "They are told again." } : { problem: why ?? "They could not be told." };
        },
        pause: (_form, turn) => pauseReminders(turn, true),
        unpause: (_form, turn) => pauseReminders(turn, false),
        async keep(form, turn) {
          const asked = await turn.ask("payment.keep", { payment_id: form.get("id"), reasoning });
          return asked.waits === undefined ? { done: "It counts now." } : whereItWaits(asked.waits, turn);
        },
        async refund(form, turn) {
          const asked = await turn.ask("payment.refund", {
            ...{ payment_id: form.get("id"), reason: form.get("why"), reasoning },
          });
          return asked.waits === undefined
            ? { done: "It is on its way back." }
            : whereItWaits(asked.waits, turn);
        },
        async end(form, turn) {
          await turn.run("recurring_invoice.end", { id: form.get("id"), reasoning });
          return { done: "It comes no more." };
        },
        async void(form, turn) {
          const input = { invoice: idOf(turn), reason: form.get("why"), reasoning };
          const asked = await turn.ask("invoice.void", input);
          return asked.waits === undefined ? { done: "It is void." } : whereItWaits(asked.waits, turn);
        },
      },
      keepsOnProblem: paperGiven,
      show(turn, told, status) {
        if (idOf(turn) === "new") return showNew(turn, told, status);
        if (idOf(turn) === "recurring") return showRecurring(turn, told, status);
        return idOf(turn) === "books" ? showBooks(turn) : showOne(turn, told, status);
      },
    },
    parts,
  );
  return { list, ...one, pdf, file };

  async function pauseReminders(turn: Turn, isPaused: boolean): Promise<Told<PaperGiven>> {
    await turn.run("invoice.update", { invoice: idOf(turn), reminders_paused: isPaused });
    return { done: isPaused ? "Nobody is reminded of it." : "They are reminded of it again." };
  }

  async function shown(
    turn: Turn,
  ): Promise<{ invoice: InvoiceView; paper: PaperShown; paysOnline: boolean }> {
    return await turn.run("invoice.show", { id: idOf(turn) });
  }

  async function showOne(turn: Turn, { problem, wrong, done }: Told<PaperGiven>, status: number) {
    const content = createElement(Invoice, {
      ...(await shown(turn)),
      business: parts.business(),
      reader: await readerOf(turn.signedIn, turn.c, parts),
      ...{ mayWrite: mayWrite(turn), problem, wrong, done },
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
      ...{ kind: "invoice" as const, currency: currency(), services: items, problem, wrong },
      given: fresh ?? blankPaper(customer, parts.settings().get("money.due_days")),
    });
    return await page(content, status);
  }

  async function showRecurring(
    turn: Turn,
    { problem, done }: Told<PaperGiven>,
    status: number,
  ): Promise<Response> {
    const { items } = await turn.run<Found<RecurringView>>("recurring_invoice.query", { limit: 100 });
    const content = createElement(Recurring, {
      business: parts.business(),
      reader: await readerOf(turn.signedIn, turn.c, parts),
      ...{ recurring: items, mayWrite: mayWrite(turn), problem, done },
    });
    return await page(content, status);
  }

  async function showBooks(turn: Turn): Promise<Response> {
    const content = createElement(Books, {
      business: parts.business(),
      reader: await readerOf(turn.signedIn, turn.c, parts),
    });
    return await page(content);
  }

  function list(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const asked = c.req.query("show") ?? "";
      const show = invoiceShows.some(([name]) => name === asked) ? asked : "";
      const words = (c.req.query("q") ?? "").trim().slice(0, 200);
      const cursor = c.req.query("after")?.slice(0, 200);
      const { items, next_cursor } = await turn.run<Found<InvoiceView>>("invoice.query", {
        ...(show ? { filters: { status: show } } : {}),
        ...(words ? { search: words } : {}),
        ...(cursor ? { cursor } : {}),
        limit: 30,
      });
      const flagged = await turn.run<Found<InvoicesPage["flagged"][number] & { refundable_minor: number }>>(
        "payment.query",
        { filters: { flagged: true }, limit: 20 },
      );
      const content = createElement(Invoices, {
        business: parts.business(),
        reader: await readerOf(turn.signedIn, c, parts),
        ...{ show, words, invoices: items, mayWrite: mayWrite(turn) },
        flagged: flagged.items.filter(({ refundable_minor }) => refundable_minor > 0),
        more: next_cursor
          ? `/invoices?${new URLSearchParams({ show, q: words, after: next_cursor })}`
          : undefined,
      });
      return await page(content);
    });
  }

  /** `/invoices/<id>/invoice.pdf` */
  function pdf(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ run }) => {
      const id = (c.req.param("id") ?? "").slice(0, 60);
      return pdfResponse(await run("money.paper", { what: "invoice", id }));
    });
  }

  /** `/books.csv`: the books of a period. */
  function file(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ run }) => {
      const [what = "", from = "", until = ""] = ["what", "from", "until"].map((name) => c.req.query(name));
      const { csv } = await run<{ csv: string }>("books.export", { what, from, until });
      return csvResponse(csv, `${what}-${from}-${until}.csv`);
    });
  }
}
