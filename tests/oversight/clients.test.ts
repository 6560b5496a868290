import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { runOperation } from "#src/cli/command.ts";
import { connect, registeredApp } from "#tests/support/oauth.ts";
import { type Client, expectAudited, laySiege, type Siege, strangers, unitOf } from "./siege.ts";

let s: Siege;
let serial = 0;

beforeAll(async () => {
  s = await laySiege();
});
afterAll(() => s.close());

const bulk = (content: string) => ({ to: strangers(6, 10 * ++serial), content });
const read = async (id: string, token: string) =>
  (await s.call("get_authorization", { queue_id: id }, token)).status;

/** Another person with an app of their own, connected as apps are. */
async function connected(role = "staff") {
  const { browser, email } = await s.join(role);
  const tokens = await connect(browser, await registeredApp(s.t));
  return { token: tokens.access_token, email };
}

async function mint(token: string): Promise<Client> {
  const answer = await s.t.request("/api/v1/tokens", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "child", scopes: ["phone:read", "phone:write"] }),
  });
  return await answer.json();
}

describe("what was allowed one app", () => {
  test("is nothing to another: of the same person, of another, or minted by it", async () => {
    const owner = await s.client();
    const others = [
      (await s.client()).token,
      (await mint(owner.token)).token,
      (await connected()).token,
      (await connect(s.ada.browser, await registeredApp(s.t))).access_token,
    ];
    for (const token of others) {
      const args = bulk(`for one app alone ${serial}`);
      const id = await s.ask("send_bulk_sms", args, owner.token);
      expect(await read(id, token)).toBe(404);
      expect((await s.call("authorization_cancel", { queue_id: id }, token)).status).toBe(404);
      expect((await s.call("authorization_own", {}, token)).body.requests).toEqual([]);
      expect((await s.allow(id)).state).toBe("executed");
      await s.audited();
      const repeated = await s.call("send_bulk_sms", { ...args, allowDuplicate: true }, token);
      const same = await s.call("send_bulk_sms", args, token);
      expect([repeated.status, repeated.body.queue_id === id]).toEqual([202, false]);
      expect([same.status, same.headers.get("idempotency-replayed")]).not.toEqual([200, "true"]);
      expect([await s.textsOf(args.content), await read(id, token)]).toEqual([6, 404]);
      await expectAudited(s, { operation: "message.send_bulk", outcome: "authorization_required" });
      await s.call("authorization_cancel", { queue_id: repeated.body.queue_id }, token);
    }
  });

  test("and what was denied one stays denied for it alone", async () => {
    const [one, other] = [await s.client(), await s.client()];
    const args = bulk("denied to one");
    await s.deny(await s.ask("send_bulk_sms", args, one.token));
    expect((await s.call("send_bulk_sms", args, one.token)).body.code).toBe("FORBIDDEN");
    expect((await s.call("send_bulk_sms", args, other.token)).status).toBe(202);
    expect(await s.textsOf("denied to one")).toBe(0);
  });

  test("of two people who let in the same app, each has their own", async () => {
    const app = await registeredApp(s.t);
    const [bo, cy] = [await s.join("staff"), await s.join("staff")];
    const [of, from] = [await connect(bo.browser, app), await connect(cy.browser, app)];
    const id = await s.ask("send_bulk_sms", bulk("of bo"), of.access_token);
    expect(await read(id, from.access_token)).toBe(404);
    const again = (await (await app.refresh(of.refresh_token)).json()).access_token;
    expect(await read(id, again)).toBe(200);
  });

  test("one key of two apps is two keys, and twenty calls with it are one request", async () => {
    const [one, other] = [await s.client(), await s.client()];
    const args = bulk("one key");
    const key = { "idempotency-key": "the same" };
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        s.ask("send_bulk_sms", args, n % 2 ? one.token : other.token, key),
      ),
    );
    expect(new Set(asked).size).toBe(2);
    await s.allow(asked[1]!);
    expect((await s.call("send_bulk_sms", args, one.token, key)).headers.get("idempotency-replayed")).toBe(
      "true",
    );
    expect(await s.stateOf(asked[0]!)).toBe("pending");
    expect(await s.textsOf("one key")).toBe(6);
  });
});

