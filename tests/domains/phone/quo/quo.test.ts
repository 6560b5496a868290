import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type FakeQuo, type Fault, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { datedMessage } from "#tests/fakes/quo-events.ts";
import { noon } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const customer = "+15550100200";
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let quo: FakeQuo;
let t: TestDesk;
let token: string;

beforeEach(async () => {
  quo = startFakeQuo();
  t = await openTestDesk({
    env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url, QUO_WEBHOOK_SECRET: secret },
  });
  t.clock.set(Date.now());
  await t.set("windows.quiet_from", "00:00");
  await t.set("windows.quiet_until", "00:00");
  token = await t.token("phone:read", "phone:write");
});

afterEach(async () => {
  expect(quo.violations).toEqual([]);
  await t.close();
  await quo.stop();
});

const send = (args: object = {}) =>
  t.tool("send_sms", { to: [customer], content: "On our way.", ...args }, token);
const history = async () => (await t.tool("get_message_history", {}, token)).body.messages;

test("reads the account's lines, and sends from one of them by number or Quo's id", async () => {
  const { lines } = (await t.tool("list_lines", {}, token)).body;
  expect(lines).toEqual([
    expect.objectContaining({
      number: quo.number,
      name: "Main",
      provider: "quo",
      isUsual: true,
      canCall: false,
    }),
  ]);
  await send({ from: quo.number });
  await send({ from: quo.numberId, content: "Here." });
  expect(quo.messages.map((each) => [each.from, each.to, each.text])).toEqual([
    [quo.number, [customer], "On our way."],
    [quo.number, [customer], "Here."],
  ]);
});

test("several numbers are requests of their own, never a group thread", async () => {
  await send({ to: [customer, "+15550100201", "+15550100202"] });
  expect(quo.messages.map((each) => each.to.length)).toEqual([1, 1, 1]);
});

test("a number that is not ours is refused with the ones that are", async () => {
  const { status, body } = await send({ from: "+15550000000" });
  expect([status, body.code]).toEqual([400, "VALIDATION_ERROR"]);
  expect(body.fields.from[0]).toContain(quo.number);
  expect(quo.messages).toEqual([]);
});

test("delivery news that comes before Quo's answer ends in one text", async () => {
  await send();
  const [message] = quo.messages;
  const event = JSON.stringify(
    datedMessage({
      type: "message.delivered",
      messageId: message?.id ?? "",
      text: "On our way.",
      at: new Date(t.clock.now()).toISOString(),
    }),
  );
  await t.request("/webhooks/quo", {
    method: "POST",
    body: event,
    headers: signStandard(event, secret, t.clock.now()),
  });
  await t.settle();
  expect(await history()).toEqual([expect.objectContaining({ status: "delivered", content: "On our way." })]);
});

const failures: [string, Fault, number, string, number][] = [
  ["401", { kind: "status", status: 401 }, 501, "NOT_CONFIGURED", 0],
  ["402", { kind: "status", status: 402 }, 502, "UPSTREAM_ERROR", 0],
  ["403", { kind: "status", status: 403 }, 502, "UPSTREAM_ERROR", 0],
  ["404", { kind: "status", status: 404 }, 502, "UPSTREAM_ERROR", 0],
  [
    "400 for an unregistered line",
    { kind: "status", status: 400, body: { code: "0206400", status: 400, message: "x" } },
    409,
    "BLOCKED",
    0,
  ],
  [
    "403 for the daily cap",
    { kind: "status", status: 403, body: { code: "0204403", status: 403, message: "x" } },
    429,
    "RATE_LIMIT_EXCEEDED",
    0,
  ],
  [
    "an error in the gateway's shape",
    { kind: "status", status: 400, body: { error: { message: "secret words", key: "k" } } },
    502,
    "UPSTREAM_ERROR",
    0,
  ],
];

test.each(failures)(
  "answers Quo's %s in the desk's own words, and nothing went out",
  async (_name, fault, status, code, sent) => {
    quo.faults.push(fault);
    const answer = await send();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.next).toBeTruthy();
    expect(JSON.stringify(answer.body)).not.toContain("words of Quo");
    expect(JSON.stringify(answer.body)).not.toContain("secret words");
    expect(quo.messages.length).toBe(sent);
    expect((await history())[0].status).toBe("failed");
  },
);

