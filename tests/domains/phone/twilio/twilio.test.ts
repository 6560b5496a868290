import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { signedPost, signTwilioJson } from "#tests/fakes/twilio-events.ts";
import { sentOut } from "#tests/support/sent-out.ts";
import { openTwilioDesk, type TwilioDesk } from "./line.ts";

let d: TwilioDesk;
const customer = "+13125550142";

beforeEach(async () => {
  d = await openTwilioDesk();
});
afterEach(async () => {
  expect(d.twilio.violations).toEqual([]);
  await d.close();
});

const sent = () => d.twilio.messages.filter(({ direction }) => direction === "outbound-api");
const newest = async () => (await d.call("get_message_history", { limit: 1 })).body.messages[0];

describe("a text", () => {
  test("goes out from the line, and its delivery is followed to the end", async () => {
    const { status, body } = await d.send({
      to: [customer],
      content: "Your table is ready.",
      purpose: "transactional",
    });
    expect([status, body.messages[0]?.status]).toEqual([200, "sent"]);
    expect(body.estimate).toMatchObject({
      texts: 1,
      segments: 1,
      encoding: "GSM-7",
      cost: { micros: 12_800 },
    });
    const [sent] = d.twilio.messages;
    expect(sent).toMatchObject({ to: customer, from: d.line, body: "Your table is ready." });
    for (const state of ["sent", "delivered"] as const) {
      const answer = await d.hook("sms-status", d.twilio.deliver(sent!.sid, state));
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining("<Response/>")]);
    }
    expect(await newest()).toMatchObject({ status: "delivered", content: "Your table is ready." });
  });

  test("that a carrier filters says so in words", async () => {
    await d.send({ to: [customer], content: "Hi" });
    await d.hook("sms-status", d.twilio.deliver(d.twilio.messages[0]!.sid, "undelivered", 30007));
    expect(await newest()).toMatchObject({
      status: "undelivered",
      error: { message: expect.stringContaining("spam") },
    });
  });

  test("that comes in is kept, and nothing is said back that would be texted", async () => {
    const form = d.twilio.inboundSms({ from: customer, to: d.line, body: "Is my repair ready?" });
    const { status, type, body } = await d.hook("sms", form);
    expect([status, type]).toEqual([200, "text/xml; charset=utf-8"]);
    expect(body).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
    expect(await newest()).toMatchObject({
      from: customer,
      to: d.line,
      untrustedContent: "Is my repair ready?",
    });
    await d.hook("sms", form);
    expect((await d.call("get_message_history", {})).body.messages).toHaveLength(1);
  });
});

describe("a line", () => {
  const listed = async () => (await d.call("list_lines", {})).body.lines;

  test("knows its provider, what it can, its place, and what is missing, in words", async () => {
    const [first, second] = d.twilio.numbers;
    await d.t.set("business.properties", [{ id: "main", name: "Main Street 5", line: second!.phoneNumber }]);
    d.twilio.services.push({
      sid: `MG${"1".repeat(32)}`,
      numbers: [first!.phoneNumber],
      campaign: "IN_PROGRESS",
    });
    await readLines();
    const lines = await listed();
    expect(lines[0]).toMatchObject({
      ...{ provider: "twilio", number: first!.phoneNumber, canSendPictures: true, registration: "pending" },
      missing: [expect.stringContaining("not decided yet")],
    });
    expect(lines[1]).toMatchObject({ number: second!.phoneNumber, property: "Main Street 5" });
    const refused = await d.send({ to: [customer], content: "Hi", from: first!.phoneNumber });
    expect([refused.status, refused.body.code]).toEqual([409, "BLOCKED"]);
    expect(d.twilio.messages).toEqual([]);
    d.twilio.services[0]!.campaign = "VERIFIED";
    await readLines();
    expect((await listed())[0]).toMatchObject({ registration: "registered" });
    expect((await d.send({ to: [customer], content: "Hi", purpose: "transactional" })).status).toBe(200);
  });

  test("whose verification is rejected does not text, and says so", async () => {
    d.twilio.numbers.push({
      ...d.twilio.numbers[0]!,
      sid: `PN${"9".repeat(32)}`,
      phoneNumber: "+18005550100",
    });
    d.twilio.verifications.set(`PN${"9".repeat(32)}`, "TWILIO_REJECTED");
    await readLines();
    const line = (await listed()).find(({ number }: { number: string }) => number === "+18005550100");
    expect(line).toMatchObject({ registration: "missing", missing: [expect.stringContaining("verified")] });
  });

  async function readLines(): Promise<void> {
    await d.asDesk("line.record", { provider: "twilio" });
  }
});

