import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const caller = "+15550100200";
let t: TestDesk;
let ada: TestBrowser;
let eve: TestBrowser;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  await t.set("limits.writes_per_minute", 10_000);
  ada = await becomeOwner(t);
  eve = await joinAs(t, ada, "viewer");
  token = await t.token("helpdesk:read", "helpdesk:write", "phone:write");
});

afterAll(() => t.close());

const call = (name: string, args: object) => t.tool(name, args, token);
async function open(args: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call("create_ticket", {
    description: "No WiFi in room 4",
    category: "WiFi",
    ...args,
  });
  expect(status).toBe(200);
  return body.ticketId;
}
const get = async (ticketId: string) => (await call("get_ticket", { ticketId })).body;

describe("the document's tools", () => {
  test("open a ticket each time, whatever is open", async () => {
    const given = {
      description: "Customer experiencing WiFi connectivity issues after router reset",
      category: "WiFi",
      escalationReason: "TwoStepsNoResolve",
      callerNumber: caller,
    };
    const [one, two] = [await call("helpdesk.create_ticket", given), await call("create_ticket", given)];
    expect(one.body).toEqual({
      success: true,
      ticketId: expect.stringMatching(/^TKT-\d+$/),
      ticketUrl: `http://localhost:3000/tickets/${one.body.ticketId.slice(4)}`,
      category: "WiFi",
      escalationReason: "TwoStepsNoResolve",
    });
    expect(Number(two.body.ticketId.slice(4))).toBe(Number(one.body.ticketId.slice(4)) + 1);
  });

  test("find the open one, and say so in the documented words", async () => {
    const given = {
      description: "Still nothing",
      category: "WiFi",
      callerNumber: "+15550100201",
      oaKey: "oa-1",
    };
    const first = await call("find_or_create_ticket", given);
    expect(first.body).toMatchObject({ success: true, created: true, message: "New ticket created" });
    const again = await call("helpdesk.find_or_create_ticket", given);
    expect(again.body).toEqual({
      ...first.body,
      created: false,
      matchedBy: "oaKey",
      message: "Existing ticket found (deduplication)",
    });
  });

  test("append a note", async () => {
    const ticketId = await open();
    const { body } = await call("helpdesk.append_note", { ticketId, note: "Works after a reset" });
    expect(body).toEqual({ success: true, message: "Note appended successfully", ticketId });
    expect((await get(ticketId)).notes).toMatchObject([{ untrustedContent: "Works after a reset" }]);
  });

  test("render a note, with its true count", async () => {
    const { body } = await call("ingest.render_note", {
      category: "WiFi",
      escalationReason: "TwoStepsNoResolve",
      summary: "Customer unable to connect to WiFi after router reset",
      confidence: 0.85,
    });
    const note =
      "Category: WiFi\nReason: TwoStepsNoResolve\nSummary: Customer unable to connect to WiFi after router reset\nConfidence: 0.85";
    expect(body).toEqual({ success: true, note, charCount: note.length, lineCount: 4 });
    const long = await call("render_handoff_note", {
      category: "WiFi",
      escalationReason: "Other",
      summary: "x".repeat(251),
      confidence: "1",
    });
    expect([long.status, long.body.fields.summary]).toEqual([400, [expect.stringContaining("250")]]);
  });

  test("hand over, as the address does", async () => {
    const note =
      "Category: Outage\nReason: CallerRequested\nSummary: Complete service outage\nConfidence: 0.95";
    const { body } = await call("ingest.oa_handoff", {
      note,
      category: "Outage",
      escalationReason: "CallerRequested",
      callerNumber: "+12345678900",
      oaKey: "oa-12345",
      source: "OutageAgent",
    });
    expect(body).toMatchObject({
      success: true,
      created: true,
      category: "Outage",
      escalationReason: "CallerRequested",
      confidence: "0.95",
      echo: { oaKey: "oa-12345", callerNumber: "+12345678900" },
    });
    const { ticket } = await get(body.ticketId);
    expect(ticket).toMatchObject({
      source: "OutageAgent",
      caller: "+12345678900",
      untrustedDescription: note,
    });
  });
});

