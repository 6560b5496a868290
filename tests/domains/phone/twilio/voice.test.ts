import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { sentOut } from "#tests/support/sent-out.ts";
import { openTwilioDesk, type TwilioDesk } from "./line.ts";

let d: TwilioDesk;
const customer = "+13125550142";
const owner = "+13125550199";

beforeEach(async () => {
  d = await openTwilioDesk();
  await d.t.set("business.zone", "America/Chicago");
  await d.t.set("business.owner_numbers", [owner]);
  // A Monday morning there.
  d.t.clock.set(Date.UTC(2026, 10, 23, 16));
});
afterEach(async () => {
  expect(d.twilio.violations).toEqual([]);
  await d.close();
});

const calls = async () => (await d.call("get_call_history", {})).body.calls;
const texts = () => d.twilio.messages.filter(({ direction }) => direction === "outbound-api");

/** A call arrives; what Twilio is told to do. */
async function rings() {
  const form = d.twilio.inboundCall({ from: customer, to: d.line });
  const { body, type } = await d.hook("voice", form);
  expect(type).toBe("text/xml; charset=utf-8");
  return { form, body };
}

describe("a customer who rings", () => {
  test("in opening hours has somebody rung, who takes it by pressing 1", async () => {
    const { form, body } = await rings();
    expect(body).toContain(`<Dial timeout="20" action="http://localhost:3000/webhooks/twilio/voice-dialed">`);
    expect(body).toContain(
      `<Number url="http://localhost:3000/webhooks/twilio/voice-whisper">${owner}</Number>`,
    );
    expect((await calls())[0]).toMatchObject({ direction: "inbound", from: customer, status: "ringing" });
    const leg = {
      ...form,
      CallSid: `CA${"b".repeat(32)}`,
      ParentCallSid: form["CallSid"]!,
      Direction: "outbound-dial",
    };
    const asked = await d.hook("voice-whisper", { ...leg, From: customer, To: owner });
    expect(asked.body).toMatch(/<Gather numDigits="1".*Press 1 to take it.*<\/Gather><Hangup\/>/);
    const taken = await d.hook("voice-accept", { ...leg, Digits: "1" });
    expect(taken.body).toEndWith("<Response></Response>");
    await d.hook("voice-dialed", { ...form, DialCallStatus: "completed", DialBridged: "true" });
    await d.hook("voice-status", d.twilio.callEvent(form["CallSid"]!, { status: "completed", seconds: 65 }));
    expect(await calls()).toEqual([expect.objectContaining({ status: "completed", duration: 65 })]);
  });

  test("and reaches nobody, leaves a message that is transcribed and kept as a reference", async () => {
    const { form } = await rings();
    const then = await d.hook("voice-dialed", { ...form, DialCallStatus: "no-answer" });
    expect(then.body).toMatch(/Nobody can take your call.*<Record .*transcribe="true"/);
    const sid = form["CallSid"]!;
    await d.hook("recording", d.twilio.recordingEvent(sid, { source: "RecordVerb", duration: "12" }));
    await d.hook("transcription", {
      ...{ CallSid: sid, AccountSid: d.twilio.accountSid, TranscriptionSid: `TR${"1".repeat(32)}` },
      ...{ TranscriptionStatus: "completed", TranscriptionText: "Please call me back about the boiler" },
    });
    await d.hook("voice-status", d.twilio.callEvent(sid, { status: "completed", seconds: 30 }));
    const [call] = await calls();
    expect(call).toMatchObject({ status: "missed", recordings: [{ kind: "voicemail", duration: 12 }] });
    const said = await d.call("get_call_transcripts", { callId: call.id });
    expect(said.body.calls[0].dialogue).toEqual([
      { speaker: "customer", start: 0, untrustedContent: "Please call me back about the boiler" },
    ]);
  });

  test("at night, on a closed day or on a holiday is asked for a message at once", async () => {
    for (const moment of [Date.UTC(2026, 10, 24, 3), Date.UTC(2026, 10, 22, 16)]) {
      d.t.clock.set(moment);
      expect((await rings()).body).toContain("We are closed right now");
    }
    await d.t.set("business.holidays", ["2026-11-23"]);
    d.t.clock.set(Date.UTC(2026, 10, 23, 16));
    expect((await rings()).body).toContain("We are closed right now");
  });

  test("hears that the call is recorded before it is, where the owner records", async () => {
    await d.t.set("calls.record", true);
    expect((await rings()).body).toMatch(
      /<Say>This call may be recorded\.<\/Say><Dial .*record="record-from-answer-dual"/,
    );
  });

  test("whoever is rung and does not press 1 has not taken it", async () => {
    const { form } = await rings();
    const leg = { ...form, CallSid: `CA${"b".repeat(32)}`, ParentCallSid: form["CallSid"]! };
    expect((await d.hook("voice-accept", { ...leg, Digits: "2" })).body).toContain("<Hangup/>");
    await d.hook("voice-dialed", { ...form, DialCallStatus: "completed", DialBridged: "false" });
    expect((await calls())[0]).toMatchObject({ status: "missed" });
  });
});

