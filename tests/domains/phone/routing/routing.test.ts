import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { decider } from "#tests/support/deciding.ts";

let d: TwilioDesk;
let second: string;
let nobody = 0;
const nextCustomer = () => `+1312555${String(1000 + nobody++).padStart(4, "0")}`;

beforeAll(async () => {
  d = await openTwilioDesk();
  second = d.twilio.numbers[1]?.phoneNumber ?? "";
  await d.t.set("business.owner_numbers", ["+13125550999"]);
  await d.t.set("business.properties", [{ id: "cove", name: "Cove House", line: second }]);
});
afterAll(() => d.close());

async function hears(from: string, body: string, to = d.line): Promise<void> {
  d.t.clock.advance(1000);
  await d.hook("sms", d.twilio.inboundSms({ from, to, body }));
}

async function stateOf(phone: string): Promise<Record<string, unknown>> {
  const { body } = await d.call("conversation_list", { digits: phone.replace("+", "") });
  return body.conversations[0] ?? {};
}

const sentTo = (phone: string) =>
  d.twilio.messages.filter(({ direction, to }) => direction !== "inbound" && to === phone);
const rows = (sql: string) => d.t.desk.database.slow.read(sql);

describe("rules", () => {
  test("are read as sentences, and the first that fits says who looks after it and from which line", async () => {
    const made = await d.call("routing_set", {
      topic: "maintenance",
      words: ["Cove House"],
      answerFrom: second,
    });
    expect(made.status).toBe(200);
    expect(made.body.rule.sentence).toBe(
      "When it is about something broken and says “Cove House”, it is answered from Cove House, +1 555 019 9101.",
    );
    await d.call("routing_set", { topic: "maintenance", assignee: "Maria" });
    await d.call("routing_set", { hours: "closed", assignee: "Night desk" });
    const [cove, other, booking] = [nextCustomer(), nextCustomer(), nextCustomer()];
    await hears(cove, "The boiler at COVE HOUSE is broken");
    await hears(other, "My boiler is broken");
    await hears(booking, "Do you have a room available on Friday?");
    expect(await stateOf(cove)).toMatchObject({ topicGuess: "maintenance", answerFrom: second });
    expect(await stateOf(other)).toMatchObject({ topicGuess: "maintenance", assignee: "Maria" });
    // It is Saturday.
    expect((await stateOf(booking))["assignee"]).toBe("Night desk");
    d.t.clock.advance(2 * 86_400_000);
    const monday = nextCustomer();
    await hears(monday, "Do you have a room available on Friday?");
    expect((await stateOf(monday))["assignee"]).toBeUndefined();
    // Who answers without naming a line answers from that one.
    await d.send({ to: [cove], content: "We are on our way", purpose: "transactional" });
    expect(sentTo(cove).map(({ from }) => from)).toEqual([second]);
    await d.send({ to: [other], content: "We are on our way too", purpose: "transactional" });
    expect(sentTo(other).map(({ from }) => from)).toEqual([d.line]);
    const { body } = await d.call("routing_list", {});
    expect(body.rules.map((rule: { sentence: string }) => rule.sentence)).toEqual([
      made.body.rule.sentence,
      "When it is about something broken, it goes to Maria.",
      "When it comes while you are closed, it goes to Night desk.",
    ]);
  });

  test("leave what a person has given to somebody, until it is done", async () => {
    const who = nextCustomer();
    await hears(who, "My sink is leaking");
    await d.call("conversation_set", { phoneNumber: who, assignee: "Ben" });
    await hears(who, "It is still leaking");
    expect((await stateOf(who))["assignee"]).toBe("Ben");
    await d.call("conversation_set", { phoneNumber: who, done: true });
    await hears(who, "The oven does not work");
    expect((await stateOf(who))["assignee"]).toBe("Maria");
  });

  test("a word of thanks does not change what waits, and a new matter does", async () => {
    const who = nextCustomer();
    await hears(who, "My sink is leaking");
    await hears(who, "thanks in advance");
    expect((await stateOf(who))["topicGuess"]).toBe("maintenance");
    await d.call("conversation_set", { phoneNumber: who, done: true });
    await hears(who, "thanks, all good");
    expect((await stateOf(who))["topicGuess"]).toBeUndefined();
  });

  test("sort what was said on a call too", async () => {
    const who = nextCustomer();
    const at = d.t.clock.now();
    await d.asDesk("call.record", {
      ...{ provider: "twilio", kind: "call", providerId: "CA7", direction: "inbound", peer: who, at },
      ...{ line: { providerId: "", number: d.line }, status: "no_answer", duration: 9 },
      ...{ answeredAt: null, completedAt: at, updatedAt: at },
    });
    await d.asDesk("transcript.record", {
      ...{
        provider: "twilio",
        kind: "transcript",
        providerCallId: "CA7",
        status: "completed",
        at,
        duration: 9,
      },
      dialogue: [{ speaker: "customer", content: "Hi, the heating is broken again.", start: 0, end: 1 }],
    });
    expect(await stateOf(who)).toMatchObject({ topicGuess: "maintenance", assignee: "Maria" });
  });

  test("sort a voicemail whose words come before its call", async () => {
    const who = nextCustomer();
    const at = d.t.clock.now();
    await d.asDesk("transcript.record", {
      ...{
        provider: "twilio",
        kind: "transcript",
        providerCallId: "CA8",
        status: "completed",
        at,
        duration: 9,
      },
      dialogue: [{ speaker: "customer", content: "Hi, the heating is broken again.", start: 0, end: 1 }],
    });
    await d.asDesk("call.record", {
      ...{ provider: "twilio", kind: "call", providerId: "CA8", direction: "inbound", peer: who, at },
      ...{ line: { providerId: "", number: d.line }, status: "no_answer", duration: 9 },
      ...{ answeredAt: null, completedAt: at, updatedAt: at },
    });
    expect(await stateOf(who)).toMatchObject({ topicGuess: "maintenance", assignee: "Maria" });
  });

  test("need something to do, a line of ours, and are removed by id", async () => {
    const empty = await d.call("routing_set", { topic: "booking" });
    expect([empty.status, empty.body.code]).toEqual([400, "VALIDATION_ERROR"]);
    const strange = await d.call("routing_set", { assignee: "Maria", line: "+15550109988" });
    expect(strange.body.code).toBe("VALIDATION_ERROR");
    const made = await d.call("routing_set", { topic: "complaint", assignee: "Owner", place: 1 });
    const first = async () => (await d.call("routing_list", {})).body.rules[0].id;
    const changed = await d.call("routing_set", {
      id: made.body.rule.id,
      topic: "complaint",
      assignee: "Boss",
    });
    expect(changed.body.rule.id).toBe(made.body.rule.id);
    expect((await d.call("routing_remove", { id: made.body.rule.id })).status).toBe(200);
    expect(await first()).not.toBe(made.body.rule.id);
    expect((await d.call("routing_remove", { id: made.body.rule.id })).status).toBe(404);
  });
});

