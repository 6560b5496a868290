import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type FakeIdentityProvider, startIdentityProvider } from "#tests/fakes/identity-provider.ts";
import { becomeOwner, openBrowser, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let fake: FakeIdentityProvider;
let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  fake = startIdentityProvider();
  t = await openTestDesk({
    env: {
      GOOGLE_CLIENT_ID: "google-id",
      GOOGLE_CLIENT_SECRET: "google-secret",
      GOOGLE_BASE_URL: fake.url,
      GITHUB_CLIENT_ID: "github-id",
      GITHUB_CLIENT_SECRET: "github-secret",
      GITHUB_BASE_URL: fake.url,
    },
  });
  ada = await becomeOwner(t);
});
afterAll(async () => {
  await t.close();
  await fake.stop();
});
beforeEach(() => {
  fake.account = { subject: "1", email: "ada@example.com", verified: true, name: "Ada" };
  fake.forge = (claims) => claims;
});

/** Signs in at the provider; gives the desk's answer to the way back. */
async function signInWith(provider: string, browser: TestBrowser, next = "/settings/account") {
  const path = `/login?next=${encodeURIComponent(next)}`;
  const away = await browser.submit(path, {}, `/login/${provider}?next=${encodeURIComponent(next)}`);
  expect(away.status).toBe(303);
  return await browser.get(await fake.visit(away.headers.get("location") ?? ""));
}

describe.each(["google", "github"])("with %s", (provider) => {
  test("somebody who is known here by the address comes in, and goes on to where they wanted", async () => {
    const browser = openBrowser(t);
    const answer = await signInWith(provider, browser);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/account"]);
    expect(await (await browser.get("/settings/account")).text()).toContain("ada@example.com");
    expect(fake.exchanged.at(-1)?.get("code_verifier")?.length).toBeGreaterThanOrEqual(43);
  });

  test("from then on the account counts, whatever its address becomes", async () => {
    fake.account = { ...fake.account, email: "ada.new@example.com" };
    expect((await signInWith(provider, openBrowser(t))).status).toBe(303);
  });

  test("a stranger is not let in, and learns nothing of who is", async () => {
    fake.account = { subject: "666", email: "eve@example.com", verified: true, name: "Eve" };
    const browser = openBrowser(t);
    const answer = await signInWith(provider, browser);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("lets nobody in here");
    expect((await browser.get("/settings/account")).status).toBe(303);
  });

  test("an address that the provider has not verified is nobody's", async () => {
    fake.account = { subject: "777", email: "ada@example.com", verified: false, name: "Ada?" };
    expect((await signInWith(provider, openBrowser(t))).status).toBe(400);
  });

  test("whoever was invited joins with the role they were invited with", async () => {
    const email = `${provider}@example.com`;
    await ada.submit("/settings/people", { action: "invite", email, role: "viewer" });
    fake.account = { subject: `9${provider.length}`, email: email.toUpperCase(), verified: true, name: "Vi" };
    const browser = openBrowser(t);
    expect((await signInWith(provider, browser)).status).toBe(303);
    expect(await (await browser.get("/settings/account")).text()).toContain(`${email}, viewer`);
  });

  test("a way back that another browser began is refused, and so is the same one twice", async () => {
    const begun = openBrowser(t);
    const away = await begun.submit("/login", {}, `/login/${provider}`);
    const back = await fake.visit(away.headers.get("location") ?? "");
    const other = openBrowser(t);
    await other.get("/login");
    expect((await other.get(back)).status).toBe(400);
    expect((await begun.get(back)).status).toBe(400);
    expect((await other.get("/settings/account")).headers.get("location")).toContain("/login");
  });

  test("what the provider's failures say stays in the log", async () => {
    const browser = openBrowser(t);
    const away = await browser.submit("/login", {}, `/login/${provider}`);
    const back = new URL(await fake.visit(away.headers.get("location") ?? ""));
    back.searchParams.set("code", "another");
    const answer = await browser.get(back.href);
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain("invalid_grant");
  });
});

test.each([
  ["somebody else's client", { aud: "other" }],
  ["another issuer", { iss: "https://evil.example" }],
  ["another nonce", { nonce: "other" }],
  ["the past", { exp: 1 }],
])("an id_token of %s is refused", async (_name, claims) => {
  fake.forge = (right) => ({ ...right, ...claims });
  expect((await signInWith("google", openBrowser(t))).status).toBe(400);
});

test("a person who is switched off does not come in by their account either", async () => {
  await ada.submit("/settings/people", { action: "off", email: "google@example.com" });
  fake.account = { subject: "96", email: "google@example.com", verified: true, name: "Vi" };
  expect((await signInWith("google", openBrowser(t))).status).toBe(400);
});

test("a provider that is not configured is no way in", async () => {
  const plain = await openTestDesk();
  const page = await (await openBrowser(plain).get("/login")).text();
  expect(page).not.toContain("Google");
  expect((await openBrowser(plain).submit("/login", {}, "/login/google")).status).toBe(404);
  await plain.close();
});
