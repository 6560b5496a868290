import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { becomeOwner, joinAs, openBrowser, type TestBrowser } from "#tests/support/browser.ts";
import { type Office, openOffice } from "./office.ts";

/** The office's pages, as a person uses them: without a script, by fields and buttons. */
let o: Office;
let ada: TestBrowser;
let eve: string;

beforeAll(async () => {
  o = await openOffice();
  ada = await becomeOwner(o.t);
  eve = await o.customer("Eve Moss", { address: "9 Elm Street, Madison" });
});
afterAll(() => o.close());

const html = async (path: string, browser = ada) => await (await browser.get(path)).text();
const sent = async (path: string, fields: Record<string, string>) => {
  const answer = await ada.submit(path, fields);
  return { status: answer.status, page: await answer.text() };
};

describe("/calendar", () => {
  const day = "/calendar?date=2026-12-01";

  test("books, moves and cancels by its forms, and shows it at once", async () => {
    const booked = await sent(day, {
      action: "book",
      customer: "Eve Moss",
      date: "2026-12-01",
      time: "10am",
      tells: "yes",
    });
    expect([booked.status, booked.page.includes("Booked: Tuesday 1 December, 10:00 am")]).toEqual([
      200,
      true,
    ]);
    expect(booked.page).toContain("9 Elm Street, Madison");
    const [, id = ""] = /name="id" value="(tkt_[0-9a-z]+)"/.exec(booked.page) ?? [];
    const moved = await sent(day, { action: "move", id, date: "2026-12-02", time: "14:00" });
    expect(moved.page).toContain("Moved to Wednesday 2 December, 2:00 pm");
    const next = await html("/calendar?date=2026-12-02");
    expect(next).toContain("Eve Moss");
    expect(await html("/calendar?view=week&date=2026-12-03")).toContain("Eve Moss");
    const [, newId = ""] = /name="id" value="(tkt_[0-9a-z]+)"/.exec(next) ?? [];
    const gone = await sent("/calendar?date=2026-12-02", { action: "cancel", id: newId, why: "She called" });
    expect(gone.page).toContain("It is cancelled.");
    expect(await html("/calendar?date=2026-12-02")).not.toContain("Eve Moss");
  });

  test("says what is wrong beside the field, and keeps what was filled in", async () => {
    const wrong = await sent(day, {
      action: "book",
      customer: "Eve Moss",
      date: "2026-12-01",
      time: "sometime",
      notes: "Bring a ladder",
    });
    expect([
      wrong.status,
      wrong.page.includes("Bring a ladder"),
      wrong.page.includes('aria-invalid="true"'),
    ]).toEqual([...[400, true, true]]);
    const taken = await sent(day, {
      action: "book",
      customer: "Nobody Like That",
      date: "2026-12-01",
      time: "9am",
    });
    expect(taken.page).toContain("No customer fits that.");
  });

  test("is read and not changed by a viewer, and by nobody who is not signed in", async () => {
    const viewer = await joinAs(o.t, ada, "viewer");
    const page = await html(day, viewer);
    expect([page.includes("Calendar"), page.includes("Book an appointment")]).toEqual([true, false]);
    const tried = await viewer.submit("/calendar", {
      action: "book",
      customer: "Eve Moss",
      date: "2026-12-01",
      time: "9am",
    });
    expect(tried.status).toBeGreaterThanOrEqual(400);
    expect((await openBrowser(o.t).get("/calendar")).status).toBe(303);
  });

  test("takes a day that is none for today", async () => {
    for (const date of ["2026-13-45", "x", "%00"])
      expect(await html(`/calendar?date=${date}`)).toContain("Monday 30 November 2026");
  });
});