describe("nothing runs for whoever may not any more", () => {
  type Asker = Awaited<ReturnType<typeof connected>>;
  const change = (email: string, input: object) =>
    runOperation(s.t.desk, "person.change", { email, ...input });
  const grantOf = async (token: string) => {
    const hash = new Bun.CryptoHasher("sha256").update(token).digest("hex");
    return String((await s.rows("SELECT grant_id FROM tokens WHERE hash = ?", hash))[0]?.[0]);
  };
  const ends: [string, string, (asker: Asker) => Promise<unknown>][] = [
    [
      "an app that was disconnected",
      "cancelled",
      async ({ token }) => runOperation(s.t.desk, "app.revoke", { app: await grantOf(token) }),
    ],
    [
      "an app whose registration was removed",
      "cancelled",
      async ({ token }) => {
        const [[client] = []] = await s.rows(
          "SELECT client_id FROM oauth_grants WHERE id = ?",
          await grantOf(token),
        );
        await runOperation(s.t.desk, "client.remove", { client });
      },
    ],
    ["a person who was switched off", "cancelled", ({ email }) => change(email, { active: false })],
    ["a person whose role was lowered", "failed", ({ email }) => change(email, { role: "viewer" })],
    [
      "an app that was allowed less",
      "failed",
      async ({ token }) =>
        s.tamper(sql`UPDATE oauth_grants SET scopes = 'phone:read' WHERE id = ${await grantOf(token)}`),
    ],
    [
      "an app that is allowed less now, and more of something else",
      "failed",
      async ({ token }) =>
        s.tamper(
          sql`UPDATE oauth_grants SET scopes = 'phone:read,office:write' WHERE id = ${await grantOf(token)}`,
        ),
    ],
  ];

  test.each(ends)("%s", async (_name, state, end) => {
    const asker = await connected();
    const args = bulk(`for nobody ${serial}`);
    const id = await s.ask("send_bulk_sms", args, asker.token);
    const other = await s.ask("send_bulk_sms", bulk("denied after all"), asker.token);
    await end(asker);
    await s.audited();
    const given = await s.allow(id);
    expect([given.status, given.state, await s.stateOf(id)]).toEqual([200, state, state]);
    expect(await s.textsOf(args.content)).toBe(0);
    await expectAudited(s, { operation: "authorization.decide", outcome: "done", face: "web" });
    expect((await s.deny(other)).state).toBe("denied");
  });

  test("a token that was revoked, has expired, or was minted by one that was revoked", async () => {
    const parent = await s.client();
    const child = await mint(parent.token);
    const expired = await s.client();
    const asked = [
      await s.ask("send_bulk_sms", bulk("by a token"), parent.token),
      await s.ask("send_bulk_sms", bulk("by a token"), child.token),
      await s.ask("send_bulk_sms", bulk("by a token"), expired.token),
    ];
    await runOperation(s.t.desk, "token.revoke", { token: parent.id });
    await s.tamper(sql`UPDATE tokens SET expires_at = ${s.t.clock.now()} WHERE id = ${expired.id}`);
    for (const id of asked) expect((await s.allow(id)).state).toBe("cancelled");
    expect(await s.textsOf("by a token")).toBe(0);
  });

  test("and nobody's token is longer than a person allowed, however often it asks at once", async () => {
    const { token, id } = await s.client();
    const expiry = async () =>
      Number((await s.rows("SELECT expires_at FROM tokens WHERE id = ?", id))[0]?.[0]);
    const before = await expiry();
    const asked = await Promise.all([10, 20, 30].map((days) => s.ask("token_extend", { days }, token)));
    const given = await Promise.all(asked.map((each) => s.allow(each)));
    expect(given.map(({ state }) => state).filter((state) => state === "executed")).toHaveLength(1);
    const days = [10, 20, 30][given.findIndex(({ state }) => state === "executed")] ?? 0;
    expect(await expiry()).toBe(before + days * 86_400_000);
    const child = await mint(token);
    expect((await s.call("token_extend", { days: 5 }, child.token)).body.code).toBe("FORBIDDEN");
    const oauth = await connect(s.ada.browser, await registeredApp(s.t));
    expect((await s.call("token_extend", { days: 5 }, oauth.access_token)).body.code).toBe("FORBIDDEN");
  });

  test("taken back at the last moment of the click", async () => {
    const asker = await connected();
    const { token, id: client } = await s.client();
    const ends = [
      [token, () => runOperation(s.t.desk, "token.revoke", { token: client })],
      [asker.token, () => change(asker.email, { active: false })],
    ] as const;
    for (const [shown, end] of ends) {
      const args = bulk(`at that moment ${serial}`);
      const id = await s.ask("send_bulk_sms", args, shown);
      const given = await s.lastMoment(unitOf.decision, end, () => s.allow(id));
      expect([given.state, await s.textsOf(args.content)]).toEqual(["cancelled", 0]);
    }
  });
});

describe("the queue of one app", () => {
  test("takes fifty requests and no more, until some have been decided", async () => {
    const [app, other] = [await s.client(), await s.client()];
    const first = bulk("one of fifty");
    const id = await s.ask("send_bulk_sms", first, app.token);
    for (let n = 1; n < 50; n++) await s.ask("send_bulk_sms", bulk("one of fifty"), app.token);
    await s.audited();
    const { status, body, headers } = await s.call("send_bulk_sms", bulk("the 51st"), app.token);
    expect([status, body.code, headers.get("retry-after")]).toEqual([429, "RATE_LIMIT_EXCEEDED", "3600"]);
    await expectAudited(s, {
      operation: "message.send_bulk",
      outcome: "RATE_LIMIT_EXCEEDED",
      client: app.id,
    });
    expect(await s.ask("send_bulk_sms", first, app.token)).toBe(id);
    expect((await s.call("send_bulk_sms", bulk("another app"), other.token)).status).toBe(202);
    await s.deny(id);
    expect((await s.call("send_bulk_sms", bulk("the 51st"), app.token)).status).toBe(202);
  });
});
