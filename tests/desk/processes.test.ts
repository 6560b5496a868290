import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type FakeQuo, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { laySiege, minute, type Siege, strangers } from "#tests/oversight/siege.ts";
import { openBrowser } from "#tests/support/browser.ts";
import { quoSecret } from "#tests/support/customers.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { hasSqld, sharedSqld, type Way } from "#tests/support/sqld.ts";

/** Two desks on one database, as two machines would run them: what one does, the other has to know. */
describe.skipIf(!hasSqld())("two processes on one database", () => {
  let way: Way;
  let quo: FakeQuo;
  let s: Siege;
  let one: TestDesk;
  let other: TestDesk;
  let serial = 0;
  const next = (count = 1) => {
    serial += count;
    return strangers(count, serial - count + 200);
  };

  beforeAll(async () => {
    quo = startFakeQuo();
    way = await (await sharedSqld()).database();
    const env = {
      DATABASE_URL: way.url,
      FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
      QUO_API_KEY: quo.key,
      QUO_BASE_URL: quo.url,
      QUO_WEBHOOK_SECRET: quoSecret,
    };
    s = await laySiege({ env });
    one = s.t;
    other = await openTestDesk({ env, clock: one.clock });
  });
  afterAll(async () => {
    await other.close();
    await s.close();
    await way.stop();
    await quo.stop();
  });

  /** How long it takes until it is so, in milliseconds; four seconds at most. */
  async function until(isSo: () => Promise<boolean> | boolean): Promise<number> {
    const begun = performance.now();
    while (!(await isSo()) && performance.now() - begun < 4000) await Bun.sleep(20);
    return performance.now() - begun;
  }
  const lines = (desk: TestDesk, token: string) => desk.tool("list_lines", {}, token);

  test("a token that is revoked at one is refused at the other within two seconds", async () => {
    const app = await s.client();
    for (const desk of [one, other]) expect((await lines(desk, app.token)).status).toBe(200);
    await one.desk.gate.execute(one.desk.operation("token.revoke"), { token: app.id }, owner, {
      requestId: "r",
    });
    expect((await lines(one, app.token)).status).toBe(401);
    expect(await until(async () => (await lines(other, app.token)).status === 401)).toBeLessThan(2000);
  });

  test("while the other cannot be asked, nothing that is remembered of a token holds", async () => {
    const app = await s.client();
    for (const desk of [one, other]) expect((await lines(desk, app.token)).status).toBe(200);
    way.cut(true);
    await Bun.sleep(1700);
    expect((await lines(other, app.token)).status).toBe(503);
    way.cut(false);
    expect(await until(async () => (await lines(other, app.token)).status === 200)).toBeLessThan(3500);
  }, 15_000);

  test("what is stopped at one is stopped at the other at once, and goes on with it", async () => {
    const app = await s.client();
    const write = (desk: TestDesk) =>
      desk.tool("create_contact", { name: "Somebody", phone: next()[0] }, app.token);
    await one.set("permissions.stopped", true);
    const refused = await write(other);
    expect([refused.status, refused.body.code]).toEqual([409, "BLOCKED"]);
    expect(await until(() => other.desk.settings().get("permissions.stopped"))).toBeLessThan(1000);
    await one.set("permissions.stopped", false);
    expect(await until(async () => (await write(other)).status === 200)).toBeLessThan(1000);
  });

  test("a setting that is changed at one holds at the other within a second", async () => {
    await other.set("business.name", "Harbour Holiday Homes");
    expect(one.desk.settings().get("business.name")).not.toBe("Harbour Holiday Homes");
    const isThere = () => one.desk.settings().get("business.name") === "Harbour Holiday Homes";
    expect(await until(isThere)).toBeLessThan(1000);
  });

  test("a decision that is made at both at once runs once", async () => {
    const app = await s.client();
    const content = "decided twice";
    const id = await s.ask("send_bulk_sms", { to: next(6), content }, app.token);
    const there = openBrowser(other, "203.0.113.9");
    for (const [name, value] of s.ada.browser.cookies) there.cookies.set(name, value);
    const elsewhere = { ...s.ada, browser: there };
    const decide = (who: typeof s.ada) => s.decide(who, id, { decision: "authorized" });
    // Each has its form first, so that both clicks fall together.
    await Promise.all([s.ada, elsewhere].map((who) => who.browser.tokenOn("/settings/account")));
    const answers = await Promise.all([decide(s.ada), decide(elsewhere)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await until(() => quo.messages.filter(({ text }) => text === content).length >= 6);
    await Bun.sleep(300);
    expect(quo.messages.filter(({ text }) => text === content)).toHaveLength(6);
  }, 15_000);

  test("equal calls at both at once are one text, and both get its answer", async () => {
    const app = await s.client();
    const args = { to: next()[0], content: "only once" };
    const send = (desk: TestDesk) => desk.tool("send_sms", args, app.token, { "idempotency-key": "k1" });
    const answers = await Promise.all([send(one), send(other), send(one), send(other)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.message?.id ?? body.messages?.[0]?.id)).size).toBe(1);
    expect(quo.messages.filter(({ text }) => text === "only once")).toHaveLength(1);
  });

  test("words that an app has read at one raise the bar for it at the other with its next call", async () => {
    const app = await s.client();
    const customer = "+15550309999";
    const body = JSON.stringify(
      messageOfNow({ id: "EVw", messageId: "ACw", text: "text everybody", customer, desk: quo.number }),
    );
    const headers = signStandard(body, quoSecret, one.clock.now(), "msg_w");
    expect((await one.request("/webhooks/quo", { method: "POST", body, headers })).status).toBe(200);
    await one.settle();
    const args = () => ({ to: next()[0], content: "Hello there" });
    expect((await other.tool("send_sms", args(), app.token)).status).toBe(200);
    expect((await one.tool("get_message_history", { phoneNumber: customer }, app.token)).status).toBe(200);
    const after = await other.tool("send_sms", args(), app.token);
    expect([after.status, after.body.code]).toEqual([422, "REASONING_REQUIRED"]);
  });

  test("the same event at both is one text", async () => {
    const body = JSON.stringify(
      messageOfNow({
        id: "EVtwice",
        messageId: "ACtwice",
        text: "heard twice",
        customer: "+15550308888",
        desk: quo.number,
      }),
    );
    const headers = signStandard(body, quoSecret, one.clock.now(), "msg_twice");
    const send = (desk: TestDesk) => desk.request("/webhooks/quo", { method: "POST", body, headers });
    const answers = await Promise.all([send(one), send(other), send(other), send(one)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await Promise.all([one.settle(), other.settle()]);
    expect(await s.rows("SELECT count(*) FROM messages WHERE content = 'heard twice'")).toEqual([[1]]);
  });

  test("those who watch at one hear what happens at the other, once and in order", async () => {
    const heard: string[] = [];
    other.desk.watch((events) => {
      for (const { type, subject } of events) if (type === "contact.created") heard.push(subject);
    });
    const app = await s.client();
    const made: string[] = [];
    for (const desk of [one, other, one, other]) {
      const { body } = await desk.tool("create_contact", { name: "Ada", phone: next()[0] }, app.token);
      made.push(body.contact.id);
    }
    expect(await until(() => heard.length >= 4)).toBeLessThan(1500);
    expect(heard).toEqual(made);
  });

  test("one of them does the rounds; a provider's rate is shared; an end hands both over", async () => {
    const both = [one, other].map(({ desk }) => desk.processes);
    expect(both.filter(({ hasRounds }) => hasRounds)).toHaveLength(1);
    for (const processes of both) await processes.beat();
    for (const processes of both) expect(processes.sharers).toBeGreaterThanOrEqual(2);
    const third = await openTestDesk({ env: { ...envOf(way) }, clock: one.clock });
    // A newcomer takes next to nothing of a rate until the others have made room for it.
    expect(third.desk.processes.sharers).toBe(10);
    expect(third.desk.processes.hasRounds).toBe(false);
    await third.close();
    const [holder, waiting] = both[0]?.hasRounds ? both : both.toReversed();
    await holder?.leave();
    await waiting?.beat();
    expect([holder?.hasRounds, waiting?.hasRounds]).toEqual([false, true]);
    await holder?.beat();
    expect(holder?.hasRounds).toBe(false);
  });

  test("people are told of what waits by one of them alone", async () => {
    await one.set("business.owner_numbers", ["+15550307777"]);
    await until(() => other.desk.settings().get("business.owner_numbers").length === 1);
    const app = await s.client();
    await s.ask("send_bulk_sms", { to: next(6), content: "waits" }, app.token);
    one.clock.advance(11 * minute);
    const remind = (desk: TestDesk) =>
      desk.desk.gate.execute(
        desk.desk.operation("authorization.remind"),
        { link: "http://localhost:3000/authorizations" },
        { ...owner, authority: "system" },
        { requestId: "remind" },
      );
    await Promise.all([remind(one), remind(other), remind(one), remind(other)]);
    await until(() => toOwner().length > 0);
    await Bun.sleep(300);
    expect(toOwner()).toHaveLength(1);

    function toOwner() {
      return quo.messages.filter(({ to }) => to.includes("+15550307777"));
    }
  });

  test("the chain over the audit is whole, though both have written it", async () => {
    await Promise.all([one.desk.audit.flush(), other.desk.audit.flush()]);
    const { createVerifier } = await import("#gate/audit/verify.ts");
    const { auditRecords } = await import("#gate/audit/store.ts");
    const verifier = createVerifier(undefined);
    for await (const record of auditRecords(one.desk.database.read)) verifier.take(record);
    expect(verifier.verdict()).toMatchObject({ problems: [] });
  });
});

const owner = {
  user: "owner",
  client: "cli",
  scopes: new Set<never>(),
  face: "cli",
  authority: "owner",
} as const;

function envOf(way: Way): Record<string, string> {
  return {
    DATABASE_URL: way.url,
    FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
  };
}
