import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ingestEnv, note, post } from "#tests/ingest/caller.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { hasSqld, sharedSqld, type Way } from "#tests/support/sqld.ts";

/** Every round trip to the database's server is time that a caller waits: how many a call takes is a promise. */
describe.skipIf(!hasSqld())("round trips to a database server", () => {
  let way: Way;
  let t: TestDesk;
  let token: string;

  beforeAll(async () => {
    way = await (await sharedSqld()).database();
    t = await openTestDesk({
      env: {
        ...ingestEnv,
        DATABASE_URL: way.url,
        FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
      },
    });
    token = await t.token("phone:read", "phone:write", "helpdesk:read", "helpdesk:write");
    // What the desk does by itself would be counted too.
    await t.desk.jobs.stop();
  });
  afterAll(async () => {
    await t.close();
    await way.stop();
  });

  /** Round trips until the call is answered, the second time it is made. */
  async function tripsOf(call: (n: number) => Promise<{ status: number; body: unknown }>): Promise<number> {
    for (const n of [1, 2]) {
      await t.settle();
      // As every half second: what is remembered of rights holds.
      await t.desk.news.read();
      await Bun.sleep(50);
      way.trips();
      const { status, body } = await call(n);
      const trips = way.trips();
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      if (n === 2) return trips;
    }
    throw new TypeError("the second call is the last");
  }

  test("a read takes one", async () => {
    for (const tool of ["list_lines", "get_message_history", "list_tickets"])
      expect([tool, await tripsOf(() => t.tool(tool, {}, token))]).toEqual([tool, 1]);
  });

  test("a handoff takes two: what it has to know, and its unit, which says what to tell the caller", async () => {
    const hand = (n: number, more: object = {}) =>
      post(t, { note: note(`Case ${n}`), callerNumber: `+1555030${3000 + n}`, ...more });
    expect(await tripsOf((n) => hand(n))).toBeLessThanOrEqual(2);
    expect(await tripsOf((n) => hand(n + 10, { conversationId: `c${n}`, oaKey: `k${n}` }))).toBe(2);
    // One that joins an open ticket, from the same conversation and from another.
    expect(await tripsOf((n) => hand(1, { note: note(`More ${n}`) }))).toBe(2);
    expect(await tripsOf((n) => hand(11, { conversationId: "c1", note: note(`Again ${n}`) }))).toBe(2);
  });

  test("a text's unit is one, whatever else is written in it", async () => {
    const { write } = t.desk.database;
    const units: number[] = [];
    t.desk.database.write = async (unit) => {
      const isText = unit.some(({ sql }) => /insert into "messages"/.test(sql) && unit.length > 5);
      if (isText) way.trips();
      const written = await write(unit);
      if (isText) units.push(way.trips());
      return written;
    };
    const args = { to: "+15550302001", content: "Hello" };
    const { status } = await t.tool("send_sms", args, token);
    t.desk.database.write = write;
    expect([status, units[0]]).toEqual([200, 1]);
  });
});
