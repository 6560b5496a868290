import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createProviderRounds } from "#desk/provider-rounds.ts";
import { createSealer } from "#gate/audit/sealer.ts";
import { auditRecords } from "#gate/audit/store.ts";
import { createVerifier } from "#gate/audit/verify.ts";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { decider } from "#tests/support/deciding.ts";
import { scratchFolder } from "#tests/support/process.ts";

let d: TwilioDesk;
let clerk: string;
const folder = scratchFolder();
const ann = "+13125550142";
const second = "+13125550188";
const ben = "+13125550143";
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 77, 88, 99]);
/** What nobody may find again. */
const traces = [
  "3125550142",
  "3125550188",
  "(312) 555",
  "Quinlan",
  "quinlan.example",
  "zanzibar",
  "madagascar",
  "seychelles",
];

const hears = (
  from: string,
  body: string,
  media: { contentType: string; bytes: Uint8Array<ArrayBuffer> }[] = [],
) => d.hook("sms", d.twilio.inboundSms({ from, to: d.line, body, media }));

/** Every table with every word in it. */
async function found(): Promise<string[]> {
  const { slow } = d.t.desk.database;
  const tables = (
    await slow.read("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
  ).map(([name]) => String(name));
  const hits: string[] = [];
  for (const table of tables) {
    const rows = await slow.read(`SELECT * FROM "${table}"`);
    for (const row of rows) {
      const text = row
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value)))
        .join("\u001f")
        .toLowerCase();
      for (const trace of traces) if (text.includes(trace.toLowerCase())) hits.push(`${table}: ${trace}`);
    }
  }
  return [...new Set(hits)].sort();
}

beforeAll(async () => {
  d = await openTwilioDesk({ folder: folder.path, clock: fakeClock(Date.now() + 60_000) });
  clerk = await d.t.token("phone:read", "phone:write", "helpdesk:read", "helpdesk:write");
  await hears(ann, "The zanzibar lamp flickers", [{ contentType: "image/png", bytes: png }]);
  await hears(ben, "Mine is fine");
  const made = await d.call("create_contact", {
    ...{ name: "Annabella Quinlan", phone: ann, email: "ann@quinlan.example", notes: "Likes madagascar" },
  });
  await hears(second, "seychelles");
  const other = (await d.call("find_contact_by_phone", { phoneNumber: second })).body.contact.id;
  await d.asDesk("contact.merge", { id: other, into: made.body.contact.id });
  await d.send({ to: [ann], content: "About the zanzibar lamp", purpose: "transactional" });
  await d.send({
    ...{ to: [ann], content: "madagascar tomorrow", purpose: "transactional", reasoning: "Quinlan asked" },
    scheduledAt: new Date(d.t.clock.now() + 3_600_000).toISOString(),
  });
  await d.asDesk("call.record", {
    ...{ provider: "twilio", kind: "call", providerId: "CA1", direction: "inbound", peer: second },
    ...{ line: { providerId: "", number: d.line }, status: "completed", duration: 9 },
    ...{ at: d.t.clock.now(), answeredAt: d.t.clock.now(), completedAt: null, updatedAt: d.t.clock.now() },
  });
  await d.asDesk("transcript.record", {
    ...{ provider: "twilio", kind: "transcript", providerCallId: "CA1", status: "completed", duration: 9 },
    dialogue: [{ speaker: "customer", content: "It is seychelles weather", start: 0, end: 1 }],
    at: d.t.clock.now(),
  });
  const ticket = await d.t.tool(
    "create_ticket",
    { description: "Quinlan wants zanzibar", category: "maintenance", callerNumber: ann },
    clerk,
  );
  await d.t.tool("append_ticket_note", { ticketId: ticket.body.ticketId, note: "zanzibar again" }, clerk);
  await d.call("conversation_set", { phoneNumber: ann, note: "madagascar", assignee: "Maria" });
  // Asked for as people write numbers, and refused: what was asked is kept all the same.
  await d.send({ to: ["(312) 555-0142"], content: "madagascar", purpose: "marketing" });
  // Somebody else's, who speaks of them: it is theirs, and has not been processed yet.
  await d.t.desk.database.write([
    {
      sql: "INSERT INTO inbound_events (id, source, event_id, type, raw, state, attempts, received_at) VALUES ('evt_others', 'twilio', 'x', 'sms', 'Is Ms Q. there?', 'failed', 6, 1)",
      args: [],
    },
  ]);
  await hears(second, "STOP");
  for (let n = 0; n < 200 && Number((await rows("SELECT count(*) FROM files"))[0]?.[0]) === 0; n++)
    await Bun.sleep(10);
});
afterAll(async () => {
  await d.twilio.stop();
  folder.remove();
});

