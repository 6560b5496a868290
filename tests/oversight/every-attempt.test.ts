import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Client, laySiege, minute, type Siege } from "./siege.ts";

let s: Siege;
let app: Client;
let waiting: string;

beforeAll(async () => {
  s = await laySiege();
  app = await s.client();
  waiting = await s.askForBulk(app.token);
});
afterAll(() => s.close());

const yes = { decision: "authorized" };
const post = (headers: Record<string, string>, body = JSON.stringify(yes)) =>
  s.t.request(`/api/authorizations/${waiting}`, { method: "POST", headers, body });

/** Something was tried that did not get through: whose line of it is in the audit. */
async function linesOf(work: () => Promise<unknown>) {
  s.t.clock.advance(1000);
  await s.audited();
  await work();
  expect(await s.stateOf(waiting)).toBe("pending");
  return (await s.audited()).filter(({ outcome }) => outcome !== "done");
}

describe("a try leaves its line in the audit", () => {
  const aimed = ["authorization_decide", "policy.revoke", "person_create", "audit_list", "setting_set"];

  test.each(aimed)("by a tool called %s, over REST and over MCP", async (name) => {
    for (const way of [s.call, s.callOverMcp]) {
      const lines = await linesOf(() => way(name, { id: waiting, ...yes }, app.token));
      expect(lines).toEqual([expect.objectContaining({ client: app.id })]);
    }
  });

  test("by a form of another site, with the owner's own session and token", async () => {
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const lines = await linesOf(() => s.decide(s.ada, waiting, yes, headers));
    expect(lines).toEqual([expect.objectContaining({ outcome: "FORBIDDEN", user: s.ada.id })]);
  });

  test.each([
    ["a body of plain text", { "content-type": "text/plain" }, '{"decision":"authorized"}'],
    ["a list for a body", { "content-type": "application/json" }, "[]"],
    ["half a body", { "content-type": "application/json" }, '{"decision":'],
  ])("by a token with %s", async (_name, headers, body) => {
    const lines = await linesOf(() =>
      post({ authorization: `Bearer ${app.token}`, ...headers } as never, body),
    );
    expect(lines).toEqual([expect.objectContaining({ client: app.id })]);
  });

  test("by a token from a page of another site", async () => {
    const headers = { authorization: `Bearer ${app.token}`, origin: "https://evil.example" };
    const lines = await linesOf(() => post(headers));
    expect(lines).toEqual([
      expect.objectContaining({ operation: "authorization.decide", outcome: "FORBIDDEN" }),
    ]);
  });

  test("by the owner's session, with half a body and without a form's token", async () => {
    const lines = await linesOf(() =>
      s.decide(s.ada, waiting, '{"decision":', { "x-form-token": undefined }),
    );
    expect(lines).toEqual([expect.objectContaining({ outcome: "FORBIDDEN", user: s.ada.id })]);
  });

  test("by nobody at all", async () => {
    const lines = await linesOf(() => post({ "content-type": "application/json" }));
    expect(lines).toEqual([expect.objectContaining({ outcome: "AUTH_REQUIRED", user: "nobody" })]);
  });

  test("by a stale sign-in, behind another refusal of the same second", async () => {
    const form = await s.ada.browser.tokenOn("/settings/account");
    s.t.clock.advance(16 * minute);
    const lines = await linesOf(async () => {
      const noise = { action: "create", name: "noise", scope: "phone:read", days: "9", form };
      await s.ada.browser.post("/settings/apps", {
        headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
        body: new URLSearchParams(noise).toString(),
      });
      expect((await s.decide(s.ada, waiting, yes)).status).toBe(401);
    });
    const decision = { operation: "authorization.decide", outcome: "AUTH_REQUIRED", user: s.ada.id };
    expect(lines).toContainEqual(expect.objectContaining(decision));
  });
});
