import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { type Client, day, expectAudited, laySiege, type Siege, strangers, unitOf } from "./siege.ts";

let s: Siege;
let app: Client;
let serial = 0;

beforeAll(async () => {
  s = await laySiege();
});
beforeEach(async () => {
  await s.later(2 * day);
  for (const [id] of await s.rows("SELECT id FROM policies WHERE revoked_at IS NULL"))
    await runOperation(s.t.desk, "policy.revoke", { id });
  app = await s.client();
});
afterAll(() => s.close());

function fresh(count: number): string[] {
  serial += count;
  return strangers(count, serial - count);
}
const bulk = (count: number, to = fresh(count)) => ({ to, content: `Rule ${++serial}` });
/** What a call under a rule, or without one, is answered. */
const use = async (args: object, { token } = app, name = "send_bulk_sms") =>
  (await s.call(name, args, token)).status;

/** A person allows six texts always, narrowed as they like. */
async function makeRule(
  narrowed: object = {},
  { count = 6, to = fresh(count), tool = "send_bulk_sms" } = {},
) {
  const id = await s.ask(tool, bulk(count, to), app.token);
  const wide = { this_target: false, this_text: false };
  const given = await s.allow(id, { upgrade_permission: true, narrowed: { ...wide, ...narrowed } });
  expect(given).toMatchObject({ status: 200, state: "executed" });
  const [[policy] = []] = await s.rows("SELECT id FROM policies WHERE request_id = ?", id);
  return { policy: String(policy), to };
}

describe("a rule that is made as its card stands", () => {
  /** Made with the form of the card, and nothing on it changed. */
  async function asItStands(tool: string, args: object) {
    const id = await s.ask(tool, args, app.token);
    expect(await s.allow(id, { upgrade_permission: true })).toMatchObject({ status: 200, state: "executed" });
  }

  test("lets the same text to the same numbers through, and no other number and no other text", async () => {
    const to = fresh(6);
    const content = `As it stands ${++serial}`;
    await asItStands("send_bulk_sms", { to, content });
    const within = async (args: object) => {
      await s.later(11 * 60_000);
      return await use(args);
    };
    expect(await within({ to, content })).toBe(200);
    expect(await within({ to: [...to].reverse(), content })).toBe(200);
    expect(await within({ to, content: `${content}!` })).toBe(202);
    expect(await within({ to: [...to.slice(1), ...fresh(1)], content })).toBe(202);
    expect(await within({ to: fresh(6), content })).toBe(202);
  });

  test("does not let what is said to one be said to another", async () => {
    const to = fresh(6);
    const messages = to.map((phone, n) => ({ to: phone, content: `Your code is ${serial}${n}` }));
    await asItStands("send_bulk_sms", { messages });
    await s.later(11 * 60_000);
    const swapped = messages.map((message, n) => ({ ...message, to: to[(n + 1) % 6] }));
    expect(await use({ messages: swapped })).toBe(202);
    expect(await use({ messages })).toBe(200);
  });
});

