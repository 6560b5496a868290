import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { decider } from "#tests/support/deciding.ts";

/** What somebody who meant harm, or had bad luck, has made of routing and common answers. */
let d: TwilioDesk;
let second: string;
let owner: string;
let who: string;
let numbers = 0;
const nextNumber = () => `+1312555${String(2000 + numbers++)}`;

beforeAll(async () => {
  d = await openTwilioDesk();
  second = d.twilio.numbers[1]?.phoneNumber ?? "";
  const asked = await d.call("answer_set", {
    ...{ question: "Wifi", words: ["wifi password"], answer: "It is on the fridge.", mode: "send" },
  });
  expect(await (await decider(d.t))(asked.body.queue_id)).toBe("executed");
});
afterAll(() => d.close());
/** Each on a day of its own, with people of its own and no rules. */
beforeEach(async () => {
  [owner, who] = [nextNumber(), nextNumber()];
  await d.t.set("business.owner_numbers", [owner]);
  const { body } = await d.call("routing_list", {});
  for (const { id } of body.rules) await d.call("routing_remove", { id });
  d.t.clock.advance(86_400_000);
});

async function hears(from: string, body: string, to = d.line): Promise<void> {
  d.t.clock.advance(30_000);
  await d.hook("sms", d.twilio.inboundSms({ from, to, body }));
  await Bun.sleep(60);
  await d.t.settle();
}
async function misses(from: string, id: string): Promise<void> {
  const at = d.t.clock.now();
  await d.asDesk("call.record", {
    ...{ provider: "twilio", kind: "call", providerId: id, direction: "inbound", peer: from, at },
    ...{ line: { providerId: "", number: d.line }, status: "no_answer", duration: null },
    ...{ answeredAt: null, completedAt: at, updatedAt: at },
  });
}
const sentTo = (phone: string) =>
  d.twilio.messages
    .filter(({ direction, to }) => direction !== "inbound" && to === phone)
    .map(({ body }) => body);
async function stateOf(phone: string): Promise<Record<string, unknown>> {
  const { body } = await d.call("conversation_list", { digits: phone.slice(1) });
  return body.conversations[0] ?? {};
}

describe("a common answer", () => {
  test.each([
    "There is smoke and fire in the kitchen!",
    "This is unacceptable, I want a refund",
    "The boiler is broken and leaking",
  ])("does not go into what is open and grave, nor settles it: %s", async (grave) => {
    await hears(who, grave);
    await hears(who, "what is the wifi password");
    expect(sentTo(who)).toEqual([]);
    expect(await stateOf(who)).toMatchObject({ suggestedAnswer: "It is on the fridge." });
    expect((await stateOf(who))["waitingSince"]).toBeDefined();
  });

  test("settles the question alone, not what waited beside it", async () => {
    await hears(who, "Hi, do you have a room on Friday?");
    await hears(who, "wifi password?");
    expect(sentTo(who)).toEqual(["It is on the fridge."]);
    expect((await stateOf(who))["waitingSince"]).toBeDefined();
    const other = nextNumber();
    await hears(other, "wifi password?");
    expect(sentTo(other)).toHaveLength(1);
    expect((await stateOf(other))["waitingSince"]).toBeUndefined();
  });

  test.each([
    "I'm having chest pain, what is the wifi password",
    "wifi password?? I am calling my attorney, you scammers",
    "she is threatening me with a knife. wifi password?",
    "the wifi password you gave me is wrong",
    "This place is disgusting. wifi password?",
    "wifi password? also my husband left his coat in room 4 and we fly home tonight",
    "INFO",
  ])("is not sent where there is more to it: %s", async (text) => {
    await hears(who, text);
    expect(sentTo(who).filter((body) => body.includes("fridge"))).toEqual([]);
  });

  test.each([
    "Hi! What is the wifi password please? Thanks",
    "wifi password",
    "buenas, wifi password por favor",
  ])("is sent to a bare question: %s", async (text) => {
    await hears(who, text);
    expect(sentTo(who)).toEqual(["It is on the fridge."]);
  });

  test("is not made while everything is stopped", async () => {
    await runOperation(d.t.desk, "desk.stop", {});
    await hears(who, "wifi password?");
    await runOperation(d.t.desk, "desk.resume", {});
    d.t.clock.advance(60_000);
    await d.t.desk.outbox.resume();
    await d.t.settle();
    expect(sentTo(who)).toEqual([]);
  });

  test("leaves from the line that a rule says", async () => {
    await d.call("routing_set", { words: ["cove"], answerFrom: second });
    await hears(who, "wifi password at cove?");
    const found = d.twilio.messages.find(({ body, to }) => to === who && body.includes("fridge"));
    expect(found?.from).toBe(second);
  });
});

