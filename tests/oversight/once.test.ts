import { afterAll, beforeAll, expect, test } from "bun:test";
import { atStdio } from "#src/cli/stdio-principal.ts";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { type Client, day, hour, laySiege, minute, type Siege, strangers, unitOf } from "./siege.ts";

let quo: FakeQuo;
let s: Siege;
let app: Client;
let serial = 0;

beforeAll(async () => {
  quo = startFakeQuo();
  quo.otherKeys.add("quo-key-of-the-app");
  s = await laySiege({ env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url } });
  app = await s.client();
});
afterAll(async () => {
  await s.close();
  await quo.stop();
});

function next(count = 1): string[] {
  serial += count;
  return strangers(count, serial - count);
}

/** A text that waits because of five others, and is free again by now. */
async function waitedFor(content: string, headers: Record<string, string> = {}) {
  await s.later(2 * day);
  await s.call("send_sms", { to: next(5), content: "Five" }, app.token);
  const args = { to: next(), content, allowDuplicate: true };
  return { args, id: await s.ask("send_sms", args, app.token, headers) };
}

test("a call that has become free, and the click on it at its last moment, send it once", async () => {
  const { args, id } = await waitedFor("once");
  await s.later(11 * minute);
  const click = () => s.allow(id);
  const { status, headers } = await s.lastMoment(unitOf.texts, click, () =>
    s.call("send_sms", args, app.token),
  );
  expect([status, headers.get("idempotency-replayed"), await s.textsOf("once")]).toEqual([200, "true", 1]);
});

test("an idempotency key is good for a day, also where a person was asked in between", async () => {
  const key = { "idempotency-key": "once a day" };
  const { args, id } = await waitedFor("by a key", key);
  expect((await s.allow(id)).state).toBe("executed");
  for (const later of [0, 61 * minute, 22 * hour]) {
    await s.later(later);
    const { status, headers } = await s.call("send_sms", args, app.token, key);
    expect([status, headers.get("idempotency-replayed")]).toEqual([200, "true"]);
  }
  expect(await s.textsOf("by a key")).toBe(1);
});

test("a key that waits with one call is refused for another", async () => {
  const key = { "idempotency-key": "of one call" };
  await waitedFor("of one", key);
  const { body } = await s.call("send_sms", { to: next(), content: "of another" }, app.token, key);
  expect(body.code).toBe("IDEMPOTENCY_CONFLICT");
});

test("the request that takes a stale one's place goes out with the asker's own key", async () => {
  await s.later(2 * day);
  const to = next(6);
  const own = { "x-openphone-api-key": "quo-key-of-the-app" };
  const id = await s.ask("send_bulk_sms", { to, content: "my key" }, app.token, own);
  await s.contact("Somebody", to[0]!, app.token);
  const stale = await s.allow(id);
  expect(stale.state).toBe("stale");
  expect((await s.allow(stale.body.data.replaced_by)).state).toBe("executed");
  const texts = quo.keysShown.filter((_, n) => quo.requests[n] === "POST /v1/messages").slice(-6);
  expect(texts).toEqual(Array(6).fill("quo-key-of-the-app"));
});

test("what an assistant asks by stdio runs once it is allowed", async () => {
  const { gate, operation } = s.t.desk;
  const args = { to: next(6), content: "by stdio" };
  const asked = await gate.execute(operation("message.send_bulk"), args, atStdio, { requestId: "r" });
  const id = asked.kind === "authorization_required" ? asked.waiting.queue_id : "";
  expect([(await s.allow(id)).state, await s.textsOf("by stdio")]).toEqual(["executed", 6]);
});

test("a call that is repeated at the moment of its denial asks nobody again", async () => {
  const { token, id: client } = await s.client();
  const args = { to: next(6), content: "denied at that moment" };
  const id = await s.ask("send_bulk_sms", args, token);
  const deny = () => s.deny(id, { notes: "No." });
  const { body } = await s.lastMoment(unitOf.request, deny, () => s.call("send_bulk_sms", args, token));
  const open = "SELECT count(*) FROM authorization_requests WHERE state = 'pending' AND client = ?";
  expect([body.code, body.note, await s.rows(open, client)]).toEqual(["FORBIDDEN", "No.", [[0]]]);
});
