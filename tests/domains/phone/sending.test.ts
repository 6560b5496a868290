import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { decider } from "#tests/support/deciding.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { sentOut } from "#tests/support/sent-out.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});
afterEach(() => t.close());

const customer = "+15550100200";
const minute = 60_000;
const day = 24 * 60 * minute;
const call = (name: string, args: object) => t.tool(name, args, token);
const send = (args: object) => call("send_sms", { to: [customer], ...args });
const at = (milliseconds: number) => new Date(t.clock.now() + milliseconds).toISOString();

async function customerWrites(text: string, from = customer): Promise<void> {
  const form = new URLSearchParams({ from, text });
  await t.request("/sandbox/messages", { method: "POST", body: form, address: "127.0.0.1" });
  await t.settle();
}

/** Time passes, and what has become due goes out. */
async function later(milliseconds: number): Promise<void> {
  t.clock.advance(milliseconds);
  await t.desk.outbox.resume();
  await sentOut(t);
  await t.settle();
}

const history = async () => (await call("get_message_history", { limit: 50 })).body.messages;
const statusOf = async (id: string) =>
  (await history()).find((each: { id: string }) => each.id === id)?.status;

describe("what a text comes to", () => {
  test("is told with it: parts, letters, and money by a dated list", async () => {
    const { body } = await send({ content: "Hi" });
    expect(body.estimate).toMatchObject({
      texts: 1,
      segments: 1,
      encoding: "GSM-7",
      cost: { micros: 0, currency: "USD" },
    });
  });

  test("and how it would be shorter", async () => {
    const content = `“${"See you at the pool. ".repeat(6)}” 👋`;
    const { body } = await send({ content });
    expect(body.estimate).toMatchObject({ encoding: "UCS-2", segments: 2 });
    expect(body.estimate.shorter).toMatch(/^"See you[\x20-\x7e]+"$/);
  });

  test("a dry run tells it all, and sends and keeps nothing", async () => {
    await customerWrites("STOP", "+15550100209");
    const to = ["+15550100209", ...Array.from({ length: 6 }, (_, n) => `+155501003${10 + n}`)];
    const { status, body } = await call("send_bulk_sms", { to, content: "Hello", dryRun: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ messages: [], estimate: { texts: 6, segments: 6 } });
    expect(body.blocked).toEqual([expect.objectContaining({ to: "+15550100209", code: "BLOCKED" })]);
    expect(body.dryRun.needsPerson).toContain("7 numbers");
    expect(
      (await history()).filter((each: { direction: string }) => each.direction === "outbound"),
    ).toHaveLength(1);
    expect(
      (await call("send_sms", { to: ["+15550100310"], content: "Hello", reasoning: "They asked" })).body
        .messages[0].status,
    ).toBe("sent");
  });
});

describe("how many there may be in a day", () => {
  test("to one contact, over all of its numbers", async () => {
    await t.set("limits.texts_per_contact_per_day", 3);
    await call("create_contact", { name: "Ana", phone: customer });
    const other = "+15550100201";
    await t.set("limits.bulk_without_asking", 5);
    const made = await call("create_contact", { name: "Ana at work", phone: other });
    const known = (await call("find_contact_by_phone", { phoneNumber: customer })).body.contact.id;
    await runOperation(t.desk, "contact.merge", { id: made.body.contact.id, into: known });
    for (const [n, to] of [customer, other, customer].entries())
      expect((await call("send_sms", { to: [to], content: `Text ${n}` })).status).toBe(200);
    const refused = await call("send_sms", { to: [other], content: "One more" });
    expect([refused.status, refused.body.code]).toEqual([429, "RATE_LIMIT_EXCEEDED"]);
    expect(refused.body.next_allowed_at ?? refused.body.nextAllowedAt).toStartWith("2026-11-22T00:00");
    expect((await call("send_sms", { to: ["+15550100202"], content: "Somebody else" })).status).toBe(200);
  });

  test("to everybody, by the business's own days and not UTC's", async () => {
    await t.set("business.zone", "America/Los_Angeles");
    await t.set("limits.texts_per_day", 2);
    for (const n of [1, 2]) expect((await send({ content: `Text ${n}` })).status).toBe(200);
    expect((await send({ content: "Text 3" })).body.code).toBe("RATE_LIMIT_EXCEEDED");
    // 15:00 UTC is 7:00 there: UTC's day is over after nine hours, the business's after seventeen.
    t.clock.advance(10 * 60 * minute);
    expect((await send({ content: "Text 3" })).body.code).toBe("RATE_LIMIT_EXCEEDED");
    t.clock.advance(8 * 60 * minute);
    expect((await send({ content: "Text 3" })).status).toBe(200);
  });

  test("also when twenty ask at once", async () => {
    await t.set("limits.texts_per_day", 4);
    await customerWrites("Hello");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send({ content: `At once ${n}` })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
  });
});

