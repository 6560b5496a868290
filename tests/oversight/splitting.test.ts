import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type Client, day, expectAudited, laySiege, minute, type Siege, strangers, unitOf } from "./siege.ts";

let s: Siege;
let app: Client;
let apps: Client[];
let serial = 0;

beforeAll(async () => {
  s = await laySiege();
});
/** Each begins on a day of its own: nobody was texted lately, and nothing of these apps waits. */
beforeEach(async () => {
  await s.later(2 * day);
  app = await s.client();
  apps = [app, await s.client(), await s.client()];
});
afterAll(() => s.close());

function next(): string {
  serial++;
  return strangers(1, serial)[0]!;
}
const text = (to: string | string[] = next()) => ({ to, content: `Offer ${serial}` });
const send = async ({ token } = app, args: object = text()) => (await s.call("send_sms", args, token)).status;
const ring = async ({ token } = app, to = next()) => (await s.call("make_call", { to }, token)).status;
const out = async () =>
  Number(
    (
      await s.rows(
        "SELECT (SELECT count(*) FROM messages WHERE direction = 'outbound') + (SELECT count(*) FROM calls WHERE direction = 'outbound')",
      )
    )[0]?.[0],
  );
/** How many of these went out; the others wait for a person. */
async function goneOut(calls: (() => Promise<number>)[]): Promise<number> {
  const before = await out();
  const answers = await Promise.all(calls.map((call) => call()));
  expect(answers.filter((status) => ![200, 202, 409].includes(status))).toEqual([]);
  const gone = (await out()) - before;
  expect(answers.filter((status) => status === 200)).toHaveLength(gone);
  return gone;
}

