import { afterEach, beforeEach, expect, test } from "bun:test";
import { createProviderRounds } from "#desk/provider-rounds.ts";
import { type FakeQuo, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { datedMessage } from "#tests/fakes/quo-events.ts";
import { quoSecret } from "#tests/support/customers.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { systemPrincipal } from "#webhooks/system.ts";

let quo: FakeQuo;
let t: TestDesk;
let catchUp: () => Promise<void>;
const minute = 60_000;
const day = 86_400_000;

beforeEach(async () => {
  quo = startFakeQuo();
  t = await openTestDesk({
    env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url, QUO_WEBHOOK_SECRET: quoSecret },
  });
  const { gate, database, clock, phone, settings, service, operation, metrics } = t.desk;
  ({ catchUp } = createProviderRounds({
    gate,
    database,
    clock,
    phone,
    settings,
    service,
    operation,
    metrics,
  }));
});
afterEach(async () => {
  expect(quo.violations).toEqual([]);
  await t.close();
  await quo.stop();
});

type Text = FakeQuo["messages"][number];
type Call = FakeQuo["calls"][number];

/** The same numbers on every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const iso = (at: number) => new Date(at).toISOString();

function text(id: string, peers: string[], isInbound: boolean, at: number): Text {
  const [first = ""] = peers;
  return {
    ...{ id: `AC${id}`, text: `Words ${id}`, phoneNumberId: quo.numberId, conversationId: "CN1" },
    from: isInbound ? first : quo.number,
    to: isInbound ? [quo.number, ...peers.slice(1)] : peers,
    direction: isInbound ? "incoming" : "outgoing",
    status: isInbound ? "received" : "delivered",
    ...{ userId: "US1", createdAt: iso(at), updatedAt: iso(at) },
  };
}

function call(id: string, peer: string, isTaken: boolean, at: number): Call {
  return {
    ...{ id: `ACcall${id}`, direction: "incoming", phoneNumberId: quo.numberId, userId: "US1" },
    participants: [peer, quo.number],
    ...{ status: isTaken ? "completed" : "missed", duration: isTaken ? 65 : 0 },
    ...{ createdAt: iso(at), answeredAt: isTaken ? iso(at + 5000) : null, completedAt: iso(at + 70_000) },
    ...{ updatedAt: iso(at + 70_000), forwardedTo: null, aiHandled: null },
    ...{ answeredBy: null, initiatedBy: null, forwardedFrom: null, callRoute: null },
  };
}

/** Thirty days at the business: texts both ways, a thread of three, calls taken and missed. */
function fillThirtyDays(now: number): void {
  const random = randomFrom(20261129);
  const peer = () => `+1312555${String(1000 + Math.floor(random() * 6))}`;
  const times = Array.from({ length: 160 }, () => now - Math.floor(random() * 30 * day)).sort();
  for (const [n, at] of times.entries()) {
    if (n % 8 === 7) {
      const each = call(String(n), peer(), n % 16 === 15, at);
      quo.calls.push(each);
      if (each.answeredAt !== null)
        quo.transcripts.set(each.id, {
          ...{ callId: each.id, createdAt: each.createdAt, duration: 65, status: "completed" },
          dialogue: [
            {
              content: `Said ${n}`,
              start: 0,
              end: 2,
              identifier: each.participants[0] ?? null,
              userId: null,
            },
          ],
        });
      else if (n % 32 === 7)
        quo.voicemails.set(each.id, {
          ...{ id: `VM${n}`, status: "completed", duration: 12, transcript: `Left ${n}`, recordingUrl: null },
        });
      continue;
    }
    const peers = n % 50 === 0 ? [peer(), "+13125559999"] : [peer()];
    quo.messages.push(text(String(n), peers, random() < 0.6, at));
  }
}

