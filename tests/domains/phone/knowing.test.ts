import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";

let d: TwilioDesk;
let clerk: string;
const ann = "+13125550142";
const ben = "+13125550143";
const noon = Date.UTC(2026, 10, 20, 18, 0);
const minute = 60_000;

const iso = (at: number) => new Date(at).toISOString();

async function spoken(id: string, peer: string, at: number, lines: [string, string][]): Promise<void> {
  const provider = "twilio";
  await d.asDesk("call.record", {
    ...{ provider, kind: "call", providerId: id, direction: "inbound", peer, status: "completed" },
    line: { providerId: "", number: d.line },
    ...{ duration: 60, at, answeredAt: at, completedAt: at + minute, updatedAt: at + minute },
  });
  await d.asDesk("transcript.record", {
    ...{ provider, kind: "transcript", providerCallId: id, status: "completed", duration: 60, at },
    dialogue: lines.map(([speaker, content], n) => ({ speaker, content, start: n, end: n + 1 })),
  });
}

beforeAll(async () => {
  d = await openTwilioDesk();
  clerk = await d.t.token("phone:read", "phone:write", "helpdesk:read", "helpdesk:write");
  d.t.clock.set(noon);
  await d.hook("sms", d.twilio.inboundSms({ from: ann, to: d.line, body: "The boiler hums" }));
  await spoken("CA1", ann, noon + minute, [
    ["desk", "Front desk, good afternoon."],
    ["customer", "The boiler is humming and the shower is cold, la caldera hace ruido."],
  ]);
  await spoken("CA2", ben, noon + 2 * minute, [["customer", "お湯が出ません"]]);
  d.t.clock.set(noon + 3 * minute);
  const missed = { From: ben, To: d.line, Direction: "inbound", CallStatus: "no-answer" };
  await d.hook("voice-status", { CallSid: `CA${"3".repeat(32)}`, ...missed });
  await d.t.tool(
    "create_ticket",
    { description: "Boiler hums", category: "maintenance", callerNumber: ann },
    clerk,
  );
});
afterAll(() => d.close());

const search = async (args: object) => (await d.call("search_messages", args)).body;
const idsOf = (found: { calls?: { from: string }[] }) => (found.calls ?? []).map(({ from }) => from);

describe("search_messages", () => {
  test("finds what was said on calls beside what was written, in whatever language", async () => {
    const found = await search({ query: "boiler" });
    expect(found.messages.map((each: { untrustedContent: string }) => each.untrustedContent)).toEqual([
      "The boiler hums",
    ]);
    expect(found.calls).toMatchObject([{ from: ann, status: "completed" }]);
    expect(found.calls[0].untrustedExcerpt).toContain("boiler is humming");
    expect(idsOf(await search({ query: "caldera ruidos" }))).toEqual([ann]);
    expect(idsOf(await search({ query: "お湯" }))).toEqual([ben]);
    expect(idsOf(await search({ query: "helicopter" }))).toEqual([]);
  });

  test("is narrowed by contact, direction, line and time", async () => {
    expect(idsOf(await search({ query: "boiler", phoneNumber: ben }))).toEqual([]);
    expect(idsOf(await search({ query: "boiler", direction: "outbound" }))).toEqual([]);
    expect(idsOf(await search({ query: "boiler", line: d.line }))).toEqual([ann]);
    const other = d.twilio.numbers[1]?.phoneNumber;
    expect((await search({ query: "boiler", line: other })).messages).toEqual([]);
    expect(idsOf(await search({ query: "boiler", since: iso(noon + 2 * minute) }))).toEqual([]);
    const before = await search({ query: "boiler", until: iso(noon + 30_000) });
    expect([before.messages.length, idsOf(before)]).toEqual([1, []]);
  });
});

describe("what is new", () => {
  test("is listed since a time, of every kind", async () => {
    const since = iso(noon + 90_000);
    expect((await d.call("get_message_history", { since })).body.messages).toEqual([]);
    expect((await d.call("get_message_history", { until: since })).body.messages).toHaveLength(1);
    expect((await d.call("get_call_history", { since })).body.calls).toHaveLength(2);
    expect((await d.call("get_call_transcripts", { since })).body.calls).toHaveLength(2);
    const { conversations } = (await d.call("conversation_list", { since })).body;
    expect(conversations.map((each: { phoneNumber: string }) => each.phoneNumber)).toEqual([ben]);
    const tickets = (args: object) => d.t.tool("list_tickets", args, clerk);
    expect((await tickets({ since })).body.tickets).toHaveLength(1);
    expect((await tickets({ since: iso(noon + 9 * minute) })).body.tickets).toEqual([]);
    expect((await d.call("get_call_history", { since: "yesterday-ish" })).body.code).toBe("VALIDATION_ERROR");
  });

  test("that nobody has answered stands apart", async () => {
    const { conversations } = (await d.call("conversation_list", { unanswered: true })).body;
    expect(conversations.map((each: { phoneNumber: string }) => each.phoneNumber)).toEqual([ben]);
    const { calls } = (await d.call("call_missed", {})).body;
    expect(calls).toMatchObject([{ from: ben, status: "no_answer", waitsForAnswer: true, voicemail: false }]);
    await d.send({ to: [ben], content: "We call you back", purpose: "transactional" });
    expect((await d.call("call_missed", { waiting: true })).body.calls).toEqual([]);
    expect((await d.call("call_missed", {})).body.calls).toMatchObject([{ waitsForAnswer: false }]);
  });
});

