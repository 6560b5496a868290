import { createElement } from "hono/jsx";
import type { ContactView } from "#domains/contacts/view.ts";
import type { TicketView } from "#domains/helpdesk/tickets/view.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { settingsPage, type Told, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import {
  type DoorContext,
  type DoorParts,
  readerOf,
  type Turn,
  whereItWaits,
} from "#faces/web/shell/visit.ts";
import { listIn } from "#operation/setting-words.ts";
import { Contact, type ContactPage, NewContact } from "./contact.tsx";
import type { ContactDetails } from "./contact-details.tsx";
import type { ContactGiven } from "./contact-form.tsx";
import { Contacts, type ContactsPage } from "./contacts.tsx";

interface Browsed extends Pick<ContactsPage, "contacts" | "named" | "nameless"> {
  after: string | null;
}

type Shown = Pick<ContactPage, "contact" | "version" | "texts" | "calls" | "optedOut">;

/** What a form that was not taken leaves on the page. */
interface Unsaved extends ContactGiven {
  phone: string;
}

/** How many tickets of a contact's are shown. */
const mostTickets = 10;
/** Numbers of a contact whose tickets are looked for. */
const mostNumbers = 3;

/** `/contacts`, a contact by its id or a number of it, and `/contacts/new`. */
export function contactsRoutes(parts: DoorParts) {
  const idOf = ({ c }: Turn) => (c.req.param("id") ?? "").slice(0, 60);
  const mayWrite = ({ signedIn }: Turn) => roleScopes(signedIn.person.role).has("phone:write");
  const given = (form: URLSearchParams) => ({
    name: form.get("name") ?? "",
    email: form.get("email")?.trim() ?? "",
    notes: form.get("notes") ?? "",
    phone: form.get("phone")?.trim() ?? "",
  });
  const one = settingsPage<Unsaved>(
    {
      acts: {
        async create(form, { run }) {
          const filled = Object.fromEntries(Object.entries(given(form)).filter(([, value]) => value !== ""));
          const { contact } = await run<{ contact: ContactView }>("contact.create", filled);
          return { goTo: `/contacts/${contact.id}` };
        },
        async change(form, turn) {
          const { contact } = await turn.run<Shown>("contact.show", { id: idOf(turn) });
          const { phone: _phone, ...changed } = given(form);
          const version = Number(form.get("version"));
          await turn.run("contact.change", {
            id: contact.id,
            ...changed,
            ...(form.has("version") ? { version } : {}),
          });
          return { done: "Saved." };
        },
        async note(form, turn) {
          await turn.run("contact.add_note", { id: idOf(turn), note: form.get("note") });
          return { done: "The note is there." };
        },
        async archive(_form, turn) {
          await turn.run("contact.archive", { id: idOf(turn) });
          return { done: "It is in the archive: lists and searches leave it out." };
        },
        async restore(_form, turn) {
          await turn.run("contact.restore", { id: idOf(turn) });
          return { done: "It is back." };
        },
        async address(form, turn) {
          const { label, address } = { label: form.get("label"), address: form.get("address") };
          await turn.run("contact.update", { id: idOf(turn), addresses: [{ label, address }] });
          return { done: "Saved." };
        },
        async tags(form, turn) {
          const wanted = listIn(form.get("tags") ?? "").map((tag) => tag.toLowerCase());
          const { tags } = await detailsOf(turn);
          await turn.run("contact.update", {
            id: idOf(turn),
            add_tags: wanted.filter((tag) => !tags.includes(tag)),
            remove_tags: tags.filter((tag) => !wanted.includes(tag)),
          });
          return { done: "Saved." };
        },
        async erase(_form, turn) {
          const { contact } = await turn.run<Shown>("contact.show", { id: idOf(turn) });
          const asked = await turn.ask("contact.erase", { id: contact.id });
          return asked.waits === undefined ? { goTo: "/contacts" } : whereItWaits(asked.waits, turn);
        },
        async merge(form, turn) {
          const { contact } = await turn.run<Shown>("contact.show", { id: idOf(turn) });
          const asked = await turn.ask("contact.merge", { id: form.get("other"), into: contact.id });
          if (asked.waits !== undefined) return whereItWaits(asked.waits, turn);
          return { done: "They are one contact now." };
        },
      },
      keepsOnProblem: given,
      show: (turn, told, status) =>
        idOf(turn) === "new" ? showNew(turn, told, status) : showOne(turn, told, status),
    },
    parts,
  );
  return { list, ...one, file };

  /** `/contacts/<id>/everything.json`: all that is kept about somebody, to be given to them. */
  function file(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ run }) => {
      const all = await run<object>("contact.export", { id: (c.req.param("id") ?? "").slice(0, 60) });
      return new Response(JSON.stringify(all, null, 2), {
        headers: {
          "content-type": "application/json",
          "content-disposition": 'attachment; filename="everything.json"',
          "cache-control": "no-store",
        },
      });
    });
  }

  async function showNew(
    turn: Turn,
    { problem, wrong, fresh }: Told<Unsaved>,
    status: number,
  ): Promise<Response> {
    const phone = fresh?.phone ?? turn.c.req.query("phone")?.slice(0, 40) ?? "";
    const content = createElement(NewContact, {
      business: parts.business(),
      reader: await readerOf(turn.signedIn, turn.c, parts),
      given: fresh ?? { name: null, email: null, notes: null },
      phone,
      wrong,
      problem,
    });
    return await page(content, status);
  }

  async function showOne(
    turn: Turn,
    { problem, wrong, done, fresh }: Told<Unsaved>,
    status: number,
  ): Promise<Response> {
    const { c, signedIn, run } = turn;
    const found = await run<Shown>("contact.show", { id: idOf(turn) });
    const words = (c.req.query("same") ?? "").trim().slice(0, 200);
    const fitting = words ? (await run<Browsed>("contact.browse", { words })).contacts : [];
    const content = createElement(Contact, {
      ...found,
      business: parts.business(),
      reader: await readerOf(signedIn, c, parts),
      tickets: await ticketsOf(found.contact.phones, turn),
      mayWrite: mayWrite(turn),
      details: await detailsOf(turn),
      given: fresh,
      wrong,
      same: { words, contacts: fitting.filter(({ id }) => id !== found.contact.id) },
      problem,
      done,
    });
    return await page(content, status);
  }

  async function detailsOf(turn: Turn): Promise<ContactDetails> {
    const asked = { id: idOf(turn), include: ["notes", "history"] };
    const { items } = await turn.run<{ items: ContactDetails[] }>("contact.query", asked);
    const [found] = items;
    if (!found) throw new TypeError("a contact has no details");
    return found;
  }

  async function ticketsOf(phones: readonly string[], { run }: Turn): Promise<TicketView[]> {
    const lists = await Promise.all(
      phones
        .slice(0, mostNumbers)
        .map((phoneNumber) =>
          run<{ tickets: TicketView[] }>("ticket.list", { status: "any", phoneNumber, limit: mostTickets }),
        ),
    );
    return lists.flatMap(({ tickets }) => tickets).slice(0, mostTickets);
  }

  function list(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const show = c.req.query("show") === "nameless" ? "nameless" : "named";
      const words = (c.req.query("q") ?? "").trim().slice(0, 200);
      const after = c.req.query("after")?.slice(0, 60);
      const asked = { show, ...(words ? { words } : {}), ...(after ? { after } : {}) };
      const { after: next, ...found } = await turn.run<Browsed>("contact.browse", asked);
      const content = createElement(Contacts, {
        ...found,
        business: parts.business(),
        reader: await readerOf(turn.signedIn, c, parts),
        show,
        words,
        more: next === null ? undefined : `/contacts?${new URLSearchParams({ show, after: next })}`,
        mayWrite: mayWrite(turn),
      });
      return await page(content);
    });
  }
}
