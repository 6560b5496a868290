import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ingestEnv, note, post } from "#tests/ingest/caller.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const [x, y] = ["+15550100271", "+15550100272"];
let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk({ env: ingestEnv });
  for (const limit of ["handoffs_per_second", "handoff_burst", "writes_per_minute"])
    await t.set(`limits.${limit}`, 5000);
  token = await t.token("helpdesk:read", "helpdesk:write");
});
afterEach(() => t.close());

const call = (name: string, args: object) => t.tool(name, args, token);
const handOver = async (more: object, words?: string) => (await post(t, { note: note(words), ...more })).body;
const merge = (ticketId: string, into: string) => call("ticket_merge", { ticketId, into });
const get = async (ticketId: string) => (await call("get_ticket", { ticketId })).body;
const wordsOf = async (ticketId: string): Promise<string[]> => {
  const { ticket, notes } = await get(ticketId);
  const all = [
    ticket.untrustedDescription,
    ...notes.map((each: { untrustedContent: string }) => each.untrustedContent),
  ];
  return all.map((text: string) => /Summary: (.*)/.exec(text)?.[1] ?? text);
};

describe("nothing is lost when a merge meets", () => {
  const meeting: [string, (words: string) => Promise<unknown>][] = [
    ["a handoff", (words) => post(t, { note: note(words), oaKey: "going" })],
    ["a note", (words) => call("append_ticket_note", { ticketId: "TKT-1000", note: words })],
    [
      "a tool that finds the ticket",
      (words) => call("find_or_create_ticket", { description: words, category: "WiFi", oaKey: "going" }),
    ],
  ];
  test.each(meeting)("%s", async (_name, add) => {
    const goes = await handOver({ oaKey: "going" }, "The first");
    const stays = await handOver({ oaKey: "staying" }, "The second");
    const words = Array.from({ length: 20 }, (_, n) => `Words ${n}`);
    const both = words.map((each) => add(each));
    const [merged, ...answers] = await Promise.all([merge(goes.ticketId, stays.ticketId), ...both]);
    expect(merged.status).toBe(200);
    const taken = words.filter((_, n) => (answers[n] as { status: number }).status === 200);
    expect(await wordsOf(goes.ticketId)).toEqual(["The first"]);
    const kept = await wordsOf(stays.ticketId);
    expect(["The first", ...taken].filter((each) => !kept.includes(each))).toEqual([]);
  });
});

describe("two callers", () => {
  test("do not come together through a key that nobody's number came with first", async () => {
    const nobody = await handOver({ oaKey: "k" });
    const first = await handOver({ oaKey: "k", callerNumber: x });
    const second = await handOver({ oaKey: "k", callerNumber: y });
    expect([first.ticketId, second.created]).toEqual([nobody.ticketId, true]);
    expect((await get(nobody.ticketId)).ticket).toMatchObject({ caller: x, contactId: expect.any(String) });
  });

  test("do not come together at the same moment either", async () => {
    await handOver({ oaKey: "k" });
    const callers = Array.from({ length: 20 }, (_, n) => (n % 2 ? x : y));
    const answers = await Promise.all(callers.map((callerNumber) => handOver({ oaKey: "k", callerNumber })));
    for (const caller of [x, y]) {
      const tickets = new Set(
        answers.filter((_, n) => callers[n] === caller).map(({ ticketId }) => ticketId),
      );
      expect(tickets.size).toBe(1);
    }
    expect(new Set(answers.map(({ ticketId }) => ticketId)).size).toBe(2);
  });

  test("do not come together through a ticket without a number", async () => {
    const [ofX, ofY, ofNobody] = [
      await handOver({ callerNumber: x }),
      await handOver({ callerNumber: y }),
      await handOver({}),
    ];
    expect((await merge(ofX.ticketId, ofNobody.ticketId)).status).toBe(200);
    expect((await merge(ofY.ticketId, ofNobody.ticketId)).status).toBe(400);
  });
});