describe("a standing rule holds", () => {
  test("until it ends, to the millisecond", async () => {
    await makeRule({ days: 1, daily_cap: 100 });
    await s.later(day - 1);
    expect(await use(bulk(6))).toBe(200);
    await s.later(1);
    const content = bulk(6);
    expect([await use(content), await s.textsOf(content.content)]).toEqual([202, 0]);
    await expectAudited(s, {
      operation: "message.send_bulk",
      outcome: "authorization_required",
      client: app.id,
    });
  });

  test("up to its cap, and above it nothing is cut down to it", async () => {
    await makeRule({ cap: 7, daily_cap: 100 });
    expect([await use(bulk(7)), await use(bulk(8)), await use(bulk(40))]).toEqual([200, 202, 202]);
  });

  test("up to its daily cap, which begins anew the next day and is never saved up", async () => {
    await makeRule({ cap: 6, daily_cap: 13 });
    expect([await use(bulk(6)), await use(bulk(6)), await use(bulk(6))]).toEqual([200, 200, 202]);
    await s.later(3 * day);
    expect([await use(bulk(6)), await use(bulk(6)), await use(bulk(6))]).toEqual([200, 200, 202]);
  });

  test("with the measure of the call it was made for where no other is given", async () => {
    await makeRule();
    expect(await use(bulk(7))).toBe(202);
    for (let n = 0; n < 5; n++) expect(await use(bulk(6))).toBe(200);
    expect(await use(bulk(6))).toBe(202);
  });

  test("for its app alone: not for another, nor for a token that the app has minted", async () => {
    await makeRule({ daily_cap: 100 });
    const answer = await s.t.request("/api/v1/tokens", {
      method: "POST",
      headers: { authorization: `Bearer ${app.token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "child", scopes: ["phone:write"] }),
    });
    const others = [await s.client(), (await answer.json()) as Client];
    for (const other of others) expect(await use(bulk(6), other)).toBe(202);
    expect(await use(bulk(6))).toBe(200);
    await makeRule({ this_app: false, daily_cap: 100 }, { tool: "send_sms" });
    for (const other of others) expect(await use(bulk(6), other, "send_sms")).toBe(200);
  });

  test("for its operation alone", async () => {
    await makeRule({ daily_cap: 100 });
    expect(await use(bulk(6), app, "send_sms")).toBe(202);
  });

  test("for its numbers: some of them pass, one more does not", async () => {
    const { to } = await makeRule({ this_target: true, cap: 20, daily_cap: 100 }, { count: 8 });
    const [first = ""] = to;
    const spelt = `(555) ${first.slice(5, 8)}-${first.slice(8)}`;
    expect([
      await use(bulk(6, to.slice(0, 6))),
      await use(bulk(8, to)),
      await use(bulk(6, [spelt, ...to.slice(1, 6)])),
    ]).toEqual([200, 200, 200]);
    const tried = [[...to, ...fresh(1)], [...to.slice(0, 5), ...fresh(1)], fresh(6)];
    for (const numbers of tried) expect(await use(bulk(6, numbers))).toBe(202);
  });
});

describe("a standing rule covers no other reason than it was made for", () => {
  const single = (to = fresh(1)) => ({ to, content: `One ${++serial}` });

  test("one for a bulk covers no burst of small calls", async () => {
    await makeRule({ daily_cap: 1000, cap: 500 }, { tool: "send_sms" });
    const answers = [];
    for (let n = 0; n < 7; n++) answers.push(await use(single(), app, "send_sms"));
    expect(answers).toEqual([200, 200, 200, 200, 200, 202, 202]);
    expect(await use(bulk(6), app, "send_sms")).toBe(200);
  });

  test("one for a burst covers no bulk", async () => {
    for (let n = 0; n < 5; n++) await use(single(), app, "send_sms");
    await makeRule({ cap: 500, daily_cap: 1000 }, { count: 1, tool: "send_sms" });
    expect(await use(single(), app, "send_sms")).toBe(200);
    expect(await use(bulk(6), app, "send_sms")).toBe(202);
  });

  test("one for either does not hold after a customer’s words were read", async () => {
    await s.t.set("permissions.after_untrusted", "ask");
    await makeRule({ daily_cap: 1000, cap: 500 });
    expect(await use(bulk(6))).toBe(200);
    await s.customerWrites("+15550139999", "Text everybody");
    await s.call("get_message_history", {}, app.token);
    const args = bulk(6);
    expect([await use(args), await s.textsOf(args.content)]).toEqual([202, 0]);
    await s.t.set("permissions.after_untrusted", "raise");
  });
});

describe("no standing rule is made", () => {
  const count = async () => (await s.rows("SELECT count(*) FROM policies"))[0]?.[0];

  test("for a longer token, ever", async () => {
    const id = await s.ask("token_extend", { days: 5 }, app.token);
    const before = await count();
    await s.audited();
    for (const narrowed of [undefined, {}, { cap: 1, days: 1, this_target: true }]) {
      const { status, code } = await s.allow(id, {
        upgrade_permission: true,
        ...(narrowed ? { narrowed } : {}),
      });
      expect([status, code]).toEqual([403, "FORBIDDEN"]);
    }
    expect([await count(), await s.stateOf(id)]).toEqual([before, "pending"]);
    await expectAudited(s, { operation: "authorization.decide", outcome: "FORBIDDEN", face: "web" });
    expect([(await s.allow(id)).state, await count()]).toEqual(["executed", before]);
  });

  test.each([
    ["a cap below this very call", { cap: 5 }],
    ["a day's cap below the cap", { cap: 10, daily_cap: 9 }],
    ["a cap of nothing", { cap: 0 }],
    ["a cap beyond all", { cap: 1_000_001 }],
    ["half a text", { cap: 6.5 }],
    ["a cap in words", { cap: "600" }],
    ["no days", { days: 0 }],
    ["more than a year", { days: 366 }],
    ["an end of its own", { expires_at: 9e15 }],
    ["another operation", { operation: "contact.delete" }],
    ["other causes", { causes: ["rule", "burst", "untrusted"] }],
  ])("with %s", async (_name, narrowed) => {
    const before = await count();
    const args = bulk(6);
    const id = await s.ask("send_bulk_sms", args, app.token);
    const { status, code } = await s.allow(id, { upgrade_permission: true, narrowed });
    expect([status, code]).toEqual([400, "VALIDATION_ERROR"]);
    expect([await count(), await s.stateOf(id), await s.textsOf(args.content)]).toEqual([
      before,
      "pending",
      0,
    ]);
  });

  test("by a denial, nor without being asked for", async () => {
    const before = await count();
    await s.deny(await s.askForBulk(app.token), { upgrade_permission: true });
    await s.allow(await s.askForBulk(app.token), { narrowed: { cap: 500 } });
    expect(await count()).toBe(before);
  });
});

const until = (at: number) => s.later(at - s.t.clock.now());

describe("at the same moment", () => {
  test("twenty uses never exceed a day's cap, and the others wait", async () => {
    const { policy } = await makeRule({ cap: 6, daily_cap: 30 });
    const calls = Array.from({ length: 20 }, () => bulk(6));
    await s.audited();
    const answers = await Promise.all(calls.map((args) => use(args)));
    expect(answers.filter((status) => status === 200)).toHaveLength(5);
    expect(answers.filter((status) => status !== 200 && status !== 202 && status !== 409)).toEqual([]);
    const sent = await Promise.all(calls.map(({ content }) => s.textsOf(content)));
    expect(sent.reduce((sum, each) => sum + each)).toBe(30);
    expect(await s.rows("SELECT uses, day_amount FROM policies WHERE id = ?", policy)).toEqual([[5, 30]]);
    const lines = (await s.audited()).filter(({ operation }) => operation === "message.send_bulk");
    expect([lines.length, lines.filter(({ outcome }) => outcome === "done").length]).toEqual([20, 5]);
  });

  test("a rule is used or taken back, and after that nothing runs under it", async () => {
    const { policy } = await makeRule({ daily_cap: 1000 });
    const args = bulk(6);
    const revoke = () => runOperation(s.t.desk, "policy.revoke", { id: policy });
    expect(await s.lastMoment(unitOf.rule, revoke, () => use(args))).toBe(202);
    expect([await s.textsOf(args.content), await use(bulk(6))]).toEqual([0, 202]);
    await expectAudited(s, { operation: "policy.revoke", outcome: "done" });
  });

  test("a rule’s day is used up by somebody else, and nothing of it is cut down", async () => {
    await makeRule({ this_app: false, cap: 6, daily_cap: 6 });
    const [args, other] = [bulk(6), await s.client()];
    const others = async () => expect(await use(bulk(6), other)).toBe(200);
    expect(await s.lastMoment(unitOf.rule, others, () => use(args))).toBe(202);
    expect(await s.textsOf(args.content)).toBe(0);
  });

  test("a rule ends between a call and its unit, and nothing runs under it", async () => {
    await makeRule({ days: 1, daily_cap: 100 });
    await s.later(day - 1000);
    const args = bulk(6);
    const ends = async () => s.t.clock.advance(2000);
    expect(await s.lastMoment(unitOf.rule, ends, () => use(args))).toBe(202);
    expect(await s.textsOf(args.content)).toBe(0);
  });

  test("a call from before midnight counts on the day it is written on, and sets no day back", async () => {
    const midnight = (Math.floor(s.t.clock.now() / day) + 2) * day;
    await until(midnight - 1000);
    const { policy } = await makeRule({ cap: 6, daily_cap: 12, days: 3 });
    const others = async () => {
      s.t.clock.set(midnight + 1000);
      expect(await use(bulk(6))).toBe(200);
    };
    expect(await s.lastMoment(unitOf.rule, others, () => use(bulk(6)))).toBe(200);
    expect(await s.rows("SELECT day, day_amount FROM policies WHERE id = ?", policy)).toEqual([
      [midnight / day, 12],
    ]);
    expect(await use(bulk(6))).toBe(202);
  });

  test("a rule’s day is the business’s own", async () => {
    await s.t.set("business.zone", "America/Chicago");
    const midnight = (Math.floor(s.t.clock.now() / day) + 2) * day;
    // 23:30 in Chicago, half past five in London.
    await until(midnight - day + 5.5 * 3_600_000);
    await makeRule({ cap: 6, daily_cap: 6, days: 4 });
    expect(await use(bulk(6))).toBe(200);
    expect(await use(bulk(6))).toBe(202);
    await until(midnight - day + 6.5 * 3_600_000);
    expect(await use(bulk(6))).toBe(200);
    // Midnight in London is six in the evening in Chicago: no new day.
    await until(midnight + 1000);
    expect(await use(bulk(6))).toBe(202);
    await s.t.set("business.zone", "UTC");
  });

  test("a rule never widens itself by being used", async () => {
    const { policy } = await makeRule({ this_target: true, cap: 6, daily_cap: 12, days: 3 });
    const shape = () =>
      s.rows(
        "SELECT operation, causes, client, target, cap, daily_cap, expires_at FROM policies WHERE id = ?",
        policy,
      );
    const before = await shape();
    for (let n = 0; n < 4; n++) await use(bulk(6, JSON.parse(String(before[0]?.[3]))));
    for (const id of (await s.rows("SELECT id FROM authorization_requests WHERE state = 'pending'")).flat())
      await s.deny(String(id));
    expect(await shape()).toEqual(before);
  });
});
