import { afterAll, beforeAll, expect, test } from "bun:test";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { connect, consent, registeredApp, statusWith } from "#tests/support/oauth.ts";

let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterAll(() => t.close());

test("an app registers, a person allows it, and it works with the tokens it gets", async () => {
  const app = await registeredApp(t);
  const given = await consent(ada, app.authorizeUrl());
  expect([given.get("state"), given.get("iss")]).toEqual(["a state", t.config.baseUrl]);
  const answer = await app.exchange(given.get("code") ?? "");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const tokens = await answer.json();
  expect(tokens).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: "phone:read phone:write" });
  expect(await statusWith(t, tokens.access_token)).toBe(200);
});

test("five refreshes at once leave five working tokens, and the ones before stay good", async () => {
  const app = await registeredApp(t);
  const first = await connect(ada, app);
  const answers = await Promise.all(Array.from({ length: 5 }, () => app.refresh(first.refresh_token)));
  const tokens = await Promise.all(answers.map((answer) => answer.json()));
  const all = [first, ...tokens].map(({ access_token }) => access_token);
  expect(new Set(all).size).toBe(6);
  expect(await Promise.all(all.map((token) => statusWith(t, token)))).toEqual(all.map(() => 200));
});
