import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { ingestEnv, note, post, secret, signed, token } from "./caller.ts";

const caller = "+15550100261";
const hour = 3_600_000;
let t: TestDesk;
let writer: string;

beforeEach(async () => {
  t = await openTestDesk({ env: ingestEnv, overHttp: true });
  for (const limit of ["handoffs_per_second", "handoff_burst"]) await t.set(`limits.${limit}`, 5000);
  writer = await t.token("helpdesk:read", "helpdesk:write");
});
afterEach(() => t.close());

const handOver = async (more: object = {}, words?: string) =>
  (await post(t, { note: note(words), callerNumber: caller, ...more })).body;
const call = async (name: string, args: object) => (await t.tool(name, args, writer)).body;
const rows = (query: string) => t.desk.database.slow.read(query);

describe("the window of one case", () => {
  test("is a day to the millisecond", async () => {
    const first = await handOver();
    t.clock.advance(24 * hour);
    expect(await handOver()).toMatchObject({ created: false, ticketId: first.ticketId });
    t.clock.advance(24 * hour + 1);
    expect((await handOver()).created).toBe(true);
  });

  test("begins anew with each handoff, also one that says nothing new, and with no other note", async () => {
    const said = { conversationId: "conv_1" };
    const { ticketId } = await handOver(said);
    for (let day = 0; day < 2; day++) {
      t.clock.advance(23 * hour);
      expect(await handOver(said)).toMatchObject({ created: false, ticketId });
    }
    expect(await rows("SELECT count(*) FROM events WHERE type = 'ticket.noted'")).toEqual([[0]]);
    t.clock.advance(23 * hour);
    expect((await handOver({}, "New words")).ticketId).toBe(ticketId);
    t.clock.advance(23 * hour);
    await call("append_ticket_note", { ticketId, note: "Looked at" });
    t.clock.advance(2 * hour);
    expect((await handOver()).created).toBe(true);
  });

  test("finds the newest of two", async () => {
    for (let n = 0; n < 2; n++)
      await call("create_ticket", { description: "x y", category: "WiFi", callerNumber: caller });
    expect((await handOver()).ticketId).toBe("TKT-1001");
  });
});

describe("what is taken", () => {
  test.each([
    ["a confidence that is written otherwise", { confidence: "0.850" }],
    ["a short code of six digits", { callerNumber: "123456" }],
    ["an exact 64 KiB", {}],
  ])("%s", async (name, more) => {
    const body = JSON.stringify({ note: note(), ...more });
    const raw = name.includes("KiB") ? body.padEnd(64 * 1024) : body;
    expect((await post(t, raw)).status).toBe(200);
    expect((await rows("SELECT count(*) FROM contacts"))[0]).toEqual([0]);
  });

  test.each(["application/json; charset=utf-8", "Application/JSON", "application/vnd.agent+json"])(
    "a body that is called %s",
    async (type) => {
      const answer = await post(t, { note: note() }, { "x-auth-token": token, "content-type": type });
      expect(answer.status).toBe(200);
    },
  );

  test("blanks around the words of a line", async () => {
    const spaced = "Category: WiFi \nReason:  Other\nSummary:   No signal  \nConfidence: 0.5 ";
    expect(await handOver({ note: spaced })).toMatchObject({ category: "WiFi", confidence: "0.5" });
  });

  test("a timestamp that is five minutes off to the millisecond", async () => {
    for (const off of [-300_000, 300_000]) {
      const raw = JSON.stringify({ note: note(`Off by ${off}`) });
      expect((await post(t, raw, signed(raw, t.clock.now() + off))).status).toBe(200);
    }
  });

  test("the number as it was written, for whoever looks at the contact", async () => {
    await handOver({ callerNumber: "(555) 010-0261" });
    expect(await rows("SELECT phone, raw FROM contact_phones")).toEqual([[caller, "(555) 010-0261"]]);
  });
});

describe("what is not", () => {
  test("a confidence with seven decimals, text that is no UTF-8, an empty token beside a right signature", async () => {
    expect((await post(t, { note: note().replace("0.85", "0.1234567") })).status).toBe(400);
    const bytes = new TextEncoder()
      .encode(JSON.stringify({ note: note("?") }))
      .map((b) => (b === 63 ? 0xff : b));
    const answer = await t.request("/ingest/oa-handoff", {
      method: "POST",
      headers: { "content-type": "application/json", "x-auth-token": token },
      body: bytes,
    });
    expect(answer.status).toBe(400);
    const raw = JSON.stringify({ note: note() });
    expect((await post(t, raw, { ...signed(raw, t.clock.now()), "x-auth-token": "" })).status).toBe(401);
  });

  test("is told briefly, however much was wrong", async () => {
    const strange = Object.fromEntries(
      Array.from({ length: 500 }, (_, n) => [`field ${n} ${"x".repeat(90)}`, n]),
    );
    const { body } = await post(t, { note: note(), category: "y".repeat(5000), ...strange });
    expect(JSON.stringify(body).length).toBeLessThan(3000);
  });
});

