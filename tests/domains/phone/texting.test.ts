import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { sandboxLine } from "#domains/phone/sandbox/sandbox.ts";
import { runOperation } from "#src/cli/command.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});

afterEach(() => t.close());

const send = (args: unknown, headers?: Record<string, string>) => t.tool("send_sms", args, token, headers);
const customer = "+15550100200";

async function customerWrites(text: string, from = customer): Promise<void> {
  const form = new URLSearchParams({ from, text });
  const answer = await t.request("/sandbox/messages", { method: "POST", body: form, address: "127.0.0.1" });
  expect(answer.status).toBe(303);
  await t.settle();
}

describe("sending a text", () => {
  test("sends it, and its delivery is seen", async () => {
    const { status, body } = await send({ to: [customer], content: "Your table is ready." });
    expect(status).toBe(200);
    expect(body.messages).toEqual([
      expect.objectContaining({
        from: sandboxLine.number,
        to: customer,
        status: "sent",
        content: "Your table is ready.",
      }),
    ]);
    await t.settle();
    const history = await t.tool("get_message_history", { phoneNumber: customer }, token);
    expect(history.body.messages[0]).toMatchObject({ id: body.messages[0].id, status: "delivered" });
  });

  test.each(["(555) 010-0200", "555.010.0200", "1 555 010 0200", "+1 (555) 010-0200", "tel:+15550100200"])(
    "reads %s",
    async (written) => {
      expect((await send({ to: [written], content: "Hi" })).body.messages[0].to).toBe(customer);
    },
  );

  test("reads a number in the business's own country", async () => {
    await t.set("business.region", "GB");
    expect((await send({ to: ["020 7946 0018"], content: "Hi" })).body.messages[0].to).toBe("+442079460018");
  });

  test("takes a bare number where a list is asked for", async () => {
    expect((await send({ to: customer, content: "Hi" })).body.messages[0].to).toBe(customer);
  });

  test("several numbers are separate texts, the same number once", async () => {
    const { body } = await send({ to: ["+15550100201", "555-010-0202", "+15550100201"], content: "Hi both" });
    expect(body.messages.map((each: { to: string }) => each.to)).toEqual(["+15550100201", "+15550100202"]);
  });

  test("keeps the words as they are, emoji and line breaks too", async () => {
    const content = "Grüße 👋\n\tzweite Zeile \u200d";
    await send({ to: [customer], content });
    expect(await t.desk.database.slow.read("SELECT content FROM messages")).toEqual([[content]]);
    const [shown] = (await t.tool("get_message_history", {}, token)).body.messages;
    expect(shown.content).toBe(content.replace("\u200d", "[U+200D]"));
  });
});

describe("what the provider does", () => {
  test("a refusal is an error that names the text", async () => {
    const { status, body } = await send({ to: ["+15550100001"], content: "Hi" });
    expect([status, body.code]).toEqual([502, "UPSTREAM_ERROR"]);
    const [message] = (await t.tool("get_message_history", {}, token)).body.messages;
    expect(message).toMatchObject({
      id: body.refs.message_id,
      status: "failed",
      error: { code: "UPSTREAM_ERROR" },
    });
  });

  test("a refusal among several is told beside those that went out", async () => {
    const { status, body } = await send({ to: ["+15550100001", customer], content: "Hi" });
    expect(status).toBe(200);
    expect(body.messages.map((each: { status: string }) => each.status)).toEqual(["failed", "sent"]);
  });

  test("silence is 'unknown' and never sent again; the look-up finds what became of it", async () => {
    const { status, body } = await send({ to: ["+15550100002"], content: "Hi" });
    expect(status).toBe(200);
    expect(body.messages[0]).toMatchObject({
      status: "unknown",
      error: { code: "UPSTREAM_TIMEOUT", next: expect.stringContaining("Do not send it again") },
    });
    t.clock.advance(16_000);
    await t.desk.outbox.lookUpUnknown();
    expect((await t.tool("get_message_history", {}, token)).body.messages[0].status).toBe("sent");
  });

  test("silence without a trace stays unknown", async () => {
    await send({ to: ["+15550100005"], content: "Hi" });
    for (const pause of [16_000, 61_000, 301_000, 1_801_000, 7_201_000, 86_400_000]) {
      t.clock.advance(pause);
      await t.desk.outbox.lookUpUnknown();
    }
    expect((await t.tool("get_message_history", {}, token)).body.messages[0].status).toBe("unknown");
    const [[lookups] = []] = await t.desk.database.slow.read("SELECT lookups FROM outbox");
    expect(lookups).toBe(5);
  });

  test("a text that is accepted and not delivered says so", async () => {
    await send({ to: ["+15550100003"], content: "Hi" });
    await t.settle();
    expect((await t.tool("get_message_history", {}, token)).body.messages[0]).toMatchObject({
      status: "undelivered",
      error: { code: "UPSTREAM_ERROR" },
    });
  });

  test("a customer that answers is read back", async () => {
    await send({ to: ["+15550100004"], content: "Anybody there?" });
    await t.settle();
    const { items } = (await t.tool("get_conversation_context", { phoneNumber: "+15550100004" }, token)).body;
    expect(items.map((each: { direction: string }) => each.direction)).toEqual(["outbound", "inbound"]);
  });
});

