import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { expectLogWithout, refusalOf } from "#tests/support/answers.ts";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { noon } from "#tests/support/clock.ts";
import { type JsonResponse, openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { connect, post, registeredApp, statusWith, type TestApp, type Tokens } from "#tests/support/oauth.ts";

setDefaultTimeout(30_000);

const day = 86_400_000;
const refused: [number, string] = [400, "invalid_grant"];

let t: TestDesk;
let ada: TestBrowser;
let bea: TestBrowser;
let app: TestApp;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  bea = await joinAs(t, ada, "staff");
});
afterEach(() => t.clock.set(noon));
afterAll(() => t.close());

const change = (input: Record<string, unknown>) =>
  runOperation(t.desk, "person.change", { email: "staff@example.com", ...input });
const refreshed = async ({ refresh_token }: Tokens, more = {}) => {
  const answer = await app.refresh(refresh_token, more);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Tokens;
};
const statuses = (...tokens: Tokens[]) =>
  Promise.all(tokens.map(({ access_token }) => statusWith(t, access_token)));
/** The status of a text that is sent with the token. */
const textWith = async (token: string) =>
  (await t.tool("send_sms", { to: ["+15550100004"], content: crypto.randomUUID() }, token)).status;

describe("a refresh token that is used", () => {
  let first: Tokens;
  beforeAll(async () => {
    app = await registeredApp(t);
    first = await connect(ada, app);
  });

  test("is replaced, and what it gave before stays good", async () => {
    const second = await refreshed(first);
    const third = await refreshed(second);
    expect(
      new Set([first, second, third].flatMap((each) => [each.access_token, each.refresh_token])).size,
    ).toBe(6);
    expect(await statuses(first, second, third)).toEqual([200, 200, 200]);
  });

  test("gives a sibling when it is used again within two minutes, and every token lives", async () => {
    const one = await connectAgain();
    const two = await refreshed(one);
    t.clock.advance(119_000);
    const sibling = await refreshed(one);
    expect(await statuses(one, two, sibling)).toEqual([200, 200, 200]);
    expect(await statuses(await refreshed(two), await refreshed(sibling))).toEqual([200, 200]);
  });

  test("ends its whole family when it is used again after two minutes, and no other", async () => {
    const [one, apart] = [await connectAgain(), await connectAgain()];
    const two = await refreshed(one);
    const sibling = await refreshed(one);
    t.clock.advance(121_000);
    expect(await refusalOf(await app.refresh(one.refresh_token))).toEqual(refused);
    expect(await statuses(one, two, sibling, apart)).toEqual([401, 401, 401, 200]);
    for (const each of [one, two, sibling])
      expect(await refusalOf(await app.refresh(each.refresh_token))).toEqual(refused);
    expect(await statuses(await refreshed(apart))).toEqual([200]);
  });

  test("has two minutes from its first use, however often it is used in them", async () => {
    const one = await connectAgain();
    await refreshed(one);
    t.clock.advance(100_000);
    const sibling = await refreshed(one);
    t.clock.advance(21_000);
    expect(await refusalOf(await app.refresh(one.refresh_token))).toEqual(refused);
    expect(await statuses(sibling)).toEqual([401]);
  });

  test("by another client is refused, and nothing of its owner's ends by that, even late", async () => {
    const stranger = await registeredApp(t);
    const one = await connectAgain();
    expect(await refusalOf(await stranger.refresh(one.refresh_token))).toEqual(refused);
    const two = await refreshed(one);
    t.clock.advance(121_000);
    expect(await refusalOf(await stranger.refresh(one.refresh_token))).toEqual(refused);
    expect(await statuses(one, two, await refreshed(two))).toEqual([200, 200, 200]);
  });

  test("at the moment its family is revoked leaves nothing alive", async () => {
    for (let round = 0; round < 5; round++) {
      const one = await connectAgain();
      const refresh = () => app.refresh(one.refresh_token);
      const body = new URLSearchParams({ client_id: app.clientId, token: one.access_token }).toString();
      const revoke = () => post(t, "/revoke", body);
      const both = round % 2 === 0 ? [refresh(), revoke()] : [revoke(), refresh()].reverse();
      const [answer, ended] = (await Promise.all(both)) as [JsonResponse, JsonResponse];
      expect(ended.status).toBe(200);
      if (answer.status !== 200) expect(await refusalOf(answer)).toEqual(refused);
      else {
        const two = (await answer.json()) as Tokens;
        expect(await statuses(two)).toEqual([401]);
        expect(await refusalOf(await app.refresh(two.refresh_token))).toEqual(refused);
      }
      expect(await statuses(one)).toEqual([401]);
    }
  });
});

/** Another family of the same person and app. */
async function connectAgain(): Promise<Tokens> {
  const answer = await ada.get(app.authorizeUrl());
  const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
  return (await (await app.exchange(code)).json()) as Tokens;
}

