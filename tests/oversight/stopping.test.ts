import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { offeredScopes } from "#operation/scopes.ts";
import { runOperation } from "#src/cli/command.ts";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { ingestEnv, token as ingestToken, note } from "#tests/ingest/caller.ts";
import { type Client, day, expectAudited, laySiege, minute, type Siege, strangers, unitOf } from "./siege.ts";

let quo: FakeQuo;
let s: Siege;
let app: Client;
let serial = 0;

beforeAll(async () => {
  quo = startFakeQuo();
  const env = { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url, ...ingestEnv };
  s = await laySiege({ env, providerTimeout: 1500 });
  app = await s.client([...offeredScopes]);
});
afterEach(async () => {
  await resume();
  await s.later(2 * day);
});
afterAll(async () => {
  await s.close();
  await quo.stop();
});

const stop = () => runOperation(s.t.desk, "desk.stop", {});
const resume = () => runOperation(s.t.desk, "desk.resume", {});
const next = () => strangers(1, ++serial);
const sent = (content: string) => quo.messages.filter(({ text }) => text === content).length;

/** How much there is of everything that tools could write. */
async function written(): Promise<unknown> {
  const tables = [
    "messages",
    "calls",
    "conversations",
    "contacts",
    "contact_phones",
    "removed_contacts",
    "authorization_requests",
    "outbox",
    "events",
    "idempotency",
    "policies",
    "tickets",
    "ticket_notes",
    "ticket_changes",
    "handoffs",
    ...["appointments", "line_items", "services", "series", "waitlist", "reminders", "stays"],
    ...["contact_notes", "contact_tags", "contact_addresses"],
  ];
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table})`);
  return await s.rows(`SELECT ${counts.join()}, (SELECT sum(expires_at) FROM tokens)`);
}

describe("while everything is stopped", () => {
  test("no tool writes or sends, over REST or MCP, and each try is written down", async () => {
    const contact = await s.contact("Ada", strangers(1, 8000)[0]!, app.token);
    const waiting = await s.askForBulk(app.token);
    const opened = { description: "Before", category: "general" };
    const { body: made } = await s.call("create_ticket", opened, app.token);
    const ticket = made.ticketId;
    expect(ticket).toBe("TKT-1000");
    const to = next();
    const args: Record<string, object> = {
      "message.send": { to, content: "Stopped" },
      "message.send_bulk": { to: strangers(6, 8100), content: "Stopped" },
      "call.make": { to: to[0] },
      "conversation.sync": { phoneNumber: to[0] },
      "contact.create": { name: "Bo" },
      "contact.delete": { id: contact },
      "contact.merge": { id: contact, into: contact },
      "token.extend": {},
      "authorization.cancel": { queue_id: waiting },
      "handoff.submit": { note: note(), callerNumber: to[0] },
      "ticket.create": { description: "Stopped", category: "general" },
      "ticket.find_or_create": { description: "Stopped", category: "general", callerNumber: to[0] },
      "ticket.append_note": { ticketId: ticket, note: "Stopped" },
      "ticket.assign": { ticketId: ticket, assignee: "Bo" },
      "ticket.set_status": { ticketId: ticket, status: "closed" },
      "ticket.split": { ticketId: ticket, noteIds: ["note_1"] },
      "ticket.merge": { ticketId: ticket, into: ticket },
    };
    await stop();
    const before = await written();
    const requests = quo.requests.length;
    const writes = s.t.desk.catalog.operations.filter(
      ({ name, kind, exposure }) => kind === "write" && exposure === "tools" && !name.startsWith("crm."),
    );
    // What leads to other operations is what it leads to.
    for (const [tool, operation] of [
      ["crm_update", "contact.update"],
      ["crm_action", "ticket.cancel"],
    ] as const) {
      const [domain, action] = operation.split(".");
      const data = s.t.desk.catalog.get(operation)?.example;
      const { status, body } = await s.call(tool, { domain, action, data, reasoning: "Stopped" }, app.token);
      expect([tool, status, body.code]).toEqual([tool, 409, "BLOCKED"]);
    }
    // A write that is not in the table is tried with the example that its documentation shows.
    const given = (name: string) => args[name] ?? s.t.desk.catalog.get(name)?.example ?? {};
    expect(writes.length).toBeGreaterThanOrEqual(Object.keys(args).length);
    await s.audited();
    for (const { name } of writes) {
      const { status, body } = await s.call(name, { ...given(name), idempotency_key: name }, app.token);
      expect([name, status, body.code]).toEqual([name, 409, "BLOCKED"]);
      const over = await s.callOverMcp(name, given(name), app.token);
      expect(over.body.isError).toBe(true);
    }
    const tried = writes.map(({ name }) => ({ operation: name, outcome: "BLOCKED", client: app.id }));
    await expectAudited(s, ...tried);
    expect([await written(), quo.requests.length]).toEqual([before, requests]);
    expect(await s.stateOf(waiting)).toBe("pending");
  });

  test("a voice agent's handoff is taken: somebody is on the line", async () => {
    await stop();
    const answer = await s.t.request("/ingest/oa-handoff", {
      method: "POST",
      headers: { "content-type": "application/json", "x-auth-token": ingestToken },
      body: JSON.stringify({ note: note(), callerNumber: next()[0] }),
    });
    expect([answer.status, (await answer.json()).created]).toEqual([200, true]);
  });

  test("tools read as before", async () => {
    await stop();
    const reads = ["list_lines", "get_message_history", "get_call_history", "authorization_own"];
    for (const name of reads) expect((await s.call(name, {}, app.token)).status).toBe(200);
  });

  test("nothing is allowed, though it can be denied, and it goes on afterwards", async () => {
    const [allowed, denied] = [
      await s.askForBulk(app.token, "after the stop"),
      await s.askForBulk(app.token),
    ];
    await stop();
    await s.audited();
    for (const more of [{}, { upgrade_permission: true }]) {
      const { status, code } = await s.allow(allowed, more);
      expect([status, code]).toEqual([409, "BLOCKED"]);
    }
    await expectAudited(s, { operation: "authorization.decide", outcome: "BLOCKED", face: "web" });
    expect([(await s.deny(denied)).state, await s.stateOf(allowed)]).toEqual(["denied", "pending"]);
    expect([sent("after the stop"), await s.rows("SELECT count(*) FROM policies")]).toEqual([0, [[0]]]);
    await resume();
    expect([(await s.allow(allowed)).state, sent("after the stop")]).toEqual(["executed", 6]);
  });

  test("a standing rule holds nothing open", async () => {
    const { token } = await s.client();
    await s.allow(await s.askForBulk(token), { upgrade_permission: true, narrowed: { daily_cap: 100 } });
    await stop();
    const args = { to: strangers(6, 8200), content: "under a rule" };
    expect((await s.call("send_bulk_sms", args, token)).body.code).toBe("BLOCKED");
    expect(sent("under a rule")).toBe(0);
  });

  test("it stays stopped across a restart, whoever asks", async () => {
    await stop();
    await s.reopen();
    expect((await s.call("send_sms", { to: next(), content: "Hi" }, app.token)).body.code).toBe("BLOCKED");
    for (const [name, authority] of [
      ["desk.resume", "tools"],
      ["desk.resume", "person"],
      ["desk.stop", "person"],
      ["setting.set", "approver"],
    ] as const) {
      const principal = {
        user: "x",
        client: "ses_x",
        scopes: new Set<never>(),
        face: "web",
        authority,
      } as const;
      const { gate, operation } = s.t.desk;
      const outcome = await gate.execute(
        operation(name),
        { key: "permissions.stopped", value: false },
        { ...principal, authenticatedAt: s.t.clock.now() },
        { requestId: "r" },
      );
      expect(outcome).toMatchObject({ kind: "refused", error: { code: "FORBIDDEN" } });
    }
    expect((await s.call("send_sms", { to: next(), content: "Hi" }, app.token)).body.code).toBe("BLOCKED");
  });
});

describe("what had not begun when everything was stopped", () => {
  /** Two texts to one number: the first is out and hears nothing, the second waits for its turn. */
  async function cutOff(content: string): Promise<void> {
    const [to] = next();
    quo.faults.push({ kind: "silence" });
    const before = quo.requests.length;
    const first = s.call("send_sms", { to, content: `${content}, first` }, app.token);
    while (quo.requests.length === before) await Bun.sleep(1);
    const second = s.call("send_sms", { to, content }, app.token);
    while ((await s.textsOf(content)) === 0) await Bun.sleep(1);
    await stop();
    expect((await second).body.messages[0].status).toBe("queued");
    expect((await first).body.messages[0].status).toBe("unknown");
  }

  test("waits, and goes out once when the desk goes on", async () => {
    await cutOff("held back");
    s.t.clock.advance(minute);
    await s.t.desk.outbox.resume();
    await Bun.sleep(20);
    expect(sent("held back")).toBe(0);
    await resume();
    await Promise.all([s.t.desk.outbox.resume(), s.t.desk.outbox.resume()]);
    while (sent("held back") === 0) await Bun.sleep(1);
    await s.t.desk.outbox.resume();
    await Bun.sleep(20);
    expect(sent("held back")).toBe(1);
  });

  test("waits also through a restart, and is not sent when it has become too late", async () => {
    await cutOff("too late");
    await s.reopen();
    // What was meant is looked at when a desk begins, and not begun: on a server that takes a while.
    await Bun.sleep(500);
    s.t.clock.advance(16 * minute);
    await resume();
    await s.t.desk.outbox.resume();
    const status = () => s.rows("SELECT status, error_code FROM messages WHERE content = 'too late'");
    while ((await status())[0]?.[0] === "queued") await Bun.sleep(1);
    expect([await status(), sent("too late")]).toEqual([[["failed", "too_late"]], 0]);
  });

  test("a decision’s own texts wait as well, and its request says so", async () => {
    const [to] = next();
    const messages = Array.from({ length: 6 }, (_, n) => ({ to, content: `Of a decision ${n}` }));
    const id = await s.ask("send_bulk_sms", { messages }, app.token);
    quo.faults.push({ kind: "silence" });
    const before = quo.requests.length;
    const deciding = s.allow(id);
    while (quo.requests.length === before) await Bun.sleep(1);
    await stop();
    expect([(await deciding).state, await s.stateOf(id)]).toEqual(["executing", "executing"]);
    s.t.clock.advance(minute);
    await s.t.desk.outbox.resume();
    await Bun.sleep(20);
    expect(quo.requests.length - before).toBe(1);
    await resume();
    await s.t.desk.outbox.resume();
    while ((await s.stateOf(id)) === "executing") await Bun.sleep(1);
    const counts = messages.map(({ content }) => sent(content));
    expect([counts, await s.stateOf(id)]).toEqual([[0, 1, 1, 1, 1, 1], "unknown"]);
  });
});

/** What went out so far; what the desk reads of a provider in its rounds is none of it. */
const posted = () => quo.requests.filter((each) => each.startsWith("POST ")).length;

describe("at the very moment of the stop", () => {
  test("what is answered after it was stopped has written and sent nothing", async () => {
    for (let round = 0; round < 6; round++) {
      await s.later(2 * day);
      const caller = await s.client();
      const content = `at the stop ${round}`;
      const calls = Array.from({ length: 5 }, () =>
        s.call("send_sms", { to: next(), content }, caller.token),
      );
      for (let turn = 0; turn < round * 8; turn++) await Promise.resolve();
      await stop();
      const [committed, out] = [await s.textsOf(content), posted()];
      const answers = await Promise.all(calls);
      expect(await s.textsOf(content)).toBe(committed);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(committed);
      expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([]);
      expect(sent(content)).toBeLessThanOrEqual(committed);
      await Bun.sleep(10);
      expect(posted() - out).toBeLessThanOrEqual(committed);
      await resume();
    }
  });

  test("a call and a click that were about to write come to nothing", async () => {
    const args = { to: next(), content: "about to" };
    const { token } = await s.client();
    const call = await s.lastMoment(unitOf.texts, stop, () => s.call("send_sms", args, token));
    expect([call.status, call.body.code, await s.textsOf("about to")]).toEqual([409, "BLOCKED", 0]);
    await resume();
    const id = await s.askForBulk(token, "about to be allowed");
    const click = await s.lastMoment(unitOf.decision, stop, () => s.allow(id));
    expect([click.code, await s.stateOf(id), await s.textsOf("about to be allowed")]).toEqual([
      "BLOCKED",
      "pending",
      0,
    ]);
    expect(sent("about to")).toBe(0);
  });
});
