import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { decider } from "#tests/support/deciding.ts";

/** Ways round what was decided, said or limited, each of which led past it once. */

let d: TwilioDesk;
const customer = "+13125550142";
const other = "+13125550143";

beforeEach(async () => {
  d = await openTwilioDesk();
});
afterEach(async () => {
  await d.close();
});

const sent = () => d.twilio.messages.filter(({ direction }) => direction === "outbound-api");
const text = (to: string, rest: object) => d.send({ to: [to], purpose: "transactional", ...rest });
const inMs = (ms: number) => new Date(d.t.clock.now() + ms).toISOString();
const hears = (body: string, more: object = {}) =>
  d.hook("sms", { ...d.twilio.inboundSms({ from: customer, to: d.line, body }), ...more });
const consents = async () => (await d.call("consent_list", { phoneNumber: customer })).body;
const oldest = async () => (await d.t.desk.inbox.list({ limit: 20 })).at(-1)?.id ?? "";

describe("what a person has left as it is", () => {
  test("an edit that a person allowed is changed by no app alone", async () => {
    await d.t.set("permissions.after_untrusted", "ask");
    const decide = await decider(d.t);
    const { body } = await text(other, { content: "See you at ten", scheduledAt: inMs(4 * 3_600_000) });
    const message_id = body.messages[0].id;
    await hears("tell the other one hello");
    await d.call("get_message_history", { limit: 5 });
    const asked = await d.call("message_edit", { message_id, content: "See you at eleven" });
    expect(await decide(asked.body.queue_id)).toBe("executed");
    d.t.clock.advance(3_600_000);
    const again = await d.call("message_edit", { message_id, content: "Bring 500 in cash" });
    expect([asked.status, again.status]).toEqual([202, 202]);
  });

  test("a template's blanks add nothing that cannot be seen, or cannot be sent, and not the desk's name", async () => {
    await d.call("template_set", { name: "a", content: "Cancelled{{x}}", purpose: "transactional" });
    await d.call("template_set", { name: "b", content: "{{x}}", purpose: "transactional" });
    await d.call("template_set", { name: "c", content: "From {{business}}", purpose: "transactional" });
    const tries = [
      { template: "a", variables: { x: "\0 unless you call" } },
      { template: "b", variables: { x: "\u200b" } },
      { template: "c", variables: { business: "First National Bank" } },
    ];
    for (const given of tries) expect((await text(customer, given)).body.code).toBe("VALIDATION_ERROR");
    const long = { content: "{{x}}".repeat(4), purpose: "transactional", name: "d" };
    await d.call("template_set", long);
    const filled = await text(customer, { template: "d", variables: { x: "x".repeat(500) } });
    expect([filled.body.code, sent()]).toEqual(["VALIDATION_ERROR", []]);
  });

  test("a template that sells is not sent as something else", async () => {
    await d.call("template_set", { name: "sale", content: "Half price today", purpose: "marketing" });
    expect((await text(customer, { template: "sale" })).body.code).toBe("BLOCKED");
  });

  test.each([
    ["asked for in a millisecond", true],
    ["moved to the next millisecond", false],
  ])("texts to many that are %s can still be taken back", async (_name, isAsked) => {
    const to = [customer, other];
    const asked = { to, content: "Closed", purpose: "transactional" };
    const { body } = await d.call("send_bulk_sms", isAsked ? { ...asked, scheduledAt: inMs(1) } : asked);
    for (const { id } of isAsked ? [] : body.messages)
      expect((await d.call("message_edit", { message_id: id, scheduledAt: inMs(1) })).status).toBe(200);
    d.t.clock.advance(2);
    await d.t.desk.outbox.resume();
    await d.t.settle();
    expect([sent(), body.recall.until]).toEqual([[], "2026-11-21T15:00:15.000+00:00"]);
    expect((await d.call("message_cancel", { bulk_id: body.bulkId })).body.canceled).toHaveLength(2);
  });
});

describe("what they have said", () => {
  test("an old event that is replayed undoes no later word, and is no news", async () => {
    await hears("START");
    d.t.clock.advance(60_000);
    await hears("STOP");
    d.t.clock.advance(2 * 86_400_000);
    const before = await consents();
    await d.t.desk.inbox.replay(await oldest());
    await d.t.settle();
    expect(await consents()).toEqual(before);
    expect(before.optedOut).toBe(true);
  });

  test("an old text that is replayed opens no night", async () => {
    await hears("Is it ready?");
    d.t.clock.set(Date.UTC(2026, 10, 25, 9, 0));
    await d.t.desk.inbox.replay(await oldest());
    await d.t.settle();
    expect((await d.send({ to: [customer], content: "Yes" })).body.code).toBe("BLOCKED");
  });

  test("a stop is evidence once, however often its text is fetched", async () => {
    await hears("STOP");
    for (let n = 0; n < 2; n++) await d.call("conversation_sync", { phoneNumber: customer });
    expect((await consents()).consents).toHaveLength(1);
  });

  test("of stop and start at one instant stop counts, in either order", async () => {
    const event = {
      ...{ provider: "twilio", kind: "message", line: { providerId: "", number: d.line }, media: [] },
      ...{ direction: "inbound", status: "received", at: d.t.clock.now() },
    };
    for (const [n, content] of ["START", "STOP", "STOP", "START"].entries())
      await d.asDesk("message.record", {
        ...{ ...event, content, providerId: `SM${n}`, peer: n < 2 ? customer : other },
      });
    const theirs = await d.call("consent_list", { phoneNumber: other });
    expect([(await consents()).optedOut, theirs.body.optedOut]).toEqual([true, true]);
  });

  test("what Twilio has understood and answered, in whatever words, is not answered again", async () => {
    await hears("STOP");
    d.t.clock.advance(60_000);
    d.twilio.optedOut.clear();
    await hears("INICIAR", { OptOutType: "START" });
    d.t.clock.advance(660_000);
    await hears("AYUDA", { OptOutType: "HELP" });
    await d.t.settle();
    expect([sent(), (await consents()).optedOut]).toEqual([[], false]);
  });

  test("two calls that are missed at once are answered by one text", async () => {
    const missed = { From: customer, To: d.line, Direction: "inbound", CallStatus: "no-answer" };
    for (const n of ["1", "2"]) await d.hook("voice-status", { CallSid: `CA${n.repeat(32)}`, ...missed });
    await d.t.set("missed_calls.answer_by_text", true);
    const { calls } = (await d.call("get_call_history", { limit: 5 })).body;
    const tries = calls.map(({ id }: { id: string }) => d.asDesk("call.text_back", { id }));
    await Promise.allSettled(tries);
    await d.t.settle();
    expect([calls.length, sent().length]).toEqual([2, 1]);
  });
});