describe("a ticket", () => {
  test("is named by its number in any case, or by its id", async () => {
    const ticketId = await open();
    const { ticket } = await get(ticketId);
    for (const name of [ticketId.toLowerCase(), ticket.id, ticketId.slice(4)])
      expect((await get(name)).ticket.id).toBe(ticket.id);
    expect((await call("get_ticket", { ticketId: "TKT-999999" })).status).toBe(404);
  });

  test("has a contact for a number that can be read, and none for a short code", async () => {
    const { ticket } = await get(await open({ callerNumber: "(555) 010-0299" }));
    expect(ticket).toMatchObject({ caller: "+15550100299", contactId: expect.stringMatching(/^con_/) });
    expect((await get(await open({ callerNumber: "78787" }))).ticket).toMatchObject({
      caller: null,
      contactId: null,
    });
    expect(
      (await call("create_ticket", { description: "x y", category: "WiFi", callerNumber: "tomorrow" }))
        .status,
    ).toBe(400);
  });

  test("takes categories and properties of the business, and no others", async () => {
    await open({ category: "maintenance" });
    for (const wrong of [
      { category: "nothing" },
      { property: "nowhere" },
      { priority: "later" },
      { confidence: "2" },
    ]) {
      const { status } = await call("create_ticket", { description: "x y", category: "WiFi", ...wrong });
      expect([wrong, status]).toEqual([wrong, 400]);
    }
  });

  test("in danger is urgent", async () => {
    expect((await get(await open({ escalationReason: "SafetyRisk" }))).ticket.priority).toBe("urgent");
  });
});

const statuses = ["open", "scheduled", "in_progress", "completed", "cancelled", "closed"] as const;
const over = new Set(["completed", "cancelled", "closed"]);
const moves = statuses.flatMap((from) =>
  statuses.map((to) => {
    const isMove = from === to || !over.has(from) || to === "open" || to === "closed";
    return [from, to, isMove] as const;
  }),
);