const doubts: [string, Fault, string][] = [
  ["500", { kind: "status", status: 500 }, "UPSTREAM_ERROR"],
  ["500 after sending", { kind: "status after doing it", status: 500 }, "UPSTREAM_ERROR"],
  ["garbage", { kind: "garbage" }, "UPSTREAM_ERROR"],
  ["silence", { kind: "silence" }, "UPSTREAM_TIMEOUT"],
  ["silence after sending", { kind: "silence after doing it" }, "UPSTREAM_TIMEOUT"],
];

test.each(doubts)(
  "records %s as in doubt, sends it no second time, and asks Quo what became of it",
  async (_name, fault, code) => {
    quo.faults.push(fault);
    const answer = await send();
    expect(answer.body.messages[0]).toMatchObject({ status: "unknown", error: { code } });
    await send();
    t.clock.advance(16_000);
    await t.desk.outbox.lookUpUnknown();
    const wasSent = fault.kind.endsWith("doing it");
    expect((await history()).map((each: { status: string }) => each.status)).toEqual([
      wasSent ? "sent" : "unknown",
    ]);
    expect(quo.messages.length).toBe(wasSent ? 1 : 0);
    expect(quo.requests.filter((each) => each === "POST /v1/messages")).toHaveLength(1);
  },
);

test("a look-up takes no other text's name: an equal text that was sent before stays what it is", async () => {
  await send();
  quo.faults.push({ kind: "silence" });
  await send({ allowDuplicate: true });
  t.clock.advance(16_000);
  await t.desk.outbox.lookUpUnknown();
  const texts = await history();
  expect(texts.map((each: { status: string }) => each.status).sort()).toEqual(["sent", "unknown"]);
});

test("when the last look-up finds nothing, the text says that it most likely never went out", async () => {
  quo.faults.push({ kind: "silence" });
  await send();
  for (const pause of [16_000, 61_000, 301_000, 1_801_000, 7_201_000]) {
    t.clock.advance(pause);
    await t.desk.outbox.lookUpUnknown();
  }
  expect((await history())[0]).toMatchObject({
    status: "unknown",
    error: { message: expect.stringContaining("no trace") },
  });
});

test("a failed send leaves two lines in the audit, and the lines after it are written", async () => {
  quo.faults.push({ kind: "status", status: 401 });
  await send();
  await t.tool("list_lines", {}, token);
  await t.desk.audit.flush();
  const lines = await t.desk.database.slow.read(
    "SELECT operation, outcome FROM audit WHERE face = 'rest' ORDER BY seq",
  );
  expect(lines).toEqual([
    ["message.send", "done"],
    ["message.send", "NOT_CONFIGURED"],
    ["line.list", "done"],
  ]);
});

test("without the key any more, the lines are gone and nothing hangs in a queue", async () => {
  await t.desk.close();
  const folder = t.folder;
  t = await openTestDesk({ folder, clock: t.clock });
  const { lines } = (await t.tool("list_lines", {}, token)).body;
  expect(lines.map((each: { provider: string }) => each.provider)).toEqual(["sandbox"]);
  expect(
    (await t.tool("send_sms", { from: quo.number, to: [customer], content: "x" }, token)).body.code,
  ).toBe("VALIDATION_ERROR");
});

test("429 is waited out as Quo asks, because nothing was sent", async () => {
  quo.faults.push({ kind: "status", status: 429, retryAfter: 1 });
  expect((await send()).body.messages[0].status).toBe("sent");
  expect(quo.messages.length).toBe(1);
});

test("a server that is not there is told at once, and nothing is in doubt", async () => {
  await quo.stop();
  const { status, body } = await send();
  expect([status, body.code]).toEqual([502, "UPSTREAM_ERROR"]);
  expect((await history())[0].status).toBe("failed");
});

test("after five failures Quo is given a rest, and readyz says so", async () => {
  quo.faults.push(...Array.from({ length: 5 }, (): Fault => ({ kind: "status", status: 500 })));
  for (let i = 0; i < 5; i++) await send({ content: `text ${i}` });
  const requests = quo.requests.length;
  expect((await send({ content: "one more", to: ["+15550100299"] })).status).toBe(502);
  expect(quo.requests.length).toBe(requests);
  const ready = await t.request("/readyz");
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ status: "degraded", checks: { quo: { status: "degraded" } } });
});

