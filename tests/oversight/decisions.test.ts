import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type SQL, sql } from "drizzle-orm";
import { runOperation } from "#src/cli/command.ts";
import { expectNothingInside } from "#tests/support/answers.ts";
import { type FakeClock, noon } from "#tests/support/clock.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import {
  type Client,
  day,
  decided,
  expectAudited,
  hour,
  laySiege,
  type Siege,
  strangers,
  unitOf,
} from "./siege.ts";

let s: Siege;
let app: Client;

beforeAll(async () => {
  s = await laySiege();
  app = await s.client();
});
afterAll(() => s.close());

const yes = { decision: "authorized" };
const no = { decision: "denied" };
const runSystem = async (name: string) =>
  await s.t.desk.gate.execute(s.t.desk.operation(name), {}, systemPrincipal, { requestId: name });
const cancel = (id: string) => s.call("authorization_cancel", { queue_id: id }, app.token);
/** After a word that was too late: a refusal, and nothing more than before. */
async function expectOver(id: string, content: string, texts: number): Promise<void> {
  await s.audited();
  for (const decision of [yes, no]) {
    const { status, code } = await decided(s.decide(s.ada, id, decision));
    expect([status, code]).toEqual([409, "CONFLICT"]);
  }
  expect(await s.textsOf(content)).toBe(texts);
  await expectAudited(s, { operation: "authorization.decide", outcome: "CONFLICT", face: "web" });
}