describe("statuses", () => {
  test.each(moves)("from %s to %s: %p", async (from, to, isMove) => {
    const ticketId = await open();
    if (from !== "open") await call("ticket_set_status", { ticketId, status: from });
    const { status, body } = await call("ticket_set_status", { ticketId, status: to });
    expect(status).toBe(isMove ? 200 : 409);
    const { ticket, changes } = await get(ticketId);
    expect(ticket.status).toBe(isMove ? to : from);
    // What is so already is no change.
    const whole = ["open", from, isMove ? to : from];
    expect(changes).toHaveLength(whole.filter((each, at) => at > 0 && each !== whole[at - 1]).length);
    if (!isMove) expect(body.next).toStartWith("It can become ");
  });

  test("are told in the history with who did it", async () => {
    const ticketId = await open();
    await call("ticket_set_status", { ticketId, status: "in_progress" });
    await call("ticket_assign", { ticketId, assignee: "Maria" });
    const { changes, canMoveTo, ticket } = await get(ticketId);
    expect(changes).toMatchObject([
      { kind: "status", before: "open", after: "in_progress" },
      { kind: "assignee", before: null, after: "Maria" },
    ]);
    expect([canMoveTo, ticket.assignee]).toEqual([
      ["open", "scheduled", "completed", "cancelled", "closed"],
      "Maria",
    ]);
  });

  test("two at once: both are done in turn, or one is told that it cannot", async () => {
    const ticketId = await open();
    const both = await Promise.all(
      ["completed", "in_progress"].map((status) => call("ticket_set_status", { ticketId, status })),
    );
    expect(both.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    const { changes } = await get(ticketId);
    expect(changes).toHaveLength(both.filter(({ status }) => status === 200).length);
  });
});

test("notes and changes say who, in names: a person, with the app that did it for them, or what an agent calls itself", async () => {
  const callerNumber = "+15550100231";
  const ticketId = await open({ callerNumber });
  const again = { description: "Again", category: "WiFi", callerNumber };
  await call("find_or_create_ticket", { ...again, source: "night-agent" });
  await call("append_ticket_note", { ticketId, note: "Called back" });
  await call("ticket_assign", { ticketId, assignee: "Ben" });
  const address = `/tickets/${ticketId.slice(4)}`;
  await ada.submit(address, { action: "note", note: "A new router is there" });
  const { notes, changes } = await get(ticketId);
  expect(notes.map(({ author }: { author: string }) => author)).toEqual([
    "night-agent",
    "the owner, by test",
    "Ada",
  ]);
  expect(changes).toMatchObject([{ kind: "assignee", by: "the owner, by test" }]);
});

describe("a wrong match", () => {
  test("is split: the notes go to a ticket of their own, and nothing is lost", async () => {
    const ticketId = await open({ callerNumber: "+15550100210" });
    for (const note of ["one", "two", "three"]) await call("append_ticket_note", { ticketId, note });
    const { notes } = await get(ticketId);
    const noteIds = [notes[1].id, notes[2].id];
    const { body } = await call("ticket_split", { ticketId, noteIds, category: "Outage" });
    expect(body).toMatchObject({
      from: ticketId,
      ticket: { category: "Outage", status: "open" },
    });
    const apart = await get(body.ticket.ticketId);
    expect(apart.ticket).toMatchObject({ untrustedDescription: "two", caller: "+15550100210" });
    expect(apart.notes).toMatchObject([{ untrustedContent: "three" }]);
    const left = await get(ticketId);
    const split = { kind: "split", before: null, after: body.ticket.ticketId };
    expect([left.notes.length, left.changes.at(-1)]).toEqual([1, expect.objectContaining(split)]);
    expect(apart.changes).toMatchObject([{ kind: "split", before: ticketId, after: null }]);
    expect((await call("ticket_split", { ticketId, noteIds })).status).toBe(400);
  });

  test("of two tickets is merged: one closes and points to the other, which has everything", async () => {
    const stays = await open({ callerNumber: "+15550100211", description: "The first" });
    const goes = await open({ callerNumber: "+15550100211", description: "The second" });
    await call("append_ticket_note", { ticketId: goes, note: "A note of the second" });
    expect((await call("ticket_merge", { ticketId: goes, into: stays })).status).toBe(200);
    expect(
      (await get(stays)).notes
        .map(({ untrustedContent }: { untrustedContent: string }) => untrustedContent)
        .sort(),
    ).toEqual(["A note of the second", "The second"]);
    const gone = await get(goes);
    expect([gone.ticket.status, gone.canMoveTo, gone.notes]).toEqual(["closed", [], []]);
    expect(gone.changes).toMatchObject([{ kind: "merged", before: null, after: stays }]);
    expect((await get(stays)).changes).toMatchObject([{ kind: "merged", before: goes, after: null }]);
    for (const [tool, args] of [
      ["append_ticket_note", { ticketId: goes, note: "x y" }],
      ["ticket_set_status", { ticketId: goes, status: "open" }],
      ["ticket_merge", { ticketId: goes, into: stays }],
    ] as const) {
      const { status, body } = await call(tool, args);
      expect([tool, status, body.refs]).toEqual([tool, 409, { ticket_id: stays }]);
    }
  });

  test("is never one of two callers", async () => {
    const [one, other] = [await open({ callerNumber: caller }), await open({ callerNumber: "+15550100212" })];
    expect((await call("ticket_merge", { ticketId: one, into: other })).status).toBe(400);
    expect((await call("ticket_merge", { ticketId: one, into: one })).status).toBe(400);
  });
});

describe("lists", () => {
  test("are narrowed by status, category, assignee, caller and words, in pages without gaps", async () => {
    const mine = "+15550100220";
    for (let n = 0; n < 7; n++) await open({ callerNumber: mine, description: `A zanzibar problem ${n}` });
    const list = async (args: object) => (await call("list_tickets", args)).body;
    expect((await list({ phoneNumber: "5550100220", limit: 50 })).tickets).toHaveLength(7);
    expect((await list({ words: "zanzibar 3" })).tickets).toHaveLength(1);
    expect((await list({ words: "100%_" })).tickets).toEqual([]);
    const seen = [];
    let cursor: string | null = null;
    do {
      const page: { tickets: { ticketId: string }[]; nextCursor: string | null } = await list({
        words: "zanzibar",
        limit: 3,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.tickets.map(({ ticketId }) => ticketId));
      cursor = page.nextCursor;
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
    await call("ticket_set_status", { ticketId: seen[0], status: "closed" });
    expect((await list({ words: "zanzibar" })).tickets).toHaveLength(6);
    expect((await list({ words: "zanzibar", status: "any" })).tickets).toHaveLength(7);
  });

  test("are a reading of the callers' words", async () => {
    const reader = await t.token("helpdesk:read", "phone:write");
    await t.tool("list_tickets", { phoneNumber: "+15550100220" }, reader);
    const { status, body } = await t.tool("send_sms", { to: ["+15550107799"], content: "Hello" }, reader);
    expect([status, body.code]).toEqual([422, "REASONING_REQUIRED"]);
  });

  test("need the scope", async () => {
    const other = await t.token("phone:read");
    for (const [tool, args] of [
      ["list_tickets", {}],
      ["get_ticket", { ticketId: "TKT-1000" }],
      ["create_ticket", { description: "x y", category: "WiFi" }],
      ["submit_handoff", { note: "x" }],
    ] as const)
      expect([tool, (await t.tool(tool, args, other)).status]).toEqual([tool, 403]);
  });
});

describe("the pages", () => {
  test("list and show tickets as text alone, and change them", async () => {
    const ticketId = await open({ description: "<script>alert(1)</script>\u202e", callerNumber: caller });
    const address = `/tickets/${ticketId.slice(4)}`;
    const list = await (await ada.get("/tickets")).text();
    expect(list).toContain(address);
    expect(list).not.toContain("<script>alert");
    const shown = await (await ada.get(address)).text();
    expect(shown).toContain("&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]");
    expect(await (await ada.submit(address, { action: "note", note: "From the page" })).text()).toContain(
      "From the page",
    );
    expect(await (await ada.submit(address, { action: "move", status: "in_progress" })).text()).toContain(
      "in progress",
    );
    expect(await (await ada.submit(address, { action: "assign", assignee: "Maria" })).text()).toContain(
      "Maria looks after it",
    );
    const refused = await ada.submit(address, { action: "move", status: "gone" });
    expect(refused.status).toBe(400);
    expect((await ada.get("/tickets/999999")).status).toBe(404);
  });

  test("find by words, status and number", async () => {
    const found = async (query: string) =>
      (await (await ada.get(`/tickets?${query}`)).text()).match(/<li>/g)?.length ?? 0;
    expect(await found("q=zanzibar&status=any")).toBe(7);
    expect(await found("q=%28555%29+010-0220&status=closed")).toBe(1);
    expect(await found("q=unheard-of")).toBe(0);
    for (const name of ["TKT-1000", "tkt 1000", "1000", "1+0+0+0"])
      expect([name, await found(`q=${name}`)]).toEqual([name, 1]);
    expect(await found("status=unheard-of&q=zanzibar")).toBe(6);
  });

  test("are read by a viewer, who changes nothing, and by no stranger", async () => {
    const ticketId = await open();
    const address = `/tickets/${ticketId.slice(4)}`;
    const page = await (await eve.get(address)).text();
    expect(page).not.toContain("<textarea");
    const body = new URLSearchParams({
      form: await eve.tokenOn("/settings/apps"),
      action: "note",
      note: "Not me",
    });
    const answer = await eve.post(address, {
      body: body.toString(),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: "http://localhost:3000",
        "sec-fetch-site": "same-origin",
      },
    });
    expect(answer.status).toBe(400);
    expect((await get(ticketId)).notes).toEqual([]);
    expect((await t.request(address)).headers.get("location")).toContain("/login");
  });
});