describe("a missed call", () => {
  async function misses(): Promise<void> {
    const { form } = await rings();
    await d.hook("voice-dialed", { ...form, DialCallStatus: "no-answer" });
    await d.hook("voice-status", d.twilio.callEvent(form["CallSid"]!, { status: "completed", seconds: 9 }));
  }

  test("is answered by text only where the owner has switched it on, and once in a while", async () => {
    await misses();
    expect(texts()).toEqual([]);
    await d.t.set("missed_calls.answer_by_text", true);
    await misses();
    await misses();
    expect(texts().map(({ to, body }) => [to, body])).toEqual([
      [customer, expect.stringContaining("Sorry we missed your call")],
    ]);
    d.t.clock.advance(13 * 3_600_000);
    await misses();
    expect(texts().at(-1)?.body).toContain("We are closed right now");
  });

  test("of somebody who has said stop is not", async () => {
    await d.t.set("missed_calls.answer_by_text", true);
    await d.hook("sms", d.twilio.inboundSms({ from: customer, to: d.line, body: "please do not text me" }));
    await sentOut(d.t);
    const before = texts().length;
    await misses();
    expect(texts()).toHaveLength(before);
  });
});

describe("a call that is placed", () => {
  test("says what it is, whom it is for, and how to get no more of them", async () => {
    const { status, body } = await d.call("make_call", {
      to: customer,
      say: "Your taxi is here.",
      maxDuration: 60,
      purpose: "transactional",
    });
    expect([status, body.call.status]).toEqual([200, "ringing"]);
    const placing = d.twilio.forms.find(({ path }) => path.endsWith("/Calls.json"));
    const sent = new Map(placing?.form);
    expect(sent.get("TimeLimit")).toBe("60");
    expect(sent.get("MachineDetection")).toBe("DetectMessageEnd");
    expect(sent.get("Twiml")).toMatch(
      /This is an automated call from My business\. Your taxi is here\. .*press 9/,
    );
    const [placed] = d.twilio.calls;
    await d.hook("voice-status", d.twilio.callEvent(placed!.sid, { status: "in-progress" }));
    await d.hook(
      "voice-status",
      d.twilio.callEvent(placed!.sid, { status: "completed", seconds: 61, answeredBy: "machine_end_beep" }),
    );
    expect((await calls())[0]).toMatchObject({
      ...{ status: "completed", duration: 61, answeredBy: "machine" },
      cost: { micros: 28_000, currency: "USD" },
    });
  });

  test("puts somebody of the business through where nothing is to be said", async () => {
    await d.call("make_call", { to: customer, purpose: "transactional" });
    const form = new Map(d.twilio.forms.at(-1)?.form);
    expect(form.get("Twiml")).toContain(`callerId="${d.line}"`);
    expect(form.get("Twiml")).toContain(owner);
    expect(form.get("AsyncAmd")).toBe("true");
  });

  test("is refused where nobody would be on it", async () => {
    await d.t.set("business.owner_numbers", []);
    const { status, body } = await d.call("make_call", { to: customer });
    expect([status, Object.keys(body.fields)]).toEqual([400, ["say"]]);
  });

  test("is not placed at night, nor to whoever pressed 9", async () => {
    d.t.clock.set(Date.UTC(2026, 10, 24, 4));
    const night = await d.call("make_call", { to: customer, say: "Hello" });
    expect([night.status, night.body.code, night.body.next_allowed_at]).toEqual([
      409,
      "BLOCKED",
      // Illinois keeps machines from calling before nine.
      "2026-11-24T09:00:00.000-06:00",
    ]);
    d.t.clock.set(Date.UTC(2026, 10, 24, 16));
    await d.call("make_call", { to: customer, say: "Hello", purpose: "transactional" });
    const [placed] = d.twilio.calls;
    const form = { ...d.twilio.callEvent(placed!.sid, { status: "in-progress" }), Digits: "9" };
    expect((await d.hook("voice-opt-out", form)).body).toContain("<Hangup/>");
    d.t.clock.advance(120_000);
    expect((await d.call("make_call", { to: customer, say: "Hello again" })).body.code).toBe("BLOCKED");
    const told = await d.call("consent_list", { phoneNumber: customer });
    expect(told.body).toMatchObject({ optedOut: true, consents: [{ source: "call" }] });
  });

  test.each([
    ["busy", "busy"],
    ["no-answer", "no_answer"],
    ["failed", "failed"],
    ["canceled", "canceled"],
  ] as const)("that ends as %s is %s", async (status, known) => {
    await d.call("make_call", { to: customer, say: "Hello", purpose: "transactional" });
    await d.hook("voice-status", d.twilio.callEvent(d.twilio.calls[0]!.sid, { status }));
    expect((await calls())[0]).toMatchObject({ status: known });
  });
});