const rows = (sql: string) => d.t.desk.database.slow.read(sql);

describe("erasing a person", () => {
  test("waits for a person each time, and then nothing of them is left in any table", async () => {
    expect((await found()).length).toBeGreaterThan(15);
    const asked = await d.call("contact_erase", { id: ann });
    expect([asked.status, asked.body.status]).toEqual([202, "authorization_required"]);
    const decide = await decider(d.t);
    expect(await decide(asked.body.queue_id)).toBe("executed");
    await d.t.settle();
    expect(await found()).toEqual([]);
    // Of others everything is as it was.
    expect(await rows("SELECT count(*) FROM inbound_events WHERE id = 'evt_others'")).toEqual([[1]]);
    const { messages } = (await d.call("get_message_history", { limit: 50 })).body;
    expect(messages.map((each: { untrustedContent: string }) => each.untrustedContent)).toEqual([
      "Mine is fine",
    ]);
    const { tickets } = (await d.t.tool("list_tickets", {}, clerk)).body;
    expect(tickets).toMatchObject([{ untrustedDescription: "[erased]", caller: null, contactId: null }]);
    expect(await rows("SELECT count(*) FROM files")).toEqual([[0]]);
  });

  test("leaves the audit whole", async () => {
    await d.t.desk.audit.flush();
    await createSealer(d.t.desk)();
    const verifier = createVerifier();
    for await (const record of auditRecords(d.t.desk.database.read)) verifier.take(record);
    const verdict = verifier.verdict();
    expect(verdict.lines).toBeGreaterThan(15);
    expect(verdict).toMatchObject({ isWhole: true, unsealed: 0 });
  });

  test("leaves that they said stop, and an event of before brings nobody back", async () => {
    // Twilio still has it all: what is fetched from there leaves them out, and brings the others.
    await d.t.desk.database.write([{ sql: "DELETE FROM messages WHERE peer = ?", args: [ben] }]);
    d.t.clock.advance(11 * 60_000);
    await createProviderRounds(d.t.desk).catchUp();
    expect(d.twilio.violations).toEqual([]);
    expect(await rows("SELECT peer, content FROM messages")).toEqual([[ben, "Mine is fine"]]);
    expect(await found()).toEqual([]);
    const refused = await d.send({ to: [second], content: "Hello", purpose: "transactional" });
    expect(refused.body.code).toBe("BLOCKED");
  });

  test("that they come back later is told, and START opens their number", async () => {
    d.t.clock.advance(60_000);
    await hears(ann, "Hello again");
    expect(await rows("SELECT type FROM events WHERE type = 'contact.returned'")).toEqual([
      ["contact.returned"],
    ]);
    const reasoning = "They wrote to us";
    const sent = await d.send({ to: [ann], content: "Hello!", purpose: "transactional", reasoning });
    expect(sent.status).toBe(200);
    await hears(second, "START");
    d.t.clock.advance(1000);
    const opened = await d.send({ to: [second], content: "Hi", purpose: "transactional", reasoning });
    expect(opened.status).toBe(200);
  });

  test("leaves nothing in the database's file, in a copy that is made after it, nor in the log", async () => {
    const log = d.t.log.join("\n");
    await d.t.desk.database.copy(join(folder.path, "copy.db"));
    await d.t.desk.close();
    const words = ["Quinlan", "zanzibar", "madagascar", "seychelles", Buffer.from(png).toString("latin1")];
    for (const name of ["copy.db", "frontdesk.db"]) {
      const bytes = readFileSync(join(folder.path, name)).toString("latin1");
      expect(bytes).toContain("Mine is fine");
      expect([name, words.filter((word) => bytes.includes(word))]).toEqual([name, []]);
    }
    expect(words.filter((word) => log.includes(word))).toEqual([]);
  });
});