describe("what may be an emergency", () => {
  test("is told to the owner's numbers once, without the customer's words", async () => {
    const who = nextCustomer();
    await hears(who, "There is smoke coming out of the socket, sparks everywhere");
    await hears(who, "please hurry, fire!!");
    for (let n = 0; n < 100 && sentTo("+13125550999").length === 0; n++) await Bun.sleep(10);
    const told = sentTo("+13125550999").map(({ body }) => body);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(`/inbox/${encodeURIComponent(who)}`);
    expect(told[0]).not.toContain("smoke");
    expect(await stateOf(who)).toMatchObject({ topicGuess: "emergency" });
    await hears(who, "we are at number 5");
    expect(await stateOf(who)).toMatchObject({ topicGuess: "emergency" });
  });
});

describe("answers to common questions", () => {
  const parking = {
    question: "Parking",
    words: ["where can we park", "parking"],
    answer: "Behind {{business}}.",
  };
  const wifi = { question: "Wifi", words: ["wifi password"], answer: "It is on the fridge." };

  test("are offered as drafts, and nothing is sent", async () => {
    const made = await d.call("answer_set", parking);
    expect(made.body.answer).toMatchObject({ mode: "draft", question: "Parking" });
    const who = nextCustomer();
    await hears(who, "hi! Where can we PARK tonight?");
    expect((await stateOf(who))["suggestedAnswer"]).toBe("Behind My business.");
    expect(sentTo(who)).toEqual([]);
    await hears(who, "hello??");
    expect((await stateOf(who))["suggestedAnswer"]).toBeUndefined();
  });

  test("are sent by itself only once a person has allowed that, once for a question, and twice a day", async () => {
    const asked = await d.call("answer_set", { ...wifi, mode: "send" });
    expect([asked.status, asked.body.status]).toEqual([202, "authorization_required"]);
    const decide = await decider(d.t);
    expect(await decide(asked.body.queue_id)).toBe("executed");
    for (const extra of [
      { question: "Pets", words: ["dogs"], answer: "Dogs are welcome.", mode: "send" },
      { question: "Towels", words: ["towels"], answer: "Towels are in the hall.", mode: "send" },
    ])
      expect(await decide((await d.call("answer_set", extra)).body.queue_id)).toBe("executed");
    const who = nextCustomer();
    await hears(who, "what is the wifi password please");
    await sent(who, 1);
    d.t.clock.advance(60_000);
    await hears(who, "what was the wifi password again");
    d.t.clock.advance(60_000);
    await hears(who, "are dogs ok?");
    await sent(who, 2);
    d.t.clock.advance(60_000);
    await hears(who, "and do you have towels?");
    await quiet();
    expect(sentTo(who).map(({ body }) => body)).toEqual(["It is on the fridge.", "Dogs are welcome."]);
    expect(
      await rows(`SELECT DISTINCT asked_by FROM messages WHERE peer = '${who}' AND direction = 'outbound'`),
    ).toEqual([["common answer"]]);
  });

  test.each([
    ["a complaint", "The wifi password never worked, this is unacceptable, I want a refund"],
    ["what may be an emergency", "fire!! what is the wifi password, smoke everywhere"],
    ["something broken", "the wifi password is not working, router broken"],
    ["a machine", "Automatic reply: I am away. For the wifi password see the page. Do not reply."],
    ["a code", "Your verification code is 4711. Never share your wifi password"],
  ])("never go to %s", async (_what, text) => {
    const who = nextCustomer();
    await hears(who, text);
    await quiet();
    expect(sentTo(who)).toEqual([]);
  });

  test("never go to a short code, to our own line, to who said stop, or again and again to an echo", async () => {
    await hears("72345", "what is the wifi password");
    await hears(second, "what is the wifi password");
    const stopped = nextCustomer();
    await hears(stopped, "STOP");
    await hears(stopped, "what is the wifi password");
    const echo = nextCustomer();
    await hears(echo, "wifi password");
    await sent(echo, 1);
    // It answers within a second of ours.
    await d.hook("sms", d.twilio.inboundSms({ from: echo, to: d.line, body: "dogs" }));
    await quiet();
    expect([sentTo("72345"), sentTo(second)]).toEqual([[], []]);
    expect(sentTo(stopped).filter(({ body }) => body.includes("fridge"))).toEqual([]);
    expect(sentTo(echo)).toHaveLength(1);
  });

  test("do not break into a talk that somebody here is having", async () => {
    const who = nextCustomer();
    await hears(who, "hi, a question");
    await d.send({
      to: [who],
      content: "Sure, go ahead",
      purpose: "conversational",
      reasoning: "They asked",
    });
    d.t.clock.advance(5 * 60_000);
    await hears(who, "what is the wifi password?");
    await quiet();
    expect(sentTo(who).map(({ body }) => body)).toEqual(["Sure, go ahead"]);
    expect((await stateOf(who))["suggestedAnswer"]).toBe("It is on the fridge.");
  });

  test("two copies of one event are answered once", async () => {
    const who = nextCustomer();
    const form = d.twilio.inboundSms({ from: who, to: d.line, body: "wifi password?" });
    await Promise.all([d.hook("sms", form), d.hook("sms", form), d.hook("sms", form)]);
    await sent(who, 1);
    await quiet();
    expect(sentTo(who)).toHaveLength(1);
  });

  test("have no blank that nobody fills", async () => {
    const made = await d.call("answer_set", { ...parking, answer: "Hi {{name}}" });
    expect([made.status, made.body.code]).toEqual([400, "VALIDATION_ERROR"]);
  });

  async function sent(phone: string, count: number): Promise<void> {
    for (let n = 0; n < 200 && sentTo(phone).length < count; n++) await Bun.sleep(10);
    expect(sentTo(phone)).toHaveLength(count);
  }
  /** Whatever was to be sent has been. */
  async function quiet(): Promise<void> {
    await d.t.settle();
    await Bun.sleep(100);
    await d.t.settle();
  }
});

test("what a text would meet is tried without anything being kept", async () => {
  const before = await rows("SELECT count(*) FROM messages");
  const tried = await d.call("routing_try", { text: "what is the wifi password?" });
  expect(tried.body).toMatchObject({ topicGuess: "other", answer: { question: "Wifi" }, isSent: true });
  expect((await d.call("routing_try", { text: "the tap drips" })).body.rule.assignee).toBe("Maria");
  expect(await rows("SELECT count(*) FROM messages")).toEqual(before);
});