describe("the scopes of a refresh", () => {
  test.each([
    "phone:read phone:write office:read",
    "office:read",
    "phone:read zanzibar",
    "zanzibar",
    "phone:read,phone:write",
  ])("are never others than before: %p is refused, and the token stays good", async (scope) => {
    const one = await connectAgain();
    expect(await refusalOf(await app.refresh(one.refresh_token, { scope }))).toEqual([400, "invalid_scope"]);
    t.clock.advance(121_000);
    expect((await refreshed(one)).scope).toBe("phone:read phone:write");
  });

  test("may be fewer for an access token, and the refresh token keeps them all", async () => {
    const one = await connectAgain();
    const narrow = await refreshed(one, { scope: "phone:read" });
    expect(narrow.scope).toBe("phone:read");
    expect([await statusWith(t, narrow.access_token), await textWith(narrow.access_token)]).toEqual([
      200, 403,
    ]);
    const wide = await refreshed(narrow);
    expect(wide.scope).toBe("phone:read phone:write");
    expect(await textWith(wide.access_token)).toBe(200);
  });

  test("do not come back where the person left them out", async () => {
    const part = await registeredApp(t);
    const code = (await ada.submit(part.authorizeUrl(), { decision: "allow", scope: "phone:read" })).headers;
    const given = new URL(code.get("location") ?? "").searchParams.get("code") ?? "";
    const tokens = (await (await part.exchange(given)).json()) as Tokens;
    expect(tokens.scope).toBe("phone:read");
    const more = await part.refresh(tokens.refresh_token, { scope: "phone:read phone:write" });
    expect(await refusalOf(more)).toEqual([400, "invalid_scope"]);
  });
});

test.each([
  ["no token", "invalid_request", () => ""],
  ["an unknown token", "invalid_grant", () => `fdr_${"zanzibar".repeat(5)}`],
  ["an access token", "invalid_grant", (tokens: Tokens) => tokens.access_token],
  ["a token with a space", "invalid_grant", (tokens: Tokens) => `${tokens.refresh_token} `],
])("refuses %s in a refresh token's place", async (_name, error, tokenOf) => {
  const answer = await app.refresh(tokenOf(await connectAgain()));
  expect(await refusalOf(answer)).toEqual([400, error]);
});

test("refuses a refresh token in an access token's place", async () => {
  expect(await statusWith(t, (await connectAgain()).refresh_token)).toBe(401);
});

describe("time", () => {
  test("ends an access token after an hour", async () => {
    const tokens = await connectAgain();
    t.clock.advance(3_599_000);
    expect(await statuses(tokens)).toEqual([200]);
    t.clock.advance(1000);
    expect(await statuses(tokens)).toEqual([401]);
  });

  test("ends a refresh token after 90 days without use, and begins anew with every use", async () => {
    const [idle, used] = [await connectAgain(), await connectAgain()];
    t.clock.advance(89 * day);
    const later = await refreshed(used);
    t.clock.advance(day);
    expect(await refusalOf(await app.refresh(idle.refresh_token))).toEqual(refused);
    t.clock.advance(88 * day);
    const latest = await refreshed(later);
    t.clock.advance(90 * day);
    expect(await refusalOf(await app.refresh(latest.refresh_token))).toEqual(refused);
  });
});

describe("a person's rights", () => {
  test("that are lowered narrow living tokens at once, and refreshes with them", async () => {
    const its = await registeredApp(t);
    const tokens = await connect(bea, its);
    expect([await statusWith(t, tokens.access_token), await textWith(tokens.access_token)]).toEqual([
      200, 200,
    ]);
    const form = { action: "role", email: "staff@example.com", role: "viewer" };
    expect((await ada.submit("/settings/people", form)).status).toBe(200);
    expect([await statusWith(t, tokens.access_token), await textWith(tokens.access_token)]).toEqual([
      200, 403,
    ]);
    const later = (await (await its.refresh(tokens.refresh_token)).json()) as Tokens;
    expect(later.scope).toBe("phone:read");
    expect([await statusWith(t, later.access_token), await textWith(later.access_token)]).toEqual([200, 403]);
    expect((await bea.get("/settings/apps")).headers.get("location")).toBe("/login?next=%2Fsettings%2Fapps");
    await change({ role: "staff" });
  });

  test("that end stop every token of theirs at once, and nobody else's", async () => {
    const cy = await joinAs(t, ada, "staff", "cy@example.com");
    const its = await registeredApp(t);
    const [theirs, others] = [await connect(cy, its), await connect(ada, its)];
    const code = await cy.get(its.authorizeUrl());
    const unused = new URL(code.headers.get("location") ?? "").searchParams.get("code") ?? "";
    expect(unused).toStartWith("fdc_");
    await change({ email: "cy@example.com", active: false });
    expect(await statuses(theirs, others)).toEqual([401, 200]);
    expect(await refusalOf(await its.refresh(theirs.refresh_token))).toEqual(refused);
    expect(await refusalOf(await its.exchange(unused))).toEqual(refused);
    expect((await its.refresh(others.refresh_token)).status).toBe(200);
  });
});

test("an app that is disconnected on its page has lost every family, and no other app has", async () => {
  const [gone, stays] = [await registeredApp(t), await registeredApp(t)];
  const [one, two] = [await connect(ada, gone), await connect(ada, stays)];
  const { apps } = await runOperation<{ apps: { id: string; clientId: string }[] }>(t.desk, "app.list", {});
  const id = apps.find(({ clientId }) => clientId === gone.clientId)?.id ?? "";
  expect((await ada.submit("/settings/apps", { action: "disconnect", id })).status).toBe(200);
  expect(await statuses(one, two)).toEqual([401, 200]);
  expect(await refusalOf(await gone.refresh(one.refresh_token))).toEqual(refused);
  expect((await ada.get(gone.authorizeUrl())).status).toBe(200);
});

test("a client that is removed is not known any more, and its tokens end", async () => {
  const gone = await registeredApp(t);
  const tokens = await connect(ada, gone);
  expect(await statuses(tokens)).toEqual([200]);
  await runOperation(t.desk, "client.remove", { client: gone.clientId });
  expect(await refusalOf(await gone.refresh(tokens.refresh_token))).toEqual([401, "invalid_client"]);
  expect(await statuses(tokens)).toEqual([401]);
});

test("has logged nothing of it", () => expectLogWithout(t, "zanzibar"));