describe("get_conversation_context", () => {
  test("has texts, what was said on calls and tickets, in time order", async () => {
    const { body } = await d.t.tool("get_conversation_context", { phoneNumber: ann }, clerk);
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(["message", "call", "ticket"]);
    expect(body.items[1].dialogue).toMatchObject([
      { speaker: "desk", content: "Front desk, good afternoon." },
      { speaker: "customer", untrustedContent: expect.stringContaining("caldera") },
    ]);
    expect(body.items[2]).toMatchObject({ status: "open", untrustedDescription: "Boiler hums" });
  });

  test("shows no ticket to an app that may read none", async () => {
    const { items } = (await d.call("get_conversation_context", { phoneNumber: ann })).body;
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(["message", "call"]);
  });
});

test("a call without a transcript says why", async () => {
  const notes = (await d.call("get_call_transcripts", { phoneNumber: ben })).body.calls.map(
    (call: { transcript: string; transcriptNote?: string }) => [call.transcript, call.transcriptNote],
  );
  expect(notes).toEqual([
    ["absent", "Nobody took the call, so nothing was said on it."],
    ["completed", undefined],
  ]);
});

describe("what a month has cost", () => {
  test("is said by line, and kept within the owner's budget, whoever sends", async () => {
    await d.t.set("budget.lines", [`${d.line} 1`]);
    const [line] = (await d.call("line_usage", {})).body.lines;
    expect(line).toMatchObject({
      ...{ line: d.line, texts: 1, segments: 1, calls: 0 },
      ...{ cost: { micros: 12_800 }, budget: { micros: 1_000_000 }, left: { micros: 987_200 } },
    });
    const long = "x".repeat(1500);
    const texts = Array.from({ length: 6 }, (_, n) => ({ to: [ann], content: `${n}${long}` }));
    const rehearsed = await d.send({ ...texts[0], dryRun: true });
    expect(rehearsed.body.dryRun.budget).toEqual({ micros: 1_000_000, spent: 12_800, left: 987_200 });
    const codes = [];
    for (const text of texts) codes.push((await d.send(text)).body.code ?? "sent");
    // Ten parts of 12,800 each: 128,000 a text.
    expect(codes).toEqual(["sent", "sent", "sent", "sent", "sent", "sent"]);
    const more = await Promise.all([6, 7].map((n) => d.send({ to: [ann], content: `${n}${long}` })));
    expect(more.map(({ body }) => body.code ?? "sent").sort()).toEqual(["BUDGET_EXCEEDED", "sent"]);
    expect(more.find(({ body }) => body.code)?.status).toBe(402);
    await d.t.set("budget.lines", []);
    expect((await d.send({ to: [ann], content: "Free again" })).status).toBe(200);
  });
});

describe("where a conversation stands", () => {
  const set = async (args: object) => (await d.call("conversation_set", { phoneNumber: ben, ...args })).body;
  const listed = async (args: object) =>
    (await d.call("conversation_list", args)).body.conversations.map(
      (each: { phoneNumber: string }) => each.phoneNumber,
    );

  test("is said by hand or by tool, and what they write opens it again", async () => {
    await d.hook("sms", d.twilio.inboundSms({ from: ben, to: d.line, body: "Any news?" }));
    expect(await listed({ unanswered: true })).toEqual([ben]);
    const until = iso(d.t.clock.now() + 3_600_000);
    expect(
      (await set({ snoozedUntil: until, assignee: "Maria", note: "Waits for a part" })).state,
    ).toMatchObject({
      ...{ unread: true, assignee: "Maria", untrustedNote: "Waits for a part" },
      snoozedUntil: expect.any(String),
    });
    expect([await listed({ unanswered: true }), await listed({ assignee: "Maria" })]).toEqual([[], [ben]]);
    d.t.clock.advance(3_600_001);
    expect(await listed({ unanswered: true })).toEqual([ben]);
    expect((await set({ done: true })).state).toMatchObject({ unread: false, doneAt: expect.any(String) });
    expect(await listed({ unanswered: true })).toEqual([]);
    d.t.clock.advance(1000);
    await d.hook("sms", d.twilio.inboundSms({ from: ben, to: d.line, body: "Hello?" }));
    const [row] = (await d.call("conversation_list", { limit: 1 })).body.conversations;
    expect([row.doneAt, row.assignee, row.unread, typeof row.waitingSince]).toEqual([
      ...[undefined, "Maria", true, "string"],
    ]);
    expect((await set({ assignee: "", note: null })).state).toEqual({
      ...{ unread: true, waitingSince: expect.any(String) },
    });
    expect((await set({ snoozedUntil: "2020-01-01T00:00" })).code).toBe("VALIDATION_ERROR");
    expect((await d.call("conversation_set", { phoneNumber: "+13125559999", done: true })).body.code).toBe(
      "NOT_FOUND",
    );
  });

  test("is reported with how soon it was answered and done", async () => {
    const cat = "+13125550177";
    await d.hook("sms", d.twilio.inboundSms({ from: cat, to: d.line, body: "Is it open?" }));
    d.t.clock.advance(90_000);
    await d.send({ to: [cat], content: "Yes", purpose: "transactional", reasoning: "They asked" });
    d.t.clock.advance(60_000);
    await d.call("conversation_set", { phoneNumber: cat, done: true });
    const { conversations } = (await d.call("conversation_report", {})).body;
    expect(conversations[0]).toMatchObject({
      ...{ phoneNumber: cat, textsIn: 1, textsOut: 1, calls: 0 },
      ...{ firstResponseSeconds: 90, resolutionSeconds: 150, assignee: null },
    });
    const none = await d.call("conversation_report", {
      until: "2020-01-01T00:00",
      since: "2019-01-01T00:00",
    });
    expect(none.body.conversations).toEqual([]);
  });
});