test("places no calls, and says what can", async () => {
  const { status, body } = await t.tool("make_call", { to: customer }, token);
  expect([status, body.code]).toEqual([501, "UNSUPPORTED"]);
  expect(body.next).toContain("text");
});

test("a transcript that no webhook brought is asked for", async () => {
  quo.calls.push({
    id: "AC77",
    answeredAt: "2026-11-20T10:00:05.000Z",
    answeredBy: null,
    initiatedBy: null,
    direction: "incoming",
    status: "completed",
    completedAt: "2026-11-20T10:01:00.000Z",
    createdAt: "2026-11-20T10:00:00.000Z",
    callRoute: null,
    duration: 55,
    forwardedFrom: null,
    forwardedTo: null,
    aiHandled: null,
    phoneNumberId: quo.numberId,
    participants: [customer],
    updatedAt: "2026-11-20T10:01:00.000Z",
    userId: "US1",
  });
  quo.transcripts.set("AC77", {
    callId: "AC77",
    createdAt: "2026-11-20T10:02:00.000Z",
    duration: 55.2,
    status: "completed",
    dialogue: [{ content: "Hello", start: 0, end: 1, identifier: customer, userId: null }],
  });
  const synced = await t.tool("conversation_sync", { phoneNumber: customer }, token);
  expect(synced.body).toMatchObject({ messages: 0, calls: 1 });
  // It was a while ago on some of the days on which this runs.
  const asked = { phoneNumber: customer, archived: true };
  const { calls } = (await t.tool("get_call_transcripts", asked, token)).body;
  expect(calls[0]).toMatchObject({
    status: "completed",
    transcript: "completed",
    dialogue: [{ untrustedContent: "Hello" }],
  });
});

test("history from before the desk was connected is fetched once", async () => {
  await fetch(`${quo.url}/v1/messages`, {
    method: "POST",
    headers: { authorization: quo.key },
    body: JSON.stringify({ content: "From the app", from: quo.number, to: [customer] }),
  });
  for (let i = 0; i < 2; i++) await t.tool("conversation_sync", { phoneNumber: customer }, token);
  expect(await history()).toEqual([
    expect.objectContaining({ direction: "outbound", content: "From the app" }),
  ]);
});

test("a contact saved here is shown in Quo too", async () => {
  await t.tool(
    "create_contact",
    { name: "Ada Byron Lovelace", phone: customer, email: "ada@example.com" },
    token,
  );
  await t.settle();
  await Bun.sleep(50);
  expect(quo.contacts).toEqual([
    expect.objectContaining({
      source: "frontdesk",
      defaultFields: expect.objectContaining({
        firstName: "Ada",
        lastName: "Byron Lovelace",
        phoneNumbers: [{ name: "phone", value: customer }],
      }),
    }),
  ]);
});

describe("quiet hours", () => {
  beforeEach(async () => {
    await t.set("business.zone", "America/Chicago");
    await t.set("windows.quiet_from", "21:00");
    await t.set("windows.quiet_until", "08:00");
    t.clock.set(Date.UTC(2026, 10, 21, 4, 30));
  });

  test("hold a text back until the morning of the business, and say when", async () => {
    const { status, body } = await send();
    expect([status, body.code, body.next_allowed_at]).toEqual([
      409,
      "BLOCKED",
      "2026-11-21T08:00:00.000-06:00",
    ]);
    expect(quo.messages).toEqual([]);
    t.clock.set(Date.parse(body.next_allowed_at));
    expect((await send()).status).toBe(200);
  });

  test("do not hold back an answer to somebody who has just written", async () => {
    const event = JSON.stringify(datedMessage({ at: new Date(t.clock.now() - 60_000).toISOString() }));
    await t.request("/webhooks/quo", {
      method: "POST",
      body: event,
      headers: signStandard(event, secret, t.clock.now()),
    });
    await t.settle();
    expect((await send()).status).toBe(200);
    expect(noon).toBeGreaterThan(t.clock.now());
  });
});