describe("a request is decided once", () => {
  test("by twenty clicks of two people at the same moment", async () => {
    const bo = await s.join("approver");
    for (const words of [[yes], [yes, no], [no, yes, no]]) {
      const content = `at once ${words.length}`;
      const id = await s.askForBulk(app.token, content);
      await s.audited();
      const clicks = Array.from({ length: 20 }, (_, n) =>
        decided(s.decide(n % 2 ? s.ada : bo, id, words[n % words.length])),
      );
      const answers = await Promise.all(clicks);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
      const state = await s.stateOf(id);
      expect(answers.find(({ status }) => status === 200)?.state).toBe(String(state));
      expect([state, await s.textsOf(content)]).toEqual(state === "executed" ? [state, 6] : ["denied", 0]);
      const lines = (await s.audited()).filter(({ operation }) => operation === "authorization.decide");
      expect(lines.map(({ outcome }) => outcome).sort()).toEqual([...Array(19).fill("CONFLICT"), "done"]);
    }
  });

  const ends: [string, number, (id: string) => Promise<unknown>][] = [
    ["executed", 6, (id) => s.allow(id)],
    ["denied", 0, (id) => s.deny(id)],
    ["cancelled", 0, cancel],
    ["expired", 0, async () => await s.later(day)],
    ["expired", 0, () => s.later(day).then(() => runSystem("authorization.expire"))],
    ["failed", 0, (id) => optOut(id).then(() => s.allow(id))],
  ];

  test.each(ends)("and not again once it is %s", async (state, texts, end) => {
    const content = crypto.randomUUID();
    const id = await s.askForBulk(app.token, content);
    await end(id);
    const { body } = await s.call("get_authorization", { queue_id: id }, app.token);
    expect([body.status, await s.textsOf(content)]).toEqual([state, texts]);
    await expectOver(id, content, texts);
  });

  async function optOut(id: string): Promise<void> {
    const [[facts] = []] = await s.rows("SELECT facts FROM authorization_requests WHERE id = ?", id);
    for (const phone of JSON.parse(String(facts)).facts.recipients)
      await s.tamper(
        sql`INSERT INTO opt_outs (phone, state, source, at) VALUES (${phone}, 'out', 'text', ${noon})`,
      );
  }

  test("by a body that is sent again, also with a key", async () => {
    const [first, second] = [await s.askForBulk(app.token, "with a key"), await s.askForBulk(app.token)];
    const keyed = { ...yes, idempotency_key: "a click" };
    expect((await decided(s.decide(s.ada, first, keyed))).state).toBe("executed");
    expect((await decided(s.decide(s.ada, first, keyed))).state).toBe("executed");
    expect(await s.textsOf("with a key")).toBe(6);
    expect((await decided(s.decide(s.ada, second, keyed))).code).toBe("IDEMPOTENCY_CONFLICT");
    expect(await s.stateOf(second)).toBe("pending");
  });

  const lastMoments: [string, string, (id: string) => Promise<unknown>][] = [
    ["denied", "denied", (id) => s.deny(id)],
    ["taken back", "cancelled", cancel],
    [
      "expired",
      "expired",
      () => {
        s.t.clock.advance(day);
        return runSystem("authorization.expire");
      },
    ],
  ];

  test.each(lastMoments)("or %s: whoever is first, and never both", async (_name, state, end) => {
    await s.later(0);
    const [content, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const id = await s.askForBulk(app.token, content);
    const given = await s.lastMoment(
      unitOf.decision,
      () => end(id),
      () => s.allow(id),
    );
    expect([given.status, given.code, await s.stateOf(id)]).toEqual([409, "CONFLICT", state]);
    expect(await s.textsOf(content)).toBe(0);
    await s.later(0);
    const second = await s.askForBulk(app.token, other);
    await Promise.all([s.allow(second), end(second)]);
    expect([await s.stateOf(second), await s.textsOf(other)]).toEqual(
      (await s.textsOf(other)) === 0 ? [state, 0] : ["executed", 6],
    );
  });
});

describe("what is decided is what was asked", () => {
  /** One byte of each thing that the digest is over, changed under the same id. */
  const forgeries: [string, SQL][] = [
    ["input", sql`input = replace(input, 'Hello', 'Hallo')`],
    ["a recipient", sql`input = replace(input, '+1555012', '+1555013')`],
    ["the facts that were shown", sql`facts = replace(facts, 'Hello', 'Hallo')`],
    ["the card that was shown", sql`facts = replace(facts, '"card"', '"cord"')`],
    ["versions", sql`versions = '{"con_1":1}'`],
    ["the operation", sql`operation = 'message.send'`],
    ["the person", sql`user = 'system'`],
    ["the app", sql`client = 'cli'`],
    ["the scopes", sql`scopes = 'office:read,phone:read,phone:write'`],
    ["the digest", sql`digest = upper(digest)`],
  ];

  test.each(forgeries)("and not with %s changed", async (_name, change) => {
    await s.later(0);
    const id = await s.askForBulk(app.token, `Hello ${crypto.randomUUID()}`);
    await s.tamper(sql`UPDATE authorization_requests SET ${change} WHERE id = ${id}`);
    await s.audited();
    const { status, code, body } = await s.allow(id);
    expect([status, code]).toEqual([409, "CONFLICT"]);
    expectNothingInside(JSON.stringify(body));
    expect(await s.stateOf(id)).toBe("pending");
    const sent = await s.rows(
      "SELECT count(*) FROM messages WHERE content LIKE 'Hallo%' OR peer LIKE '+1555013%'",
    );
    expect(sent).toEqual([[0]]);
    await expectAudited(s, { operation: "authorization.decide", outcome: "CONFLICT" });
    await s.tamper(sql`UPDATE authorization_requests SET state = 'cancelled' WHERE id = ${id}`);
  });

  test("and not what another screen showed", async () => {
    const [id, other] = [await s.askForBulk(app.token, "on screen"), await s.askForBulk(app.token)];
    const digestOf = async (of: string) =>
      (await (await s.ada.browser.get(`/api/authorizations/${of}`)).json()).data.digest as string;
    const right = await digestOf(id);
    for (const shown of [
      await digestOf(other),
      right.toUpperCase(),
      right.slice(0, 63),
      ` ${right.slice(1)}`,
      "",
    ])
      expect([shown, (await s.allow(id, { shown })).code]).toEqual([shown, "CONFLICT"]);
    expect([await s.stateOf(id), await s.textsOf("on screen")]).toEqual(["pending", 0]);
    expect((await s.allow(id, { shown: right })).state).toBe("executed");
  });

  const bodies: [string, unknown][] = [
    ["another text", { ...yes, content: "Hallo" }],
    ["another input", { ...yes, input: { to: ["+15550130000"] } }],
    ["another asker", { ...yes, user: "system", client: "cli" }],
    ["more scopes", { ...yes, scopes: ["office:write"] }],
    ["a state of its own", { ...yes, state: "executed" }],
    ["somebody else who decided", { ...yes, decided_by: "per_x" }],
    ["a word there is not", { decision: "executed" }],
    ["two words", { decision: ["denied", "authorized"] }],
    ["the word of every object", { decision: "constructor" }],
    ["no word", {}],
    ["notes too long", { ...no, notes: "x".repeat(2001) }],
    ["a digest too long", { ...yes, shown: "0".repeat(65) }],
    ["a prototype", '{"decision":"authorized","__proto__":{"redeems":false}}'],
    ["a list", "[]"],
    ["null", "null"],
    ["no JSON", "decision"],
  ];

  test.each(bodies)("and not with %s in the body", async (_name, body) => {
    const id = await s.askForBulk(app.token, "as it is");
    const form = await s.ada.browser.tokenOn("/settings/account");
    const { status, code } = await decided(s.decide(s.ada, id, body, { "x-form-token": form }));
    expect([status, code]).toEqual([400, "VALIDATION_ERROR"]);
    expect([await s.stateOf(id), await s.textsOf("as it is")]).toEqual(["pending", 0]);
    await cancel(id);
  });

  test("and not another than the address names", async () => {
    const [named, meant] = [await s.askForBulk(app.token), await s.askForBulk(app.token)];
    expect((await s.deny(named, { id: meant })).state).toBe("denied");
    expect([await s.stateOf(named), await s.stateOf(meant)]).toEqual(["denied", "pending"]);
    for (const id of [
      "auth_00000000000000000000000000",
      "x",
      "%27%20OR%201=1",
      "%00",
      "auth_%25",
      "x".repeat(61),
    ]) {
      const { status } = await decided(s.decide(s.ada, id, yes));
      expect([id, [400, 404].includes(status)]).toEqual([id, true]);
    }
    expect(await s.stateOf(meant)).toBe("pending");
  });
});

describe("a request that cannot run now", () => {
  test("waits on where the reason passes, and runs once afterwards", async () => {
    const id = await s.askForBulk(app.token, "no line");
    await s.tamper(sql`UPDATE lines SET active = 0`);
    const { status, code } = await s.allow(id);
    expect([status, code, await s.stateOf(id)]).toEqual([501, "NOT_CONFIGURED", "pending"]);
    await s.tamper(sql`UPDATE lines SET active = 1`);
    expect([(await s.allow(id)).state, await s.textsOf("no line")]).toEqual(["executed", 6]);
  });

  test("is over where it does not, and its app is told no more than that", async () => {
    const id = await s.ask("token_extend", { days: 5 }, app.token);
    await s.tamper(sql`UPDATE tokens SET parent_id = 'tok_x' WHERE id = ${app.id}`);
    expect(await s.allow(id)).toMatchObject({ status: 200, state: "failed" });
    await s.tamper(sql`UPDATE tokens SET parent_id = NULL WHERE id = ${app.id}`);
    const { body } = await s.call("get_authorization", { queue_id: id }, app.token);
    expect(body).toMatchObject({ status: "failed", result: null, error: { code: "FORBIDDEN" } });
  });

  test("expires after the hours that the owner has set, to the millisecond", async () => {
    await s.t.set("windows.authorization_hours", 1);
    const [first, second] = [await s.askForBulk(app.token), await s.askForBulk(app.token)];
    await s.later(hour - 1);
    expect((await s.deny(first)).state).toBe("denied");
    (s.t.clock as FakeClock).advance(1);
    expect([(await s.allow(second)).code, (await s.deny(second)).code]).toEqual(["CONFLICT", "CONFLICT"]);
    await runOperation(s.t.desk, "setting.set", { key: "windows.authorization_hours", value: 24 });
    const { body } = await s.call("get_authorization", { queue_id: second }, app.token);
    expect([body.status, await s.stateOf(second)]).toEqual(["expired", "pending"]);
    await runSystem("authorization.expire");
    expect(await s.stateOf(second)).toBe("expired");
    const again = await s.call("send_bulk_sms", { to: strangers(6, 9000), content: "again" }, app.token);
    expect(again.status).toBe(202);
  });
});