describe("the same text again", () => {
  test("within ten minutes is answered with the first, and not sent", async () => {
    const first = await send({ to: [customer], content: "Reminder" });
    const second = await send({ to: [customer], content: "Reminder" });
    expect(second.body.messages[0].id).toBe(first.body.messages[0].id);
    expect(second.body.messages[0].repeated).toBe(true);
    expect((await t.tool("get_message_history", {}, token)).body.messages).toHaveLength(1);
  });

  test("goes out after ten minutes, or when the caller says so", async () => {
    await send({ to: [customer], content: "Reminder" });
    await send({ to: [customer], content: "Reminder", allowDuplicate: true });
    t.clock.advance(600_001);
    await send({ to: [customer], content: "Reminder" });
    expect((await t.tool("get_message_history", {}, token)).body.messages).toHaveLength(3);
  });

  test("however the number is spelt, whichever tool sends it, whoever else gets it", async () => {
    const { id } = (await send({ to: [customer], content: "Reminder" })).body.messages[0];
    const other = "+15550100201";
    const again = [
      await send({ to: ["(555) 010-0200"], content: "Reminder" }),
      await send(
        { to: [customer], content: "Reminder", from: sandboxLine.number },
        { "idempotency-key": "new" },
      ),
      await t.tool(
        "send_bulk_sms",
        { messages: ["555.010.0200", other].map((to) => ({ to, content: "Reminder" })) },
        token,
      ),
      await send({ to: [customer, other], content: "Reminder" }),
    ];
    for (const { body } of again)
      expect(body.messages.find((each: { to: string }) => each.to === customer)).toMatchObject({
        id,
        repeated: true,
      });
    const texts = (await t.tool("get_message_history", {}, token)).body.messages;
    expect(texts.map((each: { to: string }) => each.to).sort()).toEqual([customer, other]);
  });

  test("a call to the same number within a minute is the first one", async () => {
    const first = await t.tool("make_call", { to: customer }, token);
    const second = await t.tool("make_call", { to: "(555) 010-0200" }, token);
    expect(second.body.call.id).toBe(first.body.call.id);
  });

  test("thirty at once are one text", async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => send({ to: [customer], content: "Once" })),
    );
    expect(new Set(answers.map((each) => each.body.messages[0].id)).size).toBe(1);
    const [[sent] = []] = await t.desk.database.slow.read("SELECT count(*) FROM messages");
    expect(sent).toBe(1);
  });
});

describe("many at once", () => {
  const six = Array.from({ length: 6 }, (_, i) => `+1555010030${i}`);

  test.each([
    ["send_sms", { to: six, content: "Feedback?" }],
    ["send_bulk_sms", { to: six, content: "Feedback?" }],
    ["send_bulk_sms", { messages: six.map((to) => ({ to, content: `Hello ${to}` })) }],
    ["bulk-messages", { to: six, content: "Feedback?" }],
  ])("%s of six waits for a person, and nothing is sent", async (name, args) => {
    const { status, body } = await t.tool(name, args, token);
    expect(status).toBe(202);
    expect(body.queue_id).toMatch(/^auth_/);
    expect(body).toMatchObject({
      status: "authorization_required",
      review_url: `http://localhost:3000/authorizations/${body.queue_id}`,
    });
    expect((await t.tool("get_message_history", {}, token)).body.messages).toEqual([]);
    const asked = await t.tool("get_authorization", { queue_id: body.queue_id }, token);
    expect(asked.body).toMatchObject({ status: "pending", result: null });
  });

  test("the same request again has the same queue_id; another caller's is not found", async () => {
    const [first, second] = [await send({ to: six, content: "Hi" }), await send({ to: six, content: "Hi" })];
    expect(second.body.queue_id).toBe(first.body.queue_id);
    const other = await t.token("phone:read");
    expect((await t.tool("get_authorization", { queue_id: first.body.queue_id }, other)).status).toBe(404);
  });

  test("a request that nobody decides on expires, and a new one is asked", async () => {
    const first = (await send({ to: six, content: "Hi" })).body.queue_id;
    t.clock.advance(25 * 3_600_000);
    expect((await t.tool("get_authorization", { queue_id: first }, token)).body.status).toBe("expired");
    expect((await send({ to: six, content: "Hi" })).body.queue_id).not.toBe(first);
  });

  test("five go out without asking, unless the owner wants to be asked sooner", async () => {
    expect((await t.tool("send_bulk_sms", { to: six.slice(0, 5), content: "Hi" }, token)).status).toBe(200);
    await t.set("limits.bulk_without_asking", 2);
    expect((await t.tool("send_bulk_sms", { to: six.slice(0, 3), content: "Hey" }, token)).status).toBe(202);
  });

  test("both forms at once, or neither, is not right", async () => {
    for (const args of [
      {},
      { to: six },
      { to: six, content: "x", messages: [{ to: customer, content: "y" }] },
    ]) {
      expect((await t.tool("send_bulk_sms", args, token)).body.code).toBe("VALIDATION_ERROR");
    }
  });
});