describe("a template", () => {
  test("is filled, for one and for each of many", async () => {
    await call("template_set", { name: "reminder", content: "Hi {{name}}, see you {{when}}. {{business}}" });
    const one = await send({ template: "reminder", variables: { name: "Ana", when: "at 3" } });
    expect(one.body.messages[0].content).toBe("Hi Ana, see you at 3. My business");
    const many = await call("send_bulk_sms", {
      template: "reminder",
      variables: { when: "on Monday" },
      messages: [
        { to: "+15550100201", variables: { name: "Bo" } },
        { to: "+15550100202", variables: { name: "{{when}}" } },
      ],
    });
    expect(many.body.messages.map(({ content }: { content: string }) => content)).toEqual([
      "Hi Bo, see you on Monday. My business",
      "Hi {{when}}, see you on Monday. My business",
    ]);
  });

  test("with a blank too few or too many is refused by name", async () => {
    await call("template_set", { name: "reminder", content: "Hi {{name}}" });
    const none = await send({ template: "reminder" });
    expect([none.status, none.body.fields.variables]).toEqual([400, ["name has no value."]]);
    const extra = await send({ template: "reminder", variables: { name: "A", nmae: "B" } });
    expect(extra.body.fields.variables).toEqual(["The template has no blank called nmae."]);
    expect((await send({ template: "nobody" })).body.next).toContain("reminder");
    expect((await send({ template: "reminder", content: "Hi", variables: { name: "A" } })).status).toBe(400);
  });
});

describe("a text for later", () => {
  test("waits, is listed, goes out at its time and not before", async () => {
    const { body } = await send({ content: "Tomorrow at ten", scheduledAt: at(60 * minute) });
    const [{ id, status, scheduledAt }] = body.messages;
    expect([status, scheduledAt]).toEqual(["scheduled", "2026-11-21T16:00:00.000+00:00"]);
    expect((await call("message_scheduled", {})).body.messages).toEqual([expect.objectContaining({ id })]);
    await later(59 * minute);
    expect(await statusOf(id)).toBe("scheduled");
    await later(minute);
    expect(await statusOf(id)).toBe("delivered");
    expect((await call("message_scheduled", {})).body.messages).toEqual([]);
  });

  test("is taken back, and a second time is too late", async () => {
    const { body } = await send({ content: "Not to be", scheduledAt: at(60 * minute) });
    const { id } = body.messages[0];
    expect((await call("message_cancel", { message_id: id })).body.canceled).toEqual([id]);
    expect((await call("message_cancel", { message_id: id })).body.code).toBe("CONFLICT");
    await later(61 * minute);
    expect(await statusOf(id)).toBe("canceled");
    expect((await call("message_cancel", { message_id: "msg_nothing" })).status).toBe(404);
  });

  test("is changed in words and time; what is out is not", async () => {
    const { body } = await send({ content: "At ten", scheduledAt: at(60 * minute) });
    const { id } = body.messages[0];
    const changed = await call("message_edit", {
      message_id: id,
      content: "At eleven",
      scheduled_at: at(120 * minute),
    });
    expect(changed.body.message).toMatchObject({
      content: "At eleven",
      scheduledAt: "2026-11-21T17:00:00.000+00:00",
    });
    await later(61 * minute);
    expect(await statusOf(id)).toBe("scheduled");
    await later(60 * minute);
    expect((await history())[0]).toMatchObject({ id, status: "delivered", content: "At eleven" });
    expect((await call("message_edit", { message_id: id, content: "Too late" })).body.code).toBe("CONFLICT");
  });

  test("is not moved to a day that is full", async () => {
    await t.set("limits.texts_per_contact_per_day", 1);
    const first = await send({ content: "One", scheduledAt: at(day) });
    const second = await send({ content: "Two", scheduledAt: at(2 * day) });
    const move = { message_id: second.body.messages[0].id, scheduledAt: at(day + minute) };
    expect((await call("message_edit", move)).body.code).toBe("RATE_LIMIT_EXCEEDED");
    expect((await call("message_cancel", { message_id: first.body.messages[0].id })).status).toBe(200);
    expect((await call("message_edit", move)).status).toBe(200);
  });

  test("that a person allowed needs a person for every change", async () => {
    const to = Array.from({ length: 6 }, (_, n) => `+155501004${10 + n}`);
    const asked = await call("send_bulk_sms", { to, content: "Closed", scheduledAt: at(60 * minute) });
    expect(asked.status).toBe(202);
    await (await decider(t))(asked.body.queue_id);
    const [first] = (await call("message_scheduled", {})).body.messages;
    expect((await call("message_edit", { message_id: first.id, content: "Open after all" })).status).toBe(
      202,
    );
    expect((await call("message_cancel", { message_id: first.id })).status).toBe(200);
  });

  test.each(["2020-01-01T00:00:00Z", "tomorrow", "2027-03-14T02:30", "2030-01-01T00:00:00Z"])(
    "is refused for %s",
    async (when) => {
      await t.set("business.zone", "America/Chicago");
      expect((await send({ content: "Hi", scheduledAt: when })).body.fields.scheduledAt).toHaveLength(1);
    },
  );

  test("is no repeat of the same text on another day", async () => {
    for (const days of [1, 2, 3])
      expect(
        (await send({ content: "Class is at nine", scheduledAt: at(days * day) })).body.messages[0].status,
      ).toBe("scheduled");
    const again = await send({ content: "Class is at nine", scheduledAt: at(day + minute) });
    expect(again.body.messages[0].repeated).toBe(true);
    expect((await call("message_scheduled", {})).body.messages).toHaveLength(3);
  });

  test("does not go to somebody who has said stop since, at whatever moment", async () => {
    const { body } = await send({ content: "A reminder", scheduledAt: at(60 * minute) });
    await customerWrites("please stop texting me");
    await later(60 * minute);
    const [sent] = (await history()).filter((each: { id: string }) => each.id === body.messages[0].id);
    expect(sent).toMatchObject({ status: "failed", error: { code: "BLOCKED" } });
  });
});