test("an Idempotency-Key is the same with and without quotes", async () => {
  const keyed = (key: string) => post(t, { note: note() }, { "x-auth-token": token, "idempotency-key": key });
  const [first, again] = [await keyed("k-1"), await keyed('"k-1"')];
  expect([again.body, again.headers.get("idempotency-replayed")]).toEqual([first.body, "true"]);
});

test("limits count each way of proving oneself by itself, and handoffs apart from other writes", async () => {
  for (const limit of ["handoffs_per_second", "handoff_burst"]) await t.set(`limits.${limit}`, 2);
  await t.set("limits.writes_per_minute", 1);
  const statuses: number[] = [];
  for (let n = 0; n < 3; n++) statuses.push((await post(t, { note: note(`Words ${n}`) })).status);
  expect(statuses).toEqual([200, 200, 429]);
  const raw = JSON.stringify({ note: note("Signed") });
  expect((await post(t, raw, signed(raw, t.clock.now(), { by: secret }))).status).toBe(200);
});

describe("tickets", () => {
  test("say which place they are about", async () => {
    await t.set("business.properties", [{ id: "north", name: "North house", address: "1 High Street" }]);
    const { ticketId } = await call("create_ticket", {
      description: "x y",
      category: "WiFi",
      property: "north",
    });
    expect((await call("get_ticket", { ticketId })).ticket.property).toBe("north");
  });

  test("are found by what is a wildcard elsewhere", async () => {
    for (const description of ["It costs 100% more", "It costs 1000 more", "a_b", "a-b"])
      await call("create_ticket", { description, category: "general" });
    const found = async (words: string) => (await call("list_tickets", { words })).tickets.length;
    expect([await found("100%"), await found("a_b")]).toEqual([1, 1]);
  });

  test("that both have what one conversation said have it once after a merge", async () => {
    const [one, two] = [
      await handOver({ oaKey: "k1" }),
      await handOver({ oaKey: "k2", category: undefined }),
    ];
    expect(two.ticketId).toBe(one.ticketId);
    const other = await handOver({ oaKey: "k3", callerNumber: "" });
    const said = { conversationId: "conv_9" };
    await post(t, { note: note("Once"), oaKey: "k1", ...said });
    await post(t, { note: note("Once"), oaKey: "k3", ...said });
    expect(
      (await t.tool("ticket_merge", { ticketId: other.ticketId, into: one.ticketId }, writer)).status,
    ).toBe(200);
    const { notes } = await call("get_ticket", { ticketId: one.ticketId });
    const words = notes.map(({ untrustedContent }: { untrustedContent: string }) => untrustedContent);
    expect(words.filter((each: string) => each.includes("Once"))).toHaveLength(1);
    expect((await call("get_ticket", { ticketId: other.ticketId })).notes).toEqual([]);
  });

  test("that two change at once have a history in which one follows from the other", async () => {
    const { ticketId } = await handOver();
    const moves = ["scheduled", "in_progress", "scheduled", "in_progress"];
    await Promise.all(moves.map((status) => call("ticket_set_status", { ticketId, status })));
    const { changes, ticket } = await call("get_ticket", { ticketId });
    let status = "open";
    for (const { before, after } of changes) {
      expect(before).toBe(status);
      status = after;
    }
    expect(ticket.status).toBe(status);
  });
});

describe("a note whose line ends came as characters is read as lines", () => {
  test.each<[string, string]>([
    ["a backslash and an n", note("Escaped once").replaceAll("\n", "\\n")],
    ["two backslashes and an n", note("Escaped twice").replaceAll("\n", "\\\\n")],
    ["a return and a line feed", note("Escaped for Windows").replaceAll("\n", "\\r\\n")],
    ["one behind the last line too", `${note("Escaped with an end").replaceAll("\n", "\\n")}\\n`],
    ["a return alone", note("Of an old machine").replaceAll("\n", "\r")],
    ["separators of lines", note("Of a text program").replaceAll("\n", "\u2028")],
  ])("%s", async (_name, text) => {
    const { status, body } = await post(t, { note: text, conversationId: `esc-${_name}` });
    expect([status, body.ticketId]).toEqual([200, expect.stringMatching(/^TKT-\d+$/)]);
    const [[kept] = []] = await t.desk.database.slow.read(
      "SELECT description FROM tickets ORDER BY number DESC LIMIT 1",
    );
    expect(String(kept).split("\n")).toHaveLength(4);
  });

  test.each<[string, string]>([
    ["a path with a backslash and an n", note("The folder is C:\\new\\notes")],
    ["what merely looks like it", note("Say \\n to end")],
  ])("but not where there are lines already: %s", async (_name, text) => {
    const { status } = await post(t, { note: text, conversationId: `kept-${_name}` });
    expect(status).toBe(200);
  });
});