describe("a bulk that is split into small calls", () => {
  test.each([6, 12, 30])("of %d at the same moment gets five out", async (count) => {
    await s.audited();
    expect(await goneOut(Array.from({ length: count }, () => () => send()))).toBe(5);
    const waiting = { operation: "message.send", outcome: "authorization_required", client: app.id };
    await expectAudited(s, waiting);
  });

  test("one after the other gets five out, across three apps, texts and calls together", async () => {
    const answers = [
      await send(apps[0]),
      await ring(apps[1]),
      await send(apps[2]),
      await ring(apps[0]),
      await send(apps[1]),
      await send(apps[2]),
      await ring(apps[0]),
    ];
    expect(answers).toEqual([200, 200, 200, 200, 200, 202, 202]);
  });

  test("at the same moment, across three apps, texts and calls together", async () => {
    const calls = Array.from({ length: 18 }, (_, n) => () => (n % 2 ? ring(apps[n % 3]) : send(apps[n % 3])));
    expect(await goneOut(calls)).toBe(5);
  });

  test("of which five went out at the last moment of the sixth", async () => {
    const five = async () => expect(await send(apps[1], text(Array.from({ length: 5 }, next)))).toBe(200);
    expect(await s.lastMoment(unitOf.texts, five, () => send())).toBe(202);
  });

  test("in parts of two and three", async () => {
    const parts = [2, 3, 1, 2];
    const answers = [];
    for (const size of parts) answers.push(await send(app, text(Array.from({ length: size }, next))));
    expect(answers).toEqual([200, 200, 202, 202]);
  });

  test("under keys, with duplicates allowed, or with a reason for each", async () => {
    const before = await out();
    for (let n = 0; n < 8; n++) {
      const args = { ...text(), allowDuplicate: true, reasoning: `Guest ${n} asked for it` };
      await s.call("send_sms", args, app.token, { "idempotency-key": `key ${n}` });
    }
    expect((await out()) - before).toBe(5);
  });

  test("in a batch of JSON-RPC", async () => {
    const batch = Array.from({ length: 40 }, (_, id) => ({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: id % 2 ? "send_sms" : "send-message", arguments: text() },
    }));
    const before = await out();
    const answer = await s.t.request("/mcp", {
      method: "POST",
      headers: {
        authorization: `Bearer ${app.token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2025-03-26",
      },
      body: JSON.stringify(batch),
    });
    const said = await answer.text();
    expect(said.match(/"status":"authorization_required"/g)?.length).toBe(35);
    expect((await out()) - before).toBe(5);
  });

  test("over time: ten minutes to the millisecond, and not before", async () => {
    for (let n = 0; n < 5; n++) expect(await send()).toBe(200);
    await s.later(10 * minute);
    expect(await send()).toBe(202);
    await s.later(1);
    expect(await send()).toBe(200);
  });

  test("over a day: fifty new numbers, however slowly", async () => {
    for (let part = 0; part < 10; part++) {
      expect(await send(apps[part % 3], text(Array.from({ length: 5 }, next)))).toBe(200);
      await s.later(11 * minute);
    }
    const asked = await s.call("send_sms", text(), app.token);
    expect([asked.status, asked.body.reason]).toEqual([202, expect.stringContaining("in a day")]);
    expect(await ring(apps[1])).toBe(202);
    await s.later(day);
    expect(await send()).toBe(200);
  });

  test("over a day, of which the last place was taken at the last moment", async () => {
    await s.t.set("limits.new_numbers_per_day", 3);
    await send(app, text([next(), next()]));
    const other = async () => expect(await send(apps[1])).toBe(200);
    expect(await s.lastMoment(unitOf.texts, other, () => send())).toBe(202);
    await s.t.set("limits.new_numbers_per_day", 50);
  });

  test("to one number: five get out, also where one of them did at the last moment", async () => {
    const to = next();
    const again = async (of = app) => await send(of, { to, content: `Once more ${++serial}` });
    for (let n = 0; n < 4; n++) expect(await again(apps[n % 3])).toBe(200);
    expect(await s.lastMoment(unitOf.texts, () => again(apps[1]), again)).toBe(202);
    expect([await again(), await ring(app, to)]).toEqual([202, 202]);
  });

  test("by giving a number in many spellings, or one number many times, counts as one", async () => {
    const to = next();
    for (const spelt of [to, to.slice(1), `(${to.slice(2, 5)}) ${to.slice(5, 8)}-${to.slice(8)}`])
      expect(await send(app, { to: spelt, content: `One of many ${spelt}` })).toBe(200);
    for (let n = 0; n < 4; n++) expect(await send()).toBe(200);
    expect(await send()).toBe(202);
  });

  test("is no smaller than the owner says, who cannot say more than five", async () => {
    await s.t.set("limits.bulk_without_asking", 2);
    expect(await goneOut(Array.from({ length: 6 }, () => () => send()))).toBe(2);
    await expect(s.t.set("limits.bulk_without_asking", 6)).rejects.toThrow();
    await s.t.set("limits.bulk_without_asking", 5);
  });
});

describe("a bulk in one call", () => {
  test.each([
    ["send_sms", () => text(Array.from({ length: 6 }, next))],
    ["message.send", () => text(Array.from({ length: 6 }, next))],
    ["send_bulk_sms", () => text(Array.from({ length: 6 }, next))],
    ["bulk-messages", () => text(Array.from({ length: 6 }, next))],
    [
      "send_bulk_sms",
      () => ({ messages: Array.from({ length: 6 }, (_, n) => ({ to: next(), content: `To you ${n}` })) }),
    ],
    [
      "send_bulk_sms",
      () => {
        const to = next();
        return { messages: Array.from({ length: 6 }, (_, n) => ({ to, content: `Again and again ${n}` })) };
      },
    ],
  ] as const)("waits by the name %s, over REST and MCP, whatever its form", async (name, args) => {
    const before = await out();
    expect((await s.call(name, args(), app.token)).status).toBe(202);
    const { body } = await s.callOverMcp(name, args(), app.token);
    expect(body.structuredContent.status).toBe("authorization_required");
    expect(await out()).toBe(before);
  });

  test("waits also where all of them wrote in", async () => {
    const customers = Array.from({ length: 6 }, next);
    for (const customer of customers) await s.customerWrites(customer);
    expect(await send(app, text(customers))).toBe(202);
  });
});

describe("answers to those who wrote in", () => {
  test("stay free, however many they are, and use up nothing", async () => {
    const customers = Array.from({ length: 8 }, next);
    for (const customer of customers) await s.customerWrites(customer);
    expect(await goneOut(customers.map((customer) => () => send(app, text(customer))))).toBe(8);
    expect(await goneOut(Array.from({ length: 8 }, () => () => send()))).toBe(5);
  });

  test("are none a day after the last word", async () => {
    const customers = Array.from({ length: 6 }, next);
    for (const customer of customers) await s.customerWrites(customer);
    await s.later(day);
    expect(await goneOut(customers.map((customer) => () => send(app, text(customer))))).toBe(5);
  });
});

describe("deletions that are split", () => {
  const contacts = async (count: number) => {
    const made: string[] = [];
    for (let n = 0; n < count; n++) made.push(await s.contact("Nobody", next(), app.token));
    return made;
  };
  const left = async (ids: string[]) =>
    (await s.rows(`SELECT id FROM contacts WHERE id IN (${ids.map(() => "?").join()})`, ...ids)).length;

  test("at the same moment, across three apps: five go", async () => {
    const ids = await contacts(12);
    const answers = await Promise.all(
      ids.map((id, n) => s.call("contact_delete", { id }, apps[n % 3]!.token)),
    );
    expect([answers.filter(({ status }) => status === 200).length, await left(ids)]).toEqual([5, 7]);
    await expectAudited(s, { operation: "contact.delete", outcome: "authorization_required" });
  });

  test("among merges: together they are five", async () => {
    const ids = await contacts(8);
    const into = await s.contact("Into", next(), app.token);
    const answers = [];
    for (const [n, id] of ids.entries())
      answers.push(
        n % 2
          ? await s.call("contact_merge", { id, into }, apps[n % 3]!.token)
          : await s.call("contact_delete", { id }, app.token),
      );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 202, 202, 202]);
    expect(await left(ids)).toBe(3);
  });

  test("over time: ten minutes", async () => {
    const ids = await contacts(7);
    for (const id of ids.slice(0, 5)) await s.call("contact_delete", { id }, app.token);
    await s.later(10 * minute);
    expect((await s.call("contact_delete", { id: ids[5] }, app.token)).status).toBe(202);
    await s.later(1);
    expect((await s.call("contact_delete", { id: ids[6] }, app.token)).status).toBe(200);
  });

  test("of contacts with history: each waits, and by a merge as well", async () => {
    const [one, two] = [next(), next()];
    const ids = [await s.contact("One", one, app.token), await s.contact("Two", two, app.token)];
    await s.customerWrites(one);
    await ring(app, two);
    for (const id of ids) expect((await s.call("contact_delete", { id }, app.token)).status).toBe(202);
    const merged = await s.call("contact_merge", { id: ids[0], into: ids[1] }, app.token);
    expect([merged.status, await left(ids)]).toEqual([202, 2]);
  });
});
