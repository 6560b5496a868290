import { afterAll, beforeAll, expect, test } from "bun:test";
import type { SandboxEvent } from "#domains/phone/sandbox/sandbox.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
beforeAll(async () => {
  t = await openTestDesk();
});
afterAll(() => t.close());

const states = async () =>
  (await t.desk.inbox.list({ limit: 10 })).map(({ type, state, attempts }) => ({ type, state, attempts }));
const troubles = () =>
  t.log.filter((line) => line.includes('"event":"evt_') && line.includes("ERROR")).length;
const text = (providerId: string): SandboxEvent => ({
  id: providerId,
  event: {
    kind: "message",
    providerId,
    direction: "inbound",
    peer: "+15550100200",
    content: "Hi",
    status: "received",
    at: t.clock.now(),
  },
});

test("an event whose reading fails is kept, told of once a try, and read again later", async () => {
  const provider = t.desk.phone.get("sandbox");
  if (!provider) throw new Error("there is no sandbox");
  const { parse } = provider;
  const failing = () => {
    throw new RangeError("no");
  };
  Object.assign(provider, { parse: failing });
  await t.desk.sandbox?.deliver(text("sbx-1"));
  await t.settle();
  expect(await states()).toEqual([{ type: "message", state: "retrying", attempts: 1 }]);
  expect(troubles()).toBe(1);
  await t.desk.inbox.resume();
  expect(troubles()).toBe(1);

  t.clock.advance(2000);
  await t.desk.inbox.resume();
  await t.settle();
  expect(await states()).toEqual([{ type: "message", state: "retrying", attempts: 2 }]);
  expect(troubles()).toBe(2);

  Object.assign(provider, { parse });
  t.clock.advance(10_000);
  await t.desk.inbox.resume();
  await t.settle();
  expect(await states()).toEqual([{ type: "message", state: "processed", attempts: 2 }]);
});

test("events of a provider that is not set up any more keep nobody else's waiting", async () => {
  const row = (n: number) =>
    `('evt_${String(n).padStart(26, "0")}', 'gone', 'G${n}', 'message', '{}', 'received', 0, ${t.clock.now() - 5000})`;
  const columns = "(id, source, event_id, type, raw, state, attempts, received_at)";
  const rows = Array.from({ length: 1001 }, (_, n) => row(n)).join(", ");
  await t.desk.database.write([{ sql: `INSERT INTO inbound_events ${columns} VALUES ${rows}`, args: [] }]);
  const provider = t.desk.phone.get("sandbox");
  const { parse } = provider ?? {};
  Object.assign(provider ?? {}, {
    parse: () => {
      throw new RangeError("no");
    },
  });
  await t.desk.sandbox?.deliver(text("sbx-2"));
  await t.settle();
  Object.assign(provider ?? {}, { parse });
  t.clock.advance(2000);
  await t.desk.inbox.resume();
  await t.settle();
  const left = await t.desk.database.slow.read(
    "SELECT source, count(*) FROM inbound_events WHERE state <> 'processed' GROUP BY source",
  );
  expect(left.map(([source, count]) => [source, Number(count)])).toEqual([["gone", 1001]]);
});