async function tellOf(each: Text): Promise<void> {
  const isInbound = each.direction === "incoming";
  const event = datedMessage({
    ...{ id: `EV${each.id}`, messageId: each.id, text: each.text, at: each.createdAt },
    type: isInbound ? "message.received" : "message.delivered",
    customer: isInbound ? each.from : (each.to[0] ?? ""),
    desk: quo.number,
  });
  const body = JSON.stringify(event);
  const headers = signStandard(body, quoSecret, t.clock.now(), `msg_${each.id}`);
  expect((await t.request("/webhooks/quo", { method: "POST", body, headers })).status).toBe(200);
}

const rows = (sql: string) => t.desk.database.slow.read(sql);

/** What the desk has, and what Quo has, in one shape. */
async function compare(): Promise<void> {
  await t.settle();
  const texts = await rows(
    "SELECT provider_id, direction, peer, content, status, at FROM messages ORDER BY provider_id",
  );
  const theirs = quo.messages.map((each) => {
    const isInbound = each.direction === "incoming";
    const peer = isInbound ? each.from : each.to.find((number) => number !== quo.number);
    const way = isInbound ? "inbound" : "outbound";
    return [each.id, way, peer ?? "", each.text, each.status, Date.parse(each.createdAt)];
  });
  const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
  expect(texts).toEqual(theirs.sort(byName));
  const calls = await rows("SELECT provider_id, peer, status, duration FROM calls ORDER BY provider_id");
  const spoken = quo.calls.map((each) => [each.id, each.participants[0] ?? "", each.status, each.duration]);
  expect(calls).toEqual(spoken.sort(byName));
  const said = await rows("SELECT provider_call_id FROM transcripts WHERE status = 'completed'");
  const words = [...quo.transcripts.keys(), ...quo.voicemails.keys()].map((id) => [id]);
  expect(said.sort(byName)).toEqual(words.sort(byName));
  const left = await rows("SELECT provider_call_id FROM recordings WHERE status = 'completed'");
  expect(left.sort(byName)).toEqual([...quo.voicemails.keys()].map((id) => [id]).sort(byName));
}

test("after thirty days of which every third event was dropped, came twice or late, all is here as it is there", async () => {
  const now = t.clock.now();
  fillThirtyDays(now);
  const late: Text[] = [];
  for (const [n, each] of quo.messages.filter(({ to }) => to.length === 1).entries()) {
    const fate = ["told", "dropped", "twice", "told", "late", "dropped"][n % 6];
    if (fate === "late") late.push(each);
    if (fate === "told" || fate === "twice") await tellOf(each);
    if (fate === "twice") await tellOf(each);
  }
  await catchUp();
  for (const each of late.reverse()) await tellOf(each);
  await compare();

  // What happened since is read from where it was left, and what stands is not read again.
  t.clock.advance(30 * minute);
  quo.messages.push(text("new", ["+13125551001"], true, now + 20 * minute));
  quo.requests.length = 0;
  await catchUp();
  await compare();
  expect(quo.requests.length).toBeLessThan(40);
}, 60_000);

test("a text of the past is no news, and one that a webhook has just missed is", async () => {
  const now = t.clock.now();
  quo.messages.push(text("old", ["+13125551001"], true, now - 5 * day));
  quo.messages.push(text("now", ["+13125551002"], true, now - 5 * minute));
  quo.messages.push(text("stop", ["+13125551003"], true, now - 5 * day));
  (quo.messages.at(-1) as Text).text = "STOP";
  await catchUp();
  await t.settle();
  const events = await rows("SELECT type FROM events WHERE type LIKE 'message.%' ORDER BY id");
  expect(events.flat().sort()).toEqual(["message.found", "message.found", "message.received"]);
  // They had said stop then: it holds, and nothing is said about it days later.
  expect(await rows("SELECT phone, state FROM opt_outs")).toEqual([["+13125551003", "out"]]);
  expect(quo.messages.filter(({ direction }) => direction === "outgoing")).toEqual([]);
});

