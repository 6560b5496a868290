import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { type FakeQuo, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { datedMessage } from "#tests/fakes/quo-events.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { quoSecret } from "#tests/support/customers.ts";
import { decider } from "#tests/support/deciding.ts";

/** What bad luck or harm has made of an erasure. */
let d: TwilioDesk;
let quo: FakeQuo;
const ann = "+13125550142";
const ben = "+13125550143";
const minute = 60_000;

beforeEach(async () => {
  decideAs = undefined;
  quo = startFakeQuo();
  d = await openTwilioDesk({
    clock: fakeClock(Date.now() + minute),
    env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url, QUO_WEBHOOK_SECRET: quoSecret },
  });
});
afterEach(async () => {
  await d.close();
  await quo.stop();
});

const hears = (from: string, body: string) => d.hook("sms", d.twilio.inboundSms({ from, to: d.line, body }));
const rows = (sql: string) => d.t.desk.database.slow.read(sql);
let decideAs: Awaited<ReturnType<typeof decider>> | undefined;
async function decide(id: string): Promise<string> {
  decideAs ??= await decider(d.t);
  return await decideAs(id);
}
async function erase(id: string): Promise<void> {
  const asked = await d.call("contact_erase", { id });
  expect([asked.status, asked.body.status]).toEqual([202, "authorization_required"]);
  expect(await decide(asked.body.queue_id)).toBe("executed");
  await d.t.settle();
}
let serial = 0;
/** A text that Quo tells of, of its own time. */
async function quoTells(text: string, at: number, customer = ann): Promise<void> {
  const id = `${serial++}`;
  const made = datedMessage({
    id: `EV${id}`,
    messageId: `AC${id}`,
    text,
    customer,
    desk: quo.number,
    at: new Date(at).toISOString(),
  });
  await posted(made, id);
}
async function posted(event: object, id: string): Promise<void> {
  const body = JSON.stringify(event);
  const headers = signStandard(body, quoSecret, d.t.clock.now(), `msg_${id}`);
  await d.t.request("/webhooks/quo", { method: "POST", body, headers });
  await d.t.settle();
}
/** Every table with one of the words in it. */
async function found(...words: string[]): Promise<string[]> {
  const tables = await rows(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  );
  const hits: string[] = [];
  for (const [name] of tables) {
    const text = JSON.stringify(await rows(`SELECT * FROM "${name}"`));
    for (const word of words) if (text.includes(word)) hits.push(`${name}: ${word}`);
  }
  return hits;
}

describe("what comes after an erasure", () => {
  test("a STOP of before it holds, and nothing else of its event is kept", async () => {
    await quoTells("hi", d.t.clock.now());
    d.t.clock.advance(minute);
    const then = d.t.clock.now();
    d.t.clock.advance(minute);
    await erase(ann);
    d.t.clock.advance(minute);
    await quoTells("STOP", then);
    expect(await rows("SELECT opted_out FROM erased_numbers")).toEqual([[1]]);
    expect(await found("3125550142", '"STOP"')).toEqual([]);
    const sent = await d.send({ to: [ann], content: "Hello", purpose: "transactional" });
    expect(sent.body.code).toBe("BLOCKED");
  });

  test("neither a delivery report nor a call's status brings anybody back", async () => {
    await hears(ann, "hi");
    await d.send({ to: [ann], content: "Hello Ann", purpose: "transactional", reasoning: "Asked" });
    const sid = d.twilio.messages.find(({ body }) => body === "Hello Ann")?.sid ?? "";
    await erase(ann);
    d.t.clock.advance(3000);
    await d.hook("sms-status", d.twilio.deliver(sid, "delivered"));
    expect(await found("3125550142")).toEqual([]);
  });

  test("a transcript that comes later is not kept, nor its event", async () => {
    const at = d.t.clock.now();
    await d.asDesk("call.record", {
      ...{ provider: "quo", kind: "call", providerId: "ACcall1", direction: "inbound", peer: ann, at },
      ...{ line: { providerId: quo.numberId, number: quo.number }, status: "completed", duration: 9 },
      ...{ answeredAt: at, completedAt: at, updatedAt: at },
    });
    await erase(ann);
    await posted(
      {
        ...{ id: "EVt", object: "event", apiVersion: "v4", createdAt: new Date(at).toISOString() },
        type: "call.transcript.completed",
        data: {
          object: {
            ...{ object: "callTranscript", callId: "ACcall1", createdAt: new Date(at).toISOString() },
            ...{ duration: 9, status: "completed" },
            dialogue: [{ content: "zanzibar", start: 0, end: 1, identifier: null, userId: null }],
          },
        },
      },
      "t",
    );
    expect(await found("zanzibar")).toEqual([]);
  });

  test("who comes back is erased anew, and asked about anew, and may open their number between", async () => {
    await hears(ann, "STOP");
    await erase(ann);
    d.t.clock.advance(minute);
    await hears(ann, "START");
    await hears(ann, "back again");
    await erase(ann);
    expect(await found("back again", "3125550142")).toEqual([]);
    expect(await rows("SELECT opted_out FROM erased_numbers")).toEqual([[0]]);
  });
});