describe("who asked for no more texts", () => {
  test.each(["STOP", "stop.", "Stop please", "UNSUBSCRIBE", "opt out", "No más", "cancel"])(
    "%s blocks the number, START opens it",
    async (word) => {
      await customerWrites(word);
      const { status, body } = await send({ to: [customer], content: "Hi" });
      expect([status, body.code]).toEqual([409, "BLOCKED"]);
      t.clock.advance(1000);
      await customerWrites("START");
      expect((await send({ to: [customer], content: "Hi" })).status).toBe(200);
    },
  );

  test.each(["Please stop by at five", "When does it end?", "I want to cancel my booking for Friday"])(
    "'%s' is no opt-out",
    async (text) => {
      await customerWrites(text);
      expect((await send({ to: [customer], content: "Hi" })).status).toBe(200);
    },
  );

  test("among several is left out and named", async () => {
    await customerWrites("STOP");
    const { body } = await send({ to: [customer, "+15550100201"], content: "Hi" });
    expect(body.messages).toHaveLength(1);
    expect(body.blocked).toEqual([expect.objectContaining({ to: customer, code: "BLOCKED" })]);
  });

  test("is not called either", async () => {
    await customerWrites("STOP");
    expect((await t.tool("make_call", { to: customer }, token)).body.code).toBe("BLOCKED");
  });
});

describe("words that arrive late", () => {
  const say = (word: string, at: number) =>
    t.desk.sandbox?.deliver({
      id: `EV${word}${at}`,
      event: {
        kind: "message",
        providerId: `AC${word}${at}`,
        direction: "inbound",
        peer: customer,
        content: word,
        status: "received",
        at,
      },
    });
  const isOpen = async () => (await send({ to: [customer], content: `Hi ${Math.random()}` })).status === 200;

  test("never undo a newer one, in whatever order they come", async () => {
    const now = t.clock.now();
    await say("STOP", now - 5000);
    await say("STOP", now - 1000);
    await say("START", now - 3000);
    await t.settle();
    expect(await isOpen()).toBe(false);
    await say("START", now - 500);
    await t.settle();
    expect(await isOpen()).toBe(true);
    for (const { id } of await t.desk.inbox.list({ limit: 10 })) await t.desk.inbox.replay(id);
    await t.settle();
    expect(await isOpen()).toBe(true);
  });
});

describe("a text whose turn comes late", () => {
  test("is not sent any more after a quarter of an hour", async () => {
    await t.desk.outbox.close();
    for (const to of [customer, "+15550100201"]) {
      await runOperation(t.desk, "message.send", { to: [to], content: "On our way" });
    }
    await t.desk.close();
    t.clock.advance(16 * 60_000);
    t = await openTestDesk({ folder: t.folder, clock: t.clock });
    await t.settle();
    await Bun.sleep(50);
    const texts = (await t.tool("get_message_history", {}, token)).body.messages;
    expect(
      texts.map((each: { status: string; error: { code: string } }) => [each.status, each.error.code]),
    ).toEqual([
      ["failed", "UNAVAILABLE"],
      ["failed", "UNAVAILABLE"],
    ]);
  });
});

describe("a call", () => {
  test("is placed from the sandbox, and its transcript is read back", async () => {
    const { status, body } = await t.tool("make_call", { to: customer, maxDuration: 30 }, token);
    expect(status).toBe(200);
    expect(body.call).toMatchObject({ to: customer, status: expect.stringMatching(/ringing|completed/) });
    await t.settle();
    expect((await t.tool("get_call_history", { direction: "outbound" }, token)).body.calls[0]).toMatchObject({
      id: body.call.id,
      status: "completed",
      duration: 30,
    });
    const said = (await t.tool("get_call_transcripts", { callId: body.call.id }, token)).body.calls[0];
    expect(said).toMatchObject({
      transcript: "completed",
      dialogue: [
        { speaker: "customer", untrustedContent: "Hello?" },
        { speaker: "desk" },
        { speaker: "customer" },
      ],
    });
  });
});

describe("the hours", () => {
  test("the sandbox texts at any hour", async () => {
    t.clock.set(Date.UTC(2026, 10, 21, 3, 0));
    expect((await send({ to: [customer], content: "Late" })).status).toBe(200);
  });
});

test("nothing of a text, and no whole number, is in the log", async () => {
  await send({ to: [customer], content: "the secret word is xylophone" });
  await customerWrites("my card is in the drawer");
  await t.tool("get_message_history", {}, token);
  const log = t.log.join("");
  expect(log).toContain("message.send");
  for (const secret of ["xylophone", "drawer", customer, token]) expect(log).not.toContain(secret);
});
