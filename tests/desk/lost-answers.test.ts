import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type FakeQuo, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { quoSecret } from "#tests/support/customers.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { hasSqld, sharedSqld, type Way } from "#tests/support/sqld.ts";

/** What is done when the answer of the database's server, or the server itself, is gone for a while. */
describe.skipIf(!hasSqld())("an answer of the database's that is lost", () => {
  let way: Way;
  let quo: FakeQuo;
  let t: TestDesk;
  let token: string;
  const customer = "+15550306000";

  beforeEach(async () => {
    quo = startFakeQuo();
    way = await (await sharedSqld()).database();
    t = await openTestDesk({
      patience: 1500,
      // What is looked for lies where the provider's own time says.
      clock: fakeClock(Date.now()),
      env: {
        DATABASE_URL: way.url,
        FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
        QUO_API_KEY: quo.key,
        QUO_BASE_URL: quo.url,
        QUO_WEBHOOK_SECRET: quoSecret,
      },
    });
    token = await t.token("phone:read", "phone:write");
    expect((await hear("first", "Hello")).status).toBe(200);
    await t.settle();
  });
  afterEach(async () => {
    way.loseAnswers(false);
    way.cut(false);
    await t.close();
    await way.stop();
    await quo.stop();
  });

  function hear(id: string, text: string) {
    const body = JSON.stringify(
      messageOfNow({ id: `EV${id}`, messageId: `AC${id}`, text, customer, desk: quo.number }),
    );
    const headers = signStandard(body, quoSecret, t.clock.now(), `msg_${id}`);
    return t.request("/webhooks/quo", { method: "POST", body, headers });
  }
  const rows = (sql: string) => t.desk.database.slow.read(sql);
  async function until(isSo: () => Promise<boolean>): Promise<boolean> {
    for (let tries = 0; tries < 150; tries++) {
      if (await isSo().catch(() => false)) return true;
      await Bun.sleep(100);
    }
    return false;
  }
  const isThere = (text: string) => async () =>
    Number((await rows(`SELECT count(*) FROM messages WHERE content = '${text}'`))[0]?.[0]) === 1;

  test("of an event's row: the provider sends it again, and it is processed once", async () => {
    way.loseAnswers(true);
    const heard = hear("lost", "In the dark");
    await Bun.sleep(300);
    way.loseAnswers(false);
    const { status } = await heard;
    expect([200, 503]).toContain(status);
    expect((await hear("lost", "In the dark")).status).toBe(200);
    expect(await until(isThere("In the dark"))).toBe(true);
  }, 30_000);

  test("of a claim: nothing has gone out, and the text goes out once", async () => {
    const { write } = t.desk.database;
    t.desk.database.write = async (unit) => {
      const isClaim = unit.some(({ sql }) => /update "outbox" set "state" = \?, "tried_at"/.test(sql));
      if (!isClaim) return await write(unit);
      t.desk.database.write = write;
      way.loseAnswers(true);
      setTimeout(() => way.loseAnswers(false), 300);
      return await write(unit);
    };
    await t.tool("send_sms", { to: customer, content: "Only once" }, token);
    t.clock.advance(11_000);
    await t.desk.outbox.resume();
    expect(await until(async () => quo.messages.some(({ text }) => text === "Only once"))).toBe(true);
    await Bun.sleep(500);
    expect(quo.messages.filter(({ text }) => text === "Only once")).toHaveLength(1);
  }, 30_000);

  test("of how a text ended, while the server is out of reach: it is looked up, and stands as sent", async () => {
    const isOut = () => quo.messages.some(({ text }) => text === "Out already");
    const watch = setInterval(() => {
      if (isOut()) way.cut(true);
    }, 1);
    void t.tool("send_sms", { to: customer, content: "Out already" }, token);
    expect(await until(async () => isOut())).toBe(true);
    await Bun.sleep(2500);
    clearInterval(watch);
    way.cut(false);
    const status = async () =>
      String((await rows("SELECT status FROM messages WHERE content = 'Out already'"))[0]?.[0]);
    // It is in doubt first, and then known from the provider.
    expect(
      await until(async () => {
        t.clock.advance(5000);
        await t.desk.outbox.lookUpUnknown();
        return ["sent", "delivered"].includes(await status());
      }),
    ).toBe(true);
    expect(quo.messages.filter(({ text }) => text === "Out already")).toHaveLength(1);
  }, 40_000);

  test("of a table that is not there is no success", async () => {
    await t.desk.database.write([{ sql: "DROP TABLE unit_marks", args: [] }]);
    const put = { sql: "INSERT INTO settings VALUES ('x', '1', 1, 't')", args: [] };
    await expect(t.desk.database.write([put])).rejects.toThrow();
    expect(await rows("SELECT count(*) FROM settings WHERE key = 'x'")).toEqual([[0]]);
  });
});