describe("whose it is", () => {
  test("another's event that speaks of them stays, theirs that failed goes", async () => {
    await hears(ann, "hi");
    const waiting = (id: string, from: string, body: string) => ({
      sql: "INSERT INTO inbound_events (id, source, event_id, type, raw, state, attempts, received_at) VALUES (?, 'twilio', ?, 'sms', ?, 'failed', 6, 1)",
      args: [id, id, new URLSearchParams(d.twilio.inboundSms({ from, to: d.line, body })).toString()],
    });
    await d.t.desk.database.write([
      waiting("evt_ben", ben, `STOP. My friend is at ${ann}`),
      waiting("evt_ann", ann, "mine"),
    ]);
    await erase(ann);
    expect(await rows("SELECT id FROM inbound_events WHERE state = 'failed'")).toEqual([["evt_ben"]]);
  });

  test("short digits and words of others take nothing of theirs, and cancel nothing", async () => {
    await hears("+6834000", "hi");
    await d.call("create_contact", { name: "your appointment", phone: ann });
    // At whatever hour this runs.
    for (const key of ["windows.quiet_from", "windows.quiet_until"]) await d.t.set(key, "00:00");
    const bulk = await d.call("send_bulk_sms", {
      purpose: "transactional",
      ...{ content: "Rent of 4000 is due. Reminder of your appointment", reasoning: "Rent" },
      to: Array.from({ length: 7 }, (_, n) => `+131255507${10 + n}`),
    });
    expect(bulk.status).toBe(202);
    await erase("+6834000");
    await erase(ann);
    const [[state, input] = []] = await rows(
      "SELECT state, input FROM authorization_requests WHERE operation = 'message.send_bulk'",
    );
    expect([state, String(input).includes("Rent of 4000")]).toEqual(["pending", true]);
  });

  test("of two erasures that wait the other person's stays to be decided", async () => {
    for (const phone of [ann, ben]) await d.call("create_contact", { name: "John Smith", phone });
    const [first, second] = [
      await d.call("contact_erase", { id: ann }),
      await d.call("contact_erase", { id: ben }),
    ];
    expect(await decide(first.body.queue_id)).toBe("executed");
    expect(await decide(second.body.queue_id)).toBe("executed");
    expect(await rows("SELECT count(*) FROM contacts WHERE name IS NOT NULL")).toEqual([[0]]);
  });

  test("a number without a contact, and a short code, are erased too", async () => {
    await hears(ann, "wombat");
    const known = (await d.call("find_contact_by_phone", { phoneNumber: ann })).body.contact.id;
    const asked = await d.call("contact_delete", { id: known });
    if (asked.status === 202) expect(await decide(asked.body.queue_id)).toBe("executed");
    await hears("56789", "numbat");
    await erase(ann);
    await erase("56789");
    expect(await found("wombat", "numbat", "3125550142")).toEqual([]);
  });

  test.each([["+541123456789"], ["+551181234567"], ["+5215512345678"]])(
    "a number that is written in an older way, %s, leaves nothing",
    async (from) => {
      await hears(from, "wombat");
      await erase(from);
      expect(await found("wombat", from.slice(-8))).toEqual([]);
    },
  );
});

describe("what was asked about them", () => {
  test("goes however it named them: by the contact, by a ticket, by a number in other marks", async () => {
    await hears(ann, "hi");
    const { contact } = (await d.call("find_contact_by_phone", { phoneNumber: ann })).body;
    const clerk = await d.t.token("phone:read", "phone:write", "helpdesk:read", "helpdesk:write");
    await d
      .asDesk("contact.change", { id: contact.id, name: "Bono", email: null, notes: "a quokka" })
      .catch(() => {});
    const ticket = await d.t.tool(
      "create_ticket",
      { description: "okapi", category: "general", callerNumber: ann },
      clerk,
    );
    const number = String(ticket.body.ticketId).toLowerCase().replace("-", " ");
    await d.t.tool("append_ticket_note", { ticketId: number, note: "about the axolotl" }, clerk);
    await d.send({ to: ["312\u2011555\u20110142"], content: "the capybara", purpose: "transactional" });
    await erase(ann);
    expect(await found("quokka", "okapi", "axolotl", "capybara")).toEqual([]);
  });
});