test("where it breaks off it goes on from the same place, and nothing is there twice", async () => {
  fillThirtyDays(t.clock.now());
  for (let n = 0; n < 9; n++) quo.faults.push({ kind: "status", status: 503, only: "GET" });
  await catchUp();
  expect(await rows("SELECT synced_at FROM lines")).toEqual([[null]]);
  quo.faults.length = 0;
  t.clock.advance(minute);
  await catchUp();
  await compare();
  expect(await rows("SELECT synced_at IS NOT NULL FROM lines")).toEqual([[1]]);
}, 60_000);

test("a plan without transcripts keeps nothing else from being here", async () => {
  const now = t.clock.now();
  quo.calls.push(call("1", "+13125551001", true, now - 3 * minute));
  quo.refusals.set("/v1/call-transcripts", 403);
  await catchUp();
  await t.settle();
  expect(await rows("SELECT status FROM calls")).toEqual([["completed"]]);
  expect(await rows("SELECT synced_at IS NOT NULL FROM lines")).toEqual([[1]]);
});

test("the owner can switch it off", async () => {
  await t.set("sync.minutes", 0);
  quo.messages.push(text("1", ["+13125551001"], true, t.clock.now()));
  await catchUp();
  expect(await rows("SELECT count(*) FROM messages")).toEqual([[0]]);
});

test("who stands in Quo's address book is known here by name, unless they have a name here or were erased", async () => {
  const person = (firstName: string, lastName: string | null, values: string[], more: object = {}) => ({
    ...{ externalId: null, source: "public-api", updatedAt: iso(t.clock.now() - day) },
    defaultFields: {
      ...{ firstName, lastName, company: null, emails: [{ name: "email", value: "a@example.com" }] },
      phoneNumbers: values.map((value) => ({ name: "phone", value })),
    },
    ...more,
  });
  const [ann, ben, cleo, dan] = ["+13125550142", "+13125550143", "+13125550144", "+13125550145"] as const;
  const token = await t.token("phone:read", "phone:write");
  await t.tool("create_contact", { name: "Benjamin", phone: ben }, token);
  quo.messages.push(text("1", [ann], true, t.clock.now() - 5 * minute));
  quo.addressBook.push(
    person("Ann", "Lee", [ann, "(312) 555-0199"]),
    person("Ben", null, [ben]),
    person("Cleo\n", "Vance", [cleo]),
    person("Ours", null, [dan], { source: "frontdesk", externalId: "con_1" }),
    person("Nobody", null, ["not a number"]),
    ...Array.from({ length: 60 }, (_, n) => person(`P${n}`, null, [`+1312556${1000 + n}`])),
  );
  await catchUp();
  const names = async () =>
    (
      await t.desk.database.slow.read(
        "SELECT contacts.name, phone FROM contacts JOIN contact_phones ON contact_id = contacts.id WHERE phone NOT LIKE '+13125561%' AND contacts.name IS NOT NULL ORDER BY phone",
      )
    ).map(([name, phone]) => `${name} ${phone}`);
  expect(await names()).toEqual([
    `Ann Lee ${ann}`,
    `Benjamin ${ben}`,
    `Cleo Vance ${cleo}`,
    "Ann Lee +13125550199",
  ]);
  const [[many] = []] = await t.desk.database.slow.read("SELECT count(*) FROM contacts WHERE name LIKE 'P%'");
  expect(many).toBe(60);
  // Nothing of it goes back to Quo, and nobody is taken over twice.
  await t.settle();
  expect(quo.contacts.length).toBe(1);
  const erase = await t.desk.gate.execute(t.desk.operation("contact.erase"), { id: cleo }, systemPrincipal, {
    requestId: "test",
  });
  expect(erase.kind).toBe("done");
  t.clock.advance(day + minute);
  for (const each of quo.addressBook) each.updatedAt = iso(t.clock.now());
  await catchUp();
  expect((await names()).some((each) => each.includes("Cleo"))).toBe(false);
});