describe("what somebody wants", () => {
  const optedOut = async () => (await d.call("consent_list", { phoneNumber: customer })).body.optedOut;

  test("in a word that Twilio answers itself is not answered twice; in other words it is, once", async () => {
    await d.hook("sms", d.twilio.inboundSms({ from: customer, to: d.line, body: "STOP" }));
    expect([await optedOut(), sent().length]).toEqual([true, 0]);
    d.t.clock.advance(60_000);
    await d.hook("sms", d.twilio.inboundSms({ from: customer, to: d.line, body: "START" }));
    expect([await optedOut(), sent().length]).toEqual([false, 0]);
    d.t.clock.advance(60_000);
    await d.hook(
      "sms",
      d.twilio.inboundSms({ from: customer, to: d.line, body: "no me manden mas mensajes" }),
    );
    await sentOut(d.t);
    expect([await optedOut(), sent().map(({ body }) => body)]).toEqual([
      true,
      [expect.stringContaining("no more texts")],
    ]);
  });

  test("is taken as Twilio understood it (Advanced Opt-Out), whatever the word", async () => {
    const form = {
      ...d.twilio.inboundSms({ from: customer, to: d.line, body: "Adios" }),
      OptOutType: "STOP",
    };
    await d.hook("sms", form);
    expect([await optedOut(), sent()]).toEqual([true, []]);
  });

  test("is learnt from a refusal, at once or by callback, and not sent to again", async () => {
    d.twilio.optedOut.add(`${d.line} ${customer}`);
    const refused = await d.send({ to: [customer], content: "Hi", purpose: "transactional" });
    expect([refused.status, refused.body.code]).toEqual([409, "BLOCKED"]);
    expect(await optedOut()).toBe(true);
    const posts = d.twilio.forms.length;
    expect((await d.send({ to: [customer], content: "Again", purpose: "transactional" })).body.code).toBe(
      "BLOCKED",
    );
    expect(d.twilio.forms).toHaveLength(posts);
  });

  test("is followed where Twilio finds that a number has another owner", async () => {
    await d.send({ to: [customer], content: "Hi", purpose: "transactional" });
    const data = { to_number: customer, is_reassigned: true, consent_operation: "opt-out-created" };
    const type = "com.twilio.messaging.reassigned-number.detected";
    const body = JSON.stringify([
      { specversion: "1.0", id: "EZ1", type: "com.twilio.messaging.message.sent", data: {} },
      { specversion: "1.0", id: "EZ2", type, data },
    ]);
    const signed = signTwilioJson(`${d.t.config.baseUrl}/webhooks/twilio/events`, body, d.twilio.authToken);
    const headers = { "content-type": "application/json", "x-twilio-signature": signed.signature };
    const path = signed.url.slice(d.t.config.baseUrl.length);
    expect((await d.t.request(path, { method: "POST", headers, body })).status).toBe(200);
    await d.t.settle();
    expect(await optedOut()).toBe(true);
    const forged = { method: "POST", headers, body: body.replace(customer, "+13125550100") };
    expect((await d.t.request(path, forged)).status).toBe(401);
  });

  test("heard elsewhere is told to Twilio's own ledger, once, and again where that failed", async () => {
    await d.call("consent_record", { phoneNumber: customer, act: "opt_out", words: "told us by phone" });
    for (let n = 0; n < 2; n++) await d.asDesk("consent.tell", {});
    expect(d.twilio.consents).toEqual(
      d.twilio.numbers.map(({ phoneNumber }) =>
        expect.objectContaining({ contact_id: customer, sender_id: phoneNumber, status: "opt-out" }),
      ),
    );
  });

  test("that was rescheduled by Twilio and then not sent is told as it is", async () => {
    await d.send({ to: [customer], content: "Hi", purpose: "transactional" });
    const { sid } = d.twilio.messages[0]!;
    await d.hook("sms-status", d.twilio.deliver(sid, "scheduled"));
    expect(await newest()).toMatchObject({ status: "scheduled" });
    const { body } = await d.call("message_scheduled", {});
    expect(body.messages).toEqual([]);
    await d.hook("sms-status", d.twilio.deliver(sid, "failed", 30047));
    expect(await newest()).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("for the night") },
    });
  });
});