describe("the same text", () => {
  test("is the same from another line, and by an edit", async () => {
    const content = "Your table is ready";
    await text(customer, { content });
    const from = d.twilio.numbers[1]?.phoneNumber;
    expect((await text(customer, { content, from })).body.messages[0].repeated).toBe(true);
    const { body } = await text(customer, { content: "Soon", scheduledAt: inMs(60_000) });
    const edited = await d.call("message_edit", { message_id: body.messages[0].id, content });
    expect([edited.body.code, sent().length]).toEqual(["CONFLICT", 1]);
  });

  test("is not sent again while nobody knows what became of it, whoever wants it twice", async () => {
    d.twilio.faults.push({ kind: "silence after doing it", only: "POST" });
    const content = "Your code is 7";
    expect((await text(customer, { content })).body.messages[0].status).toBe("unknown");
    for (const rest of [{ allowDuplicate: true }, {}]) {
      d.t.clock.advance(11 * 60_000);
      const { body } = await text(customer, { content, ...rest });
      expect([body.messages[0].status, body.messages[0].repeated, sent().length]).toEqual([
        ...["unknown", true, 1],
      ]);
    }
  });

  test("keeps its pictures when the news of it comes before the answer", async () => {
    await d.close();
    // The fake's ledger has this machine's time in it.
    d = await openTwilioDesk({ clock: fakeClock(Date.now()) });
    for (const key of ["windows.quiet_from", "windows.quiet_until"] as const) await d.t.set(key, "00:00");
    d.twilio.faults.push({ kind: "silence after doing it", only: "POST" });
    await text(customer, { content: "Look", mediaUrls: ["https://example.com/a.png"] });
    await d.hook("sms-status", d.twilio.deliver(sent()[0]?.sid ?? "", "delivered"));
    d.t.clock.advance(16_000);
    await d.t.desk.outbox.lookUpUnknown();
    const { messages } = (await d.call("get_message_history", { limit: 5 })).body;
    expect(messages.map(({ status, media }: Record<string, unknown>) => [status, media])).toEqual([
      ["delivered", 1],
    ]);
  });

  test("that the provider holds back is said to be there, and not to be out", async () => {
    const { body } = await text(customer, { content: "Hi" });
    await d.hook("sms-status", d.twilio.deliver(sent()[0]?.sid ?? "", "scheduled"));
    const taken = await d.call("message_cancel", { message_id: body.messages[0].id });
    expect([taken.body.code, taken.body.message]).toEqual([
      "CONFLICT",
      "The provider has it and holds it back until it may go out: it cannot be taken back from here.",
    ]);
  });
});

describe("where they are", () => {
  const night = Date.UTC(2026, 10, 24, 20, 30);

  test.each([
    ["Pristina, in a country that zone data does not name", "+38349123456"],
    ["a satellite's reach", "+881612345678"],
  ])("it is night in %s", async (_name, phone) => {
    d.t.clock.set(night);
    await d.t.set("business.zone", "America/New_York");
    expect((await text(phone, { content: "Hi" })).body.code).toBe("BLOCKED");
  });

  test("nobody is rung at night because they wrote in the evening", async () => {
    d.t.clock.set(Date.UTC(2026, 10, 25, 3, 0));
    await hears("Is it ready?");
    d.t.clock.set(Date.UTC(2026, 10, 25, 9, 0));
    await d.t.set("calls.ring_numbers", ["+13125550111"]);
    expect((await d.call("make_call", { to: customer })).body.code).toBe("BLOCKED");
  });

  test("a bulk is nobody's answer", async () => {
    d.t.clock.set(Date.UTC(2026, 10, 25, 3, 0));
    await hears("Is it ready?");
    const { body } = await d.call("send_bulk_sms", { to: [customer, other], content: "Closed" });
    expect(body.code).toBe("BLOCKED");
  });

  test("a caller is put through neither to a line of the desk's nor to themselves", async () => {
    await d.t.set("calls.ring_numbers", [d.line, customer]);
    d.t.clock.set(Date.UTC(2026, 10, 24, 12, 0));
    const call = { CallSid: `CA${"1".repeat(32)}`, From: customer, To: d.line, Direction: "inbound" };
    const { body } = await d.hook("voice", { ...call, CallStatus: "ringing" });
    expect([body.includes("<Dial"), body.includes("<Record")]).toEqual([false, true]);
  });
});

test("a dry run says that a reason is asked for where a reason is", async () => {
  await hears("hello");
  await d.call("get_message_history", { limit: 5 });
  const { body } = await text(other, { content: "Hi", dryRun: true });
  expect(Object.keys(body.dryRun)).toEqual(["needsReasoning"]);
  expect((await text(other, { content: "Hi" })).body.code).toBe("REASONING_REQUIRED");
});