describe("a moment in which it can be taken back", () => {
  const two = ["+15550100201", "+15550100202"];

  test("is given to a bulk, and after it the texts go out", async () => {
    const { body } = await call("send_bulk_sms", { to: two, content: "The pool is closed" });
    expect(body.messages.map(({ status }: { status: string }) => status)).toEqual(["scheduled", "scheduled"]);
    expect(body.recall).toEqual({
      until: "2026-11-21T15:00:15.000+00:00",
      url: "http://localhost:3000/inbox/scheduled",
    });
    await later(16_000);
    expect((await call("message_bulk_status", { bulk_id: body.bulkId })).body.counts).toEqual({
      delivered: 2,
    });
  });

  test("is enough to take all of it back", async () => {
    const { body } = await call("send_bulk_sms", { to: two, content: "A mistake" });
    expect((await call("message_cancel", { bulk_id: body.bulkId })).body.canceled).toHaveLength(2);
    await later(16_000);
    expect((await call("message_bulk_status", { bulk_id: body.bulkId })).body.counts).toEqual({
      canceled: 2,
    });
    expect((await call("message_cancel", { bulk_id: body.bulkId })).body.code).toBe("CONFLICT");
  });

  test("is as long as the owner says", async () => {
    await t.set("windows.recall_seconds", 0);
    const { body } = await call("send_bulk_sms", { to: two, content: "At once" });
    expect(body.recall).toBeUndefined();
    expect(body.messages[0].status).toBe("sent");
  });
});

describe("a bulk", () => {
  test("has a result for each, and what comes back", async () => {
    await t.set("windows.recall_seconds", 0);
    await customerWrites("STOP", "+15550100203");
    const to = ["+15550100201", "+15550100202", "+15550100203", "+15550100001"];
    const { body } = await call("send_bulk_sms", { to, content: "Are you coming?" });
    await t.settle();
    await customerWrites("Yes!", "+15550100202");
    const told = await call("message_bulk_status", { bulk_id: body.bulkId });
    expect(told.body.counts).toEqual({ delivered: 2, blocked: 1, failed: 1 });
    expect(
      told.body.recipients.map(({ to: each, status }: { to: string; status: string }) => [each, status]),
    ).toEqual([
      ["+15550100201", "delivered"],
      ["+15550100202", "delivered"],
      ["+15550100203", "blocked"],
      ["+15550100001", "failed"],
    ]);
    expect(told.body.replies).toEqual([
      expect.objectContaining({ from: "+15550100202", untrustedContent: "Yes!" }),
    ]);
    expect((await call("message_bulk_status", { bulk_id: "blk_none" })).status).toBe(404);
  });

  test.each([1, 41])("of %p is none", async (count) => {
    const to = Array.from({ length: count }, (_, n) => `+155501005${String(n).padStart(2, "0")}`);
    expect((await call("send_bulk_sms", { to, content: "Hi" })).status).toBe(400);
  });
});