describe("settings of the office", () => {
  test("keep a team on lines, and yes and no as they are", async () => {
    const page = await html("/settings/office");
    const fields = Object.fromEntries(
      [
        ...page.matchAll(
          /<(?:input|textarea)[^>]* name="(office\.[a-z_]+)"[^>]*?(?: value="([^"]*)"|>([^<]*)<)/g,
        ),
      ].map(([, name = "", value, text]) => [name, (value ?? text ?? "").replaceAll("&quot;", '"')]),
    );
    const saved = await sent("/settings/office", {
      ...fields,
      ...{ action: "save", "business.team": "Maria Lopez, 6\nLeo Park", "office.tells": "no" },
    });
    expect(saved.page).toContain("Saved.");
    expect(o.t.desk.settings().get("business.team")).toEqual([
      { id: "maria-lopez", name: "Maria Lopez", most_per_day: 6 },
      { id: "leo-park", name: "Leo Park" },
    ]);
    expect(o.t.desk.settings().get("office.tells")).toBe(false);
    expect(await html("/settings/office")).toContain("Maria Lopez, 6\nLeo Park");
    await o.t.set("business.team", []);
    await o.t.set("office.tells", true);
  });

  test("take a service with its price, and put it away", async () => {
    const added = await sent("/settings/services", {
      ...{
        action: "add",
        name: "Gutters",
        price: "1,200.50",
        minutes: "90",
        minutes_before: "15",
        minutes_after: "0",
      },
    });
    expect(added.page).toContain("$1,200.50, 90 minutes, with 15 before it");
    const wrong = await sent("/settings/services", {
      action: "add",
      name: "X",
      price: "cheap?",
      minutes: "soon",
    });
    expect(wrong.status).toBe(400);
    const [, id = ""] = /name="id" value="(svc_[0-9a-z]+)"/.exec(await html("/settings/services")) ?? [];
    expect((await sent("/settings/services", { action: "archive", id })).page).not.toContain("$1,200.50");
  });

  test("show calendars' links and refuse an address of this network", async () => {
    expect(await html("/settings/calendars")).toMatch(/\/calendar\/all\.[\w-]{43}\.ics/);
    const wrong = await sent("/settings/calendars", {
      action: "add",
      name: "Hers",
      url: "https://127.0.0.1/x.ics",
      subject: "busy:",
    });
    expect([wrong.status, wrong.page.includes("It is an address of this network.")]).toEqual([400, true]);
  });
});

describe("/contacts", () => {
  test("looks through a list first, brings it in, and takes it back", async () => {
    const text = 'Name,Phone\n"Ruiz, Ana",(312) 555-0777\nEve Moss,+15550100200\n';
    const seen = await sent("/contacts/import", { action: "preview", name: "old.csv", text });
    expect(seen.page).toContain("1 new contact, 1 here already, 0 that cannot be taken.");
    const brought = await sent("/contacts/import", { action: "bring", name: "old.csv", text });
    expect(brought.page).toContain("Brought in: 1 contact.");
    const csv = await ada.get("/contacts.csv");
    expect([csv.headers.get("content-type"), (await csv.text()).includes("Ruiz, Ana")]).toEqual([
      "text/csv; charset=utf-8",
      true,
    ]);
    const [, id = ""] = /name="id" value="(imp_[0-9a-z]+)"/.exec(brought.page) ?? [];
    expect((await sent("/contacts/import", { action: "undo", id })).page).toContain("Taken back: 1 contact.");
    expect(await html("/contacts")).not.toContain("Ruiz, Ana");
  });

  test("a contact's page has its addresses, tags and notes, and adds to them", async () => {
    const path = `/contacts/${eve}`;
    await sent(path, { action: "tags", tags: "Regular, pays late" });
    await sent(path, { action: "address", label: "Cabin", address: "1 Lake Road" });
    await sent(path, { action: "note", note: "Dog is called <b>Rex</b>" });
    const page = await html(path);
    for (const shown of [
      "pays late, regular",
      "1 Lake Road",
      "9 Elm Street",
      "Dog is called &lt;b&gt;Rex&lt;/b&gt;",
    ])
      expect(page).toContain(shown);
    await sent(path, { action: "tags", tags: "" });
    expect(await html(path)).not.toContain("pays late");
    expect((await sent(path, { action: "archive" })).page).toContain("Bring back from the archive");
    await sent(path, { action: "restore" });
  });

  test("a ticket's page says when it is and what it costs", async () => {
    await o.service("Screen cleaning", 60, { price_minor: 9500 });
    const { appointment } = await o.book(eve, "2026-12-03", "10am", {
      ...{ services: ["Screen cleaning"], address_identifier: "Home" },
    });
    const page = await html(`/tickets/${appointment.ticket_id.replace("TKT-", "")}`);
    for (const shown of ["Thursday 3 December, 10:00 am", "Screen cleaning: $95.00", "9 Elm Street"])
      expect(page).toContain(shown);
  });
});