describe("what was merged goes on in the ticket that stays", () => {
  test("its key, its caller, its conversation, and its urgency", async () => {
    const goes = await handOver({ oaKey: "k1", callerNumber: x, conversationId: "c1" });
    await call("create_ticket", { description: "Smoke", category: "WiFi", escalationReason: "SafetyRisk" });
    const stays = await handOver({ oaKey: "k2" });
    expect((await merge("TKT-1001", stays.ticketId)).status).toBe(200);
    expect((await merge(goes.ticketId, stays.ticketId)).status).toBe(200);
    expect((await get(stays.ticketId)).ticket).toMatchObject({ caller: x, priority: "urgent" });
    for (const again of [{ oaKey: "k1" }, { oaKey: "k2" }, { callerNumber: x }, { conversationId: "c1" }])
      expect([again, (await handOver(again, JSON.stringify(again))).ticketId]).toEqual([
        again,
        stays.ticketId,
      ]);
  });

  test("through a ticket that is merged itself", async () => {
    const one = await handOver({ oaKey: "k1" });
    const two = await handOver({ oaKey: "k2" });
    const three = await handOver({ oaKey: "k3" });
    await merge(one.ticketId, two.ticketId);
    await merge(two.ticketId, three.ticketId);
    expect((await handOver({ oaKey: "k1" }, "Again")).ticketId).toBe(three.ticketId);
    expect((await get(one.ticketId)).ticket.mergedInto).toBe((await get(three.ticketId)).ticket.id);
  });

  test("but not in one that is over", async () => {
    const [goes, stays] = [await handOver({ oaKey: "k1" }), await handOver({ oaKey: "k2" })];
    await call("ticket_set_status", { ticketId: stays.ticketId, status: "closed" });
    const { status, body } = await merge(goes.ticketId, stays.ticketId);
    expect([status, body.refs]).toEqual([409, { ticket_id: stays.ticketId }]);
  });
});

test("a key that came with a later handoff finds the ticket too, however its letters are put together", async () => {
  const first = await handOver({ callerNumber: x });
  await handOver({ callerNumber: x, oaKey: "caf\u00e9" });
  expect((await handOver({ oaKey: "cafe\u0301" })).ticketId).toBe(first.ticketId);
});

test("what was split off is not said to the old ticket again", async () => {
  const first = await handOver({ callerNumber: x });
  const wrong = { callerNumber: x, conversationId: "c2" };
  await handOver(wrong, "Another matter");
  const { notes } = await get(first.ticketId);
  const { body } = await call("ticket_split", { ticketId: first.ticketId, noteIds: [notes[0].id] });
  t.clock.advance(16 * 60_000);
  expect((await handOver(wrong, "Another matter")).ticketId).toBe(body.ticket.ticketId);
  expect(await wordsOf(first.ticketId)).toEqual(["Customer unable to connect to WiFi"]);
  const odd = await call("ticket_split", { ticketId: first.ticketId, noteIds: ["note_x"], category: "<b>" });
  expect(Object.keys(odd.body.fields)).toEqual(["category"]);
});

test("who may write and not read is told no words of a ticket", async () => {
  const { ticketId } = await handOver({ callerNumber: x }, "zebra");
  await handOver({ callerNumber: x }, "unicorn");
  const { notes } = await get(ticketId);
  const writer = await t.token("helpdesk:write");
  const answers = [
    await t.tool("ticket_set_status", { ticketId, status: "scheduled" }, writer),
    await t.tool("ticket_assign", { ticketId, assignee: "Ben" }, writer),
    await t.tool("ticket_split", { ticketId, noteIds: [notes[0].id] }, writer),
    await t.tool("ticket_merge", { ticketId: "TKT-1001", into: ticketId }, writer),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/zebra|unicorn|\+1555/);
});

test("a ticket with twenty thousand notes is merged without anybody waiting for it", async () => {
  const [goes, stays] = [await handOver({ oaKey: "k1" }), await handOver({ oaKey: "k2" })];
  const { id } = (await get(goes.ticketId)).ticket;
  await t.desk.database.write([
    {
      sql: `INSERT INTO ticket_notes (id, ticket_id, content, author, created_at)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT 'note_' || i, ?, 'words ' || i, 'test', i FROM n`,
      args: [id],
    },
  ]);
  expect((await merge(goes.ticketId, stays.ticketId)).status).toBe(200);
  const { notes, notesLeftOut } = await get(stays.ticketId);
  expect(notes.length + notesLeftOut).toBe(20_001);
});

test("a ticket is read in less than 40 KB, whatever its words are", async () => {
  const words = "寿限無".repeat(1300);
  const { body } = await call("create_ticket", { description: words, category: "general" });
  for (let n = 0; n < 40; n++)
    await call("append_ticket_note", { ticketId: body.ticketId, note: `${n} ${words}` });
  const answer = await get(body.ticketId);
  const json = JSON.stringify(answer);
  expect(Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(json))).toBeLessThan(40_000);
  expect([answer.notes.at(-1).untrustedContent.startsWith("39 "), answer.notesLeftOut > 0]).toEqual([
    true,
    true,
  ]);
});
