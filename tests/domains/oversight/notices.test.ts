import { afterEach, beforeEach, expect, test } from "bun:test";
import { createAttention } from "#desk/attention.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const hour = 3_600_000;
const owner = "+15550109999";
let t: TestDesk;
let token: string;
let tend: () => Promise<void>;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
  tend = createAttention({ ...t.desk, baseUrl: t.config.baseUrl });
});
afterEach(() => t.close());

const six = (n: number) => Array.from({ length: 6 }, (_, i) => `+1555010${n}${String(i).padStart(3, "0")}`);
const ask = async (n: number) =>
  (await t.tool("send_bulk_sms", { to: six(n), content: `News ${n}` }, token)).body.queue_id as string;
const textsTo = async (phone: string) => {
  await t.settle();
  return (
    await t.desk.database.slow.read(`SELECT content FROM messages WHERE peer = '${phone}' ORDER BY id`)
  ).flat();
};

test("an owner's number is texted about what is new, once in ten minutes", async () => {
  await t.set("business.owner_numbers", [owner]);
  await ask(1);
  await tend();
  await ask(2);
  await tend();
  expect(await textsTo(owner)).toEqual([
    "1 request of an assistant's waiting for your word. http://localhost:3000/authorizations",
  ]);
  t.clock.advance(11 * 60_000);
  await tend();
  expect((await textsTo(owner)).length).toBe(2);
  await tend();
  expect((await textsTo(owner)).length).toBe(2);
});

test("what waits for half its time is told of once more", async () => {
  await t.set("business.owner_numbers", [owner]);
  await t.set("windows.quiet_from", "00:00");
  await t.set("windows.quiet_until", "00:00");
  await ask(1);
  await tend();
  t.clock.advance(12 * hour);
  await tend();
  await tend();
  expect((await textsTo(owner)).at(-1)).toContain("Half the time to decide is gone.");
  expect((await textsTo(owner)).length).toBe(2);
});

test("without a number to text the log says loudly that nobody is told", async () => {
  await ask(1);
  await tend();
  t.clock.advance(12 * hour);
  await tend();
  expect(t.log.join("")).toContain("nobody is told: set business.owner_numbers");
});

test("a request that nobody decides expires, which the app can read as a denial", async () => {
  const id = await ask(1);
  t.clock.advance(24 * hour);
  const seen = async () => (await t.tool("get_authorization", { queue_id: id }, token)).body;
  expect((await seen()).status).toBe("expired");
  await tend();
  expect((await seen()).status).toBe("expired");
  const rows = await t.desk.database.slow.read(
    "SELECT state, ended_at IS NOT NULL FROM authorization_requests",
  );
  expect(rows).toEqual([["expired", 1]]);
  const lines = await t.desk.database.slow.read(
    "SELECT outcome, user FROM audit WHERE operation = 'authorization.expire'",
  );
  expect(lines).toEqual([["done", "system"]]);
  expect(await ask(1)).not.toBe(id);
});