describe("numbers from outside", () => {
  test.each([
    ["+13125550142", "+13125550142", "(312) 555-0142"],
    ["+541123456789", "+5491123456789", "+54 9 11 2345-6789"],
    ["+5491123456789", "+541123456789", "+54 11 2345-6789"],
    ["22395", "22395", undefined],
  ])("%s and %s are one", async (first, second, spelt) => {
    await d.hook("sms", d.twilio.inboundSms({ from: first, to: d.line, body: "One" }));
    await d.hook("sms", d.twilio.inboundSms({ from: second, to: d.line, body: "Two" }));
    const { body } = await d.call("get_message_history", spelt ? { phoneNumber: spelt } : {});
    expect(
      body.messages.map(({ untrustedContent }: { untrustedContent: string }) => untrustedContent),
    ).toEqual(["Two", "One"]);
    expect(new Set(body.messages.map(({ from }: { from: string }) => from)).size).toBe(1);
  });

  test.each(["３１２５５５０１４２", "٣١٢٥٥٥٠١٤٢", "312-555-0142 ext. 7", "tel:+1-312-555-0142"])(
    "%s is read",
    async (written) => {
      const { body } = await d.send({ to: [written], content: "Hi", purpose: "transactional" });
      expect(body.messages[0].to).toBe(customer);
    },
  );
});

describe("pictures", () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

  test("that come in are kept, and what is none is not", async () => {
    const media = [
      { contentType: "image/png", bytes: png },
      { contentType: "image/png", bytes: new TextEncoder().encode("<script>alert(1)</script>") },
    ];
    await d.hook("sms", d.twilio.inboundSms({ from: customer, to: d.line, body: "Look", media }));
    const kept = () => d.t.desk.database.slow.read("SELECT type, length(bytes), position FROM files");
    for (let n = 0; n < 900 && (await kept()).length === 0; n++) await Bun.sleep(10);
    expect(await kept()).toEqual([["image/png", 11, 0]]);
    expect((await newest()).media).toBe(2);
  }, 15_000);

  test("go out where the line can", async () => {
    const mediaUrls = ["https://example.com/a.jpg"];
    const { body } = await d.send({ to: [customer], content: "See", mediaUrls, purpose: "transactional" });
    expect([body.messages[0].status, body.estimate.cost.micros]).toEqual(["sent", 22_000]);
    expect(new Map(d.twilio.forms[0]!.form).get("MediaUrl")).toBe("https://example.com/a.jpg");
  });
});

test("a webhook that is not Twilio's is refused, and one behind a proxy is known by BASE_URL", async () => {
  const form = d.twilio.inboundSms({ from: customer, to: d.line, body: "Hi" });
  const post = signedPost(`${d.t.config.baseUrl}/webhooks/twilio/sms`, form, d.twilio.authToken);
  expect((await d.t.request("/webhooks/twilio/sms-status", post)).status).toBe(401);
  expect((await d.t.request("/webhooks/twilio/sms?x=1", post)).status).toBe(401);
  const host = {
    headers: { ...(post.headers as Record<string, string>), "x-forwarded-host": "evil.example" },
  };
  expect((await d.t.request("/webhooks/twilio/sms", { ...post, ...host })).status).toBe(200);
  const forged = signedPost(`${d.t.config.baseUrl}/webhooks/twilio/sms`, form, "another-token");
  expect((await d.t.request("/webhooks/twilio/sms", forged)).status).toBe(401);
});
