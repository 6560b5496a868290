import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { type Client, day, expectAudited, laySiege, type Siege } from "./siege.ts";

/** Whose key a text goes out with. */
const keys = {
  desks: "quo-key-of-the-desk",
  one: "quo-key-of-one-app",
  other: "quo-key-of-another",
  adas: "quo-key-of-ada-herself",
};

let quo: FakeQuo;
let s: Siege;
let one: Client;
let other: Client;

beforeAll(async () => {
  quo = startFakeQuo();
  quo.key = keys.desks;
  for (const key of Object.values(keys)) quo.otherKeys.add(key);
  s = await laySiege({ env: { QUO_API_KEY: keys.desks, QUO_BASE_URL: quo.url } });
  [one, other] = [await s.client(), await s.client()];
  const kept = await s.ada.browser.submit("/settings/account", { action: "key", key: keys.adas });
  expect(kept.status).toBe(200);
});
afterAll(async () => {
  await s.close();
  await quo.stop();
});

const withKey = (key: string) => ({ "x-openphone-api-key": key });
const sealedOf = async (id: string) =>
  (await s.rows("SELECT sealed_key FROM authorization_requests WHERE id = ?", id))[0]?.[0];
/** The keys that texts went out with while this ran. */
async function keysShown(work: () => Promise<unknown>): Promise<string[]> {
  const before = quo.keysShown.length;
  await work();
  const shown = quo.keysShown.filter((_, n) => n >= before && quo.requests[n] === "POST /v1/messages");
  return [...new Set(shown)];
}

describe("a request that was asked with a key of the app’s own", () => {
  test("runs with that key, whatever key the person who decides has, or the app shows later", async () => {
    const asked = { to: ["+15550125001"], content: "With my key" };
    const many = {
      messages: Array.from({ length: 6 }, (_, n) => ({ ...asked, to: asked.to[0], content: `Mine ${n}` })),
    };
    const id = await s.ask("send_bulk_sms", many, one.token, withKey(keys.one));
    expect(await s.ask("send_bulk_sms", many, one.token, withKey(keys.other))).toBe(id);
    expect(await s.ask("send_bulk_sms", many, one.token)).toBe(id);
    expect(await keysShown(() => s.allow(id))).toEqual([keys.one]);
    expect(quo.messages.filter(({ text }) => text.startsWith("Mine")).length).toBe(6);
  });

  test("and one that was asked without runs with the desk’s, not with the approver’s", async () => {
    const id = await s.askForBulk(one.token);
    expect(await keysShown(() => s.allow(id))).toEqual([keys.desks]);
  });

  test("keeps it sealed, for itself alone: another’s put in its place opens nothing and sends nothing", async () => {
    const [mine, theirs] = [
      await s.askForBulk(one.token, "key of another", withKey(keys.one)),
      await s.askForBulk(other.token, "key of the other", withKey(keys.other)),
    ];
    const sealed = String(await sealedOf(mine));
    for (const key of Object.values(keys)) expect(sealed).not.toContain(key);
    await s.tamper(
      sql`UPDATE authorization_requests SET sealed_key = ${await sealedOf(theirs)} WHERE id = ${mine}`,
    );
    await s.audited();
    expect(await keysShown(async () => expect((await s.allow(mine)).state).toBe("failed"))).toEqual([]);
    expect(await s.textsOf("key of another")).toBe(0);
    await expectAudited(s, { operation: "authorization.decide", outcome: "done", face: "web" });
    const { body } = await s.call("get_authorization", { queue_id: mine }, one.token);
    expect([body.error.code, JSON.stringify(body).includes("quo-key")]).toEqual(["FORBIDDEN", false]);
  });

  test("lets go of it, however it ends", async () => {
    const expire = () =>
      s.t.desk.gate.execute(s.t.desk.operation("authorization.expire"), {}, systemPrincipal, {
        requestId: "r",
      });
    const ends: ((id: string) => Promise<unknown>)[] = [
      (id) => s.allow(id),
      (id) => s.deny(id),
      (id) => s.call("authorization_cancel", { queue_id: id }, one.token),
      () => s.later(day).then(expire),
    ];
    for (const end of ends) {
      const id = await s.askForBulk(one.token, crypto.randomUUID(), withKey(keys.one));
      expect(await sealedOf(id)).not.toBeNull();
      await end(id);
      expect([await s.stateOf(id), await sealedOf(id)]).toEqual([expect.not.stringMatching("pending"), null]);
    }
    await Bun.sleep(20);
    expect(
      await s.rows("SELECT count(*) FROM outbox WHERE sealed_key IS NOT NULL AND state = 'done'"),
    ).toEqual([[0]]);
  });

  test("tells nobody of it: not the approver, not the audit, not the log", async () => {
    const id = await s.askForBulk(one.token, "quiet", withKey(keys.one));
    const seen = await (await s.ada.browser.get(`/api/authorizations/${id}`)).text();
    await s.t.desk.audit.flush();
    const audit = JSON.stringify([
      await s.rows("SELECT * FROM audit"),
      await s.rows("SELECT * FROM audit_payloads"),
    ]);
    const stored = JSON.stringify(await s.rows("SELECT * FROM authorization_requests"));
    for (const key of Object.values(keys))
      expect([seen, audit, stored, s.t.log.join("")].map((text) => text.includes(key))).toEqual([
        false,
        false,
        false,
        false,
      ]);
  });

  test("a key lets nobody decide, nor in", async () => {
    const id = await s.askForBulk(one.token);
    for (const headers of [
      withKey(keys.desks),
      { ...withKey(keys.adas), authorization: `Bearer ${keys.adas}` },
    ]) {
      const answer = await s.t.request(`/api/authorizations/${id}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ decision: "authorized" }),
      });
      expect(answer.status).toBe(401);
    }
    expect(await s.stateOf(id)).toBe("pending");
  });
});
