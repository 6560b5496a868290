import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type FakeQuo, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { datedMessage } from "#tests/fakes/quo-events.ts";
import { becomeOwner, password, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { isNotHere } from "#tests/support/sqld.ts";

const signing = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let quo: FakeQuo;
let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  quo = startFakeQuo();
  t = await openTestDesk({ env: { QUO_BASE_URL: quo.url } });
  ada = await becomeOwner(t);
});
afterAll(async () => {
  await t.close();
  await quo.stop();
});

const set = async (name: string, secret: string, page = "/settings/phone") =>
  await (await ada.submit(page, { action: "set", name, secret })).text();
const linesNow = async () => {
  await t.settle();
  const { body } = await t.tool("list_lines", {}, await t.token("phone:read"));
  return body.lines.map(({ provider }: { provider: string }) => provider);
};
const handoff = (token: string, note: string) =>
  t.request("/ingest/oa-handoff", {
    method: "POST",
    headers: { "content-type": "application/json", "x-auth-token": token },
    body: JSON.stringify({ note: `Category: Unknown\nReason: Other\nSummary: ${note}\nConfidence: 0.9` }),
  });

describe("the phone's key", () => {
  test("that Quo does not know is refused, and nothing is kept", async () => {
    expect(await set("quo_api_key", "quo-wrong-key")).toContain("Quo does not accept this key.");
    expect(await linesNow()).toContain("sandbox");
  });

  test("that Quo knows is in force at once: its lines are there, and texts leave from them", async () => {
    expect(await set("quo_api_key", quo.key)).toContain("Kept. It ends in -key, and is in force.");
    for (let tries = 0; tries < 50 && !(await linesNow()).includes("quo"); tries++) await Bun.sleep(10);
    expect(await linesNow()).toEqual(["quo"]);
    await t.set("windows.quiet_from", "23:59");
    await t.set("windows.quiet_until", "00:00");
    const sent = await t.tool(
      "send_sms",
      { to: ["+15550100200"], content: "From a real line" },
      await t.token("phone:write"),
    );
    expect([sent.status, quo.messages.at(-1)?.text]).toEqual([200, "From a real line"]);
  });

  test("stands in no page, no log and no answer, and sealed in the database", async () => {
    const page = await (await ada.get("/settings/phone")).text();
    const [[sealed] = []] = await t.desk.database.slow.read("SELECT sealed FROM kept_secrets");
    await t.desk.audit.flush();
    const audit = await t.desk.database.slow.read("SELECT * FROM audit_payloads");
    for (const text of [page, t.log.join(""), String(sealed), JSON.stringify(audit)])
      expect(text.includes(quo.key)).toBe(false);
  });

  test("webhooks are taken from the moment the signing key is there", async () => {
    const event = JSON.stringify(datedMessage({ id: "EVkept", text: "Is it open?" }));
    const send = () =>
      t.request("/webhooks/quo", {
        method: "POST",
        headers: { "content-type": "application/json", ...signStandard(event, signing, t.clock.now()) },
        body: event,
      });
    expect((await send()).status).toBe(401);
    expect(await set("quo_webhook_secret", "short")).toContain("It is not a signing key");
    expect(await set("quo_webhook_secret", signing)).toContain("and is in force.");
    expect((await send()).status).toBe(200);
  });

  test("goes again, and the sandbox is back", async () => {
    const gone = await ada.submit("/settings/phone", { action: "remove", name: "quo_api_key" });
    expect(await gone.text()).toContain("It is gone.");
    for (let tries = 0; tries < 50 && !(await linesNow()).includes("sandbox"); tries++) await Bun.sleep(10);
    expect(await linesNow()).toContain("sandbox");
  });
});

describe("a voice agent's token", () => {
  test("is made, turned over without a caller lost, and let go", async () => {
    expect((await handoff("0123456789abcdef", "No token yet")).status).toBe(501);
    const made = async () => {
      const html = await (await ada.submit("/settings/voice", { action: "make" })).text();
      return /id="copy-fresh"[^>]*>([^<]+)</.exec(html)?.[1]?.trim() ?? "";
    };
    const first = await made();
    expect((await handoff(first, "With the first")).status).toBe(200);
    const second = await made();
    expect([(await handoff(first, "Still good")).status, (await handoff(second, "Good")).status]).toEqual([
      200, 200,
    ]);
    await ada.submit("/settings/voice", { action: "previous" });
    expect([(await handoff(first, "No more")).status, (await handoff(second, "Good yet")).status]).toEqual([
      401, 200,
    ]);
    await ada.submit("/settings/voice", { action: "remove", name: "ingest_token" });
    expect((await handoff(second, "Gone")).status).toBe(501);
  });
});

test("what the environment sets is shown as set there, goes first, and no page changes it", async () => {
  const own = await openTestDesk({ env: { INGEST_TOKEN: "from-the-environment" } });
  const owner = await becomeOwner(own);
  expect(await (await owner.get("/settings/voice")).text()).toContain("set in the environment");
  const answer = await owner.submit("/settings/voice", { action: "make" });
  expect([answer.status, (await answer.text()).includes("INGEST_TOKEN is set in the environment")]).toEqual([
    400,
    true,
  ]);
  await own.close();
});

test.skipIf(isNotHere("a rotated secret", "the root secret is the environment’s there"))(
  "a kept secret is there after a restart, and after the root secret was turned over",
  async () => {
    await set("quo_webhook_secret", signing);
    await t.desk.rotateSecret();
    const [[sealed] = []] = await t.desk.database.slow.read("SELECT sealed FROM kept_secrets");
    expect(t.desk.seal.isCurrent(String(sealed))).toBe(true);
    await t.desk.keys.load();
    expect(t.desk.keys.quo.webhookSecrets).toEqual([signing]);
  },
);

test("it asks for a sign-in of a moment ago, or for the password right there", async () => {
  t.clock.advance(16 * 60_000);
  const fields = { action: "set", name: "elevenlabs_webhook_secret", secret: "wsec_0123456789abcdef" };
  expect((await ada.submit("/settings/voice", fields)).headers.get("location")).toContain("/login?again=1");
  const wrong = await ada.submit("/settings/voice", { ...fields, proof: "not the password" });
  expect(await wrong.text()).toContain("That is not your password.");
  const right = await ada.submit("/settings/voice", { ...fields, proof: password });
  expect(await right.text()).toContain("and is in force.");
});