describe("the notice of an emergency", () => {
  test("comes again for a new one, after the last was done", async () => {
    await hears(who, "There is smoke coming out of the socket, fire!");
    expect(sentTo(owner)).toHaveLength(1);
    await d.call("conversation_set", { phoneNumber: who, done: true });
    d.t.clock.advance(60 * 60_000);
    await misses(who, `CA${who}`);
    await hears(who, "Fire in the kitchen, smoke everywhere, help!!");
    expect(sentTo(owner)).toHaveLength(2);
  });

  test("cannot be had again and again by STOP and START, nor settles what waits", async () => {
    for (let n = 0; n < 4; n++)
      for (const text of ["Fire! smoke everywhere", "STOP", "START"]) await hears(who, text);
    expect(sentTo(owner)).toHaveLength(1);
    expect((await stateOf(who))["waitingSince"]).toBeDefined();
  });

  test("is never about the owner's own number, however it is typed, or a machine's answer to the notice", async () => {
    const another = nextNumber();
    await d.t.set("business.owner_numbers", [`(312) 555-${owner.slice(-4)}`, another]);
    for (const number of [owner, another]) await hears(number, "hi");
    await hears(who, "Fire, smoke everywhere!!");
    for (let n = 0; n < 3; n++)
      await hears(owner, "I'm driving right now. If this is an emergency, please call 911.");
    expect([sentTo(owner).length, sentTo(another).length]).toEqual([1, 1]);
  });

  test("is tried again with their next text where it could not be sent", async () => {
    const canText = (is: 0 | 1) =>
      d.t.desk.database.write([{ sql: "UPDATE lines SET can_text = ?", args: [is] }]);
    await canText(0);
    await hears(who, "Fire, smoke everywhere!!");
    expect(sentTo(owner)).toEqual([]);
    await canText(1);
    await hears(who, "please, there is fire, help");
    expect(sentTo(owner)).toHaveLength(1);
  });
});

describe("rules", () => {
  test("that are put first come first", async () => {
    await d.call("routing_set", { assignee: "Old" });
    await d.call("routing_set", { assignee: "New", place: 1 });
    const { body } = await d.call("routing_list", {});
    expect(body.rules.map(({ assignee }: { assignee: string }) => assignee)).toEqual(["New", "Old"]);
  });

  test.each(["🅿️🅿️", "!!", "‮gnp.exe", "a\u0000b"])(
    "have words that can be found: %j is refused",
    async (word) => {
      expect((await d.call("routing_set", { words: [word], assignee: "Maria" })).status).toBe(400);
    },
  );

  test("end with their matter: a week later the line they wrote to answers, and no old draft stands ready", async () => {
    await d.call("answer_set", { question: "Parking", words: ["parking"], answer: "Behind the house." });
    const { body } = await d.call("routing_set", { words: ["cove"], answerFrom: second });
    await hears(who, "parking at cove?");
    expect(await stateOf(who)).toMatchObject({ answerFrom: second, suggestedAnswer: "Behind the house." });
    await d.call("routing_remove", { id: body.rule.id });
    await d.call("conversation_set", { phoneNumber: who, done: true });
    d.t.clock.advance(7 * 86_400_000);
    await misses(who, `CA${who}`);
    expect(await stateOf(who)).not.toHaveProperty("suggestedAnswer");
    expect(await stateOf(who)).not.toHaveProperty("answerFrom");
  });

  test("leave a line alone that cannot text", async () => {
    const canText = (is: 0 | 1) =>
      d.t.desk.database.write([
        { sql: "UPDATE lines SET can_text = ? WHERE number = ?", args: [is, d.line] },
      ]);
    await canText(0);
    await hears(who, "Hello?", second);
    const sent = await d.send({ to: [who], content: "Yes?", purpose: "conversational" });
    expect([sent.status, d.twilio.messages.at(-1)?.from]).toEqual([200, second]);
    await canText(1);
  });
});
