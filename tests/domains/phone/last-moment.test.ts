import { afterEach, beforeEach, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { sentOut } from "#tests/support/sent-out.ts";

/** What changes between the moment at which a text's turn is waited for and the moment at which it leaves. */

let d: TwilioDesk;
const customer = "+13125550142";
const other = "+13125550143";

beforeEach(async () => {
  d = await openTwilioDesk();
});
afterEach(async () => {
  await d.close();
});

const sent = () =>
  d.twilio.messages.filter(({ direction }) => direction === "outbound-api").map(({ body }) => body);
const text = (to: string, content: string, rest: object = {}) =>
  d.send({ to: [to], content, purpose: "transactional", ...rest });
const inMs = (ms: number) => new Date(d.t.clock.now() + ms).toISOString();
const hears = (body: string) => d.hook("sms", d.twilio.inboundSms({ from: customer, to: d.line, body }));
const stateOf = async (id: string) => {
  const { body } = await d.call("get_message_history", { limit: 50 });
  const { content, status } = body.messages.find((each: { id: string }) => each.id === id);
  return [content, status];
};

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; n < 500 && !(await isSo()); n++) await Bun.sleep(10);
}

/** Two texts whose time has come, the second of which waits for half a second for the first. */
async function twoDue(wait: number, content: string): Promise<string> {
  await d.t.set("texts.segments_per_second", 2);
  await text(customer, "First", { scheduledAt: inMs(wait) });
  const { body } = await text(other, content, { scheduledAt: inMs(wait) });
  d.t.clock.advance(wait);
  await d.t.desk.outbox.resume();
  await until(() => sent().length === 1);
  return body.messages[0].id;
}

test("a text that is changed while it waits for its turn goes out as it was changed", async () => {
  const id = await twoDue(3_600_000, "Old words");
  expect((await d.call("message_edit", { message_id: id, content: "New words" })).status).toBe(200);
  await until(() => sent().length === 2);
  await d.t.settle();
  expect([sent(), await stateOf(id)]).toEqual([
    ["First", "New words"],
    ["New words", "sent"],
  ]);
}, 15_000);

test("one that is moved to tomorrow while it waits for its turn waits for tomorrow", async () => {
  d.t.clock.set(Date.UTC(2026, 10, 22, 2, 58, 0));
  const id = await twoDue(110_000, "Second");
  const moved = await d.call("message_edit", { message_id: id, scheduledAt: "2026-11-22T18:00:00Z" });
  d.t.clock.advance(30_000);
  await Bun.sleep(700);
  await d.t.settle();
  expect([moved.status, sent(), await stateOf(id)]).toEqual([200, ["First"], ["Second", "scheduled"]]);
  d.t.clock.set(Date.UTC(2026, 10, 22, 18, 0, 1));
  await d.t.desk.outbox.resume();
  await until(() => sent().length === 2);
  await d.t.settle();
  expect(await stateOf(id)).toEqual(["Second", "sent"]);
}, 15_000);

test("one whose turn comes when the quiet hours have begun does not go out", async () => {
  await d.t.set("texts.segments_per_second", 2);
  d.t.clock.set(Date.UTC(2026, 10, 22, 2, 59, 50));
  const first = text(customer, "First");
  await until(() => sent().length === 1);
  const second = text(other, "Second");
  await Bun.sleep(150);
  d.t.clock.set(Date.UTC(2026, 10, 22, 3, 5, 0));
  await first;
  const late = await second;
  expect([late.body.code, sent()]).toEqual(["BLOCKED", ["First"]]);
}, 15_000);

test.each<[string, () => Promise<unknown>, string]>([
  ["a stop", () => hears("please stop texting me"), "BLOCKED"],
  ["everything stopped", () => d.t.set("permissions.stopped", true), ""],
])(
  "%s wins while a refusal for the rate is waited out",
  async (_name, happens, code) => {
    d.twilio.faults.push({ kind: "status", status: 429, retryAfter: 1, only: "POST" });
    const asked = text(customer, "Hello");
    await until(() => d.twilio.faults.length === 0);
    await Bun.sleep(50);
    await happens();
    const { body } = await asked;
    await Bun.sleep(300);
    expect([body.code ?? "", sent().includes("Hello")]).toEqual([code, false]);
    if (code !== "") return;
    // Nothing had gone out: once all runs again, it does.
    await d.t.set("permissions.stopped", false);
    d.t.clock.advance(11_000);
    await d.t.desk.outbox.resume();
    await until(() => sent().length === 1);
    await d.t.settle();
    expect(await stateOf(body.messages[0].id)).toEqual(["Hello", "sent"]);
  },
  15_000,
);

test("a stop wins over a call whose refusal for the rate is waited out", async () => {
  await d.t.set("calls.ring_numbers", ["+13125550111"]);
  d.twilio.faults.push({ kind: "status", status: 429, retryAfter: 1, only: "POST" });
  const asked = d.call("make_call", { to: customer, purpose: "transactional" });
  await until(() => d.twilio.faults.length === 0);
  await Bun.sleep(50);
  await hears("please stop texting me");
  expect([(await asked).body.code, d.twilio.calls.length]).toEqual(["BLOCKED", 0]);
}, 15_000);

test("the word that they will be texted again is not said after they have said stop again", async () => {
  await hears("no me manden mas mensajes");
  await sentOut(d.t);
  await d.t.set("texts.segments_per_second", 2);
  d.t.clock.advance(600_000);
  const before = sent().length;
  const waits = text(other, "x".repeat(300));
  await until(() => sent().length === before + 1);
  await hears("iniciar");
  d.t.clock.advance(1000);
  await hears("basta de mensajes");
  d.twilio.optedOut.clear();
  await waits;
  await until(() => sent().length === before + 2);
  await d.t.settle();
  expect(sent().slice(before + 1)).toEqual([
    "My business: you will get no more texts from us. Reply START to get them again.",
  ]);
}, 20_000);

test("a text waits at the provider no longer than the hours in which it may come", async () => {
  d.t.clock.set(Date.UTC(2026, 10, 22, 2, 30, 0));
  await text(customer, "Half an hour before nine");
  expect(new Map(d.twilio.forms.at(-1)?.form).get("ValidityPeriod")).toBe("1500");
  await hears("Thanks");
  await text(customer, "An answer has no hours");
  expect(new Map(d.twilio.forms.at(-1)?.form).get("ValidityPeriod")).toBe("14400");
});
