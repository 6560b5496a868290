import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runOperation } from "#src/cli/command.ts";
import { refusalOf, toldApp } from "#tests/support/answers.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { appOf, consent, pkce, registeredApp, statusWith, type TestApp } from "#tests/support/oauth.ts";

const callback = "https://chatgpt.com/aip/g-0123456789abcdef/oauth/callback";
/** What the actions of a GPT send: no challenge, no resource. */
const asActions = { code_challenge: undefined, code_challenge_method: undefined, resource: undefined };
let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterAll(() => t.close());

async function entered(redirectUri: string, isPublic = false): Promise<TestApp> {
  const input = { name: "Our GPT", redirectUris: [redirectUri], isPublic };
  const { id, secret } = await runOperation<{ id: string; secret?: string }>(t.desk, "client.add", input);
  return appOf(t, { clientId: id, ...(secret ? { secret } : {}), redirectUri });
}

/** A code that came without a challenge. */
async function codeOf(app: TestApp): Promise<string> {
  return (await consent(ada, app.authorizeUrl(asActions))).get("code") ?? "";
}

const bare = (app: TestApp, code: string, more: Record<string, string> = {}) =>
  app.token({ grant_type: "authorization_code", code, redirect_uri: callback, ...more });

describe("a client that an owner has entered for a GPT's actions", () => {
  test.each([callback, callback.replace("chatgpt.com", "chat.openai.com")])(
    "signs its person in by its secret alone, and renews: %s",
    async (address) => {
      const app = await entered(address);
      const code = await codeOf(app);
      const answer = await bare(app, code, { redirect_uri: address });
      expect(answer.status).toBe(200);
      const tokens = await answer.json();
      expect(await statusWith(t, tokens.access_token)).toBe(200);
      const renewed = await (await app.refresh(tokens.refresh_token)).json();
      expect(await statusWith(t, renewed.access_token)).toBe(200);
      expect(await refusalOf(await bare(app, code, { redirect_uri: address }))).toEqual([
        400,
        "invalid_grant",
      ]);
      expect(await statusWith(t, renewed.access_token)).toBe(401);
    },
  );

  test("may prove itself in the header as well", async () => {
    const app = await entered(callback);
    const basic = Buffer.from(`${app.clientId}:${app.secret}`).toString("base64");
    const other = appOf(t, { clientId: app.clientId, redirectUri: callback });
    const answer = await other.token(
      { grant_type: "authorization_code", code: await codeOf(app), redirect_uri: callback },
      { authorization: `Basic ${basic}` },
    );
    expect(answer.status).toBe(200);
  });

  test("gets nothing for its code without its secret, or with a verifier that answers no challenge", async () => {
    const app = await entered(callback);
    const code = await codeOf(app);
    const withoutSecret = appOf(t, { clientId: app.clientId, redirectUri: callback });
    expect(await refusalOf(await bare(withoutSecret, code))).toEqual([401, "invalid_client"]);
    for (const code_verifier of [pkce().verifier, "", "x"])
      expect(await refusalOf(await bare(app, code, { code_verifier }))).toEqual([400, "invalid_grant"]);
    expect((await bare(app, code)).status).toBe(200);
  });

  test("that sends a challenge is held to it", async () => {
    const app = await entered(callback);
    const code = (await consent(ada, app.authorizeUrl({ resource: undefined }))).get("code") ?? "";
    expect(await refusalOf(await bare(app, code))).toEqual([400, "invalid_request"]);
    expect(await refusalOf(await bare(app, code, { code_verifier: pkce().verifier }))).toEqual([
      400,
      "invalid_grant",
    ]);
    expect((await app.exchange(code)).status).toBe(200);
    for (const wrong of [
      { code_challenge: "", code_challenge_method: "S256" },
      { code_challenge: undefined },
      { code_challenge_method: "plain" },
      { code_challenge_method: undefined },
    ])
      expect(await toldApp(await ada.get(app.authorizeUrl(wrong)), callback)).toMatchObject({
        error: "invalid_request",
      });
  });
});

describe("everybody else needs a challenge", () => {
  test.each([
    "https://chatgpt.com/aip/g-1/oauth/callback/more",
    "https://chatgpt.com/aip/g-1/x/oauth/callback",
    "https://chatgpt.com/aip//oauth/callback",
    "https://chatgpt.com/aip/g-1/oauth/callback?x=1",
    "https://chatgpt.com.example.net/aip/g-1/oauth/callback",
    "https://example.net/https://chatgpt.com/aip/g-1/oauth/callback",
    "https://chatgpt.com:444/aip/g-1/oauth/callback",
    "https://chatgpt.com/connector_platform_oauth_redirect",
    "https://app.example.net/callback",
    "http://localhost/aip/g-1/oauth/callback",
  ])("one answered at %s", async (address) => {
    const app = await entered(address);
    expect(await toldApp(await ada.get(app.authorizeUrl(asActions)), address.split("?")[0])).toMatchObject({
      error: "invalid_request",
    });
  });

  test("one without a secret", async () => {
    const app = await entered(callback, true);
    expect(await toldApp(await ada.get(app.authorizeUrl(asActions)), callback)).toMatchObject({
      error: "invalid_request",
    });
  });

  test.each(["none", "client_secret_post", "client_secret_basic"])(
    "one that has registered by itself, by %s",
    async (token_endpoint_auth_method) => {
      const app = await registeredApp(t, { redirect_uris: [callback], token_endpoint_auth_method });
      expect(await toldApp(await ada.get(app.authorizeUrl(asActions)), callback)).toMatchObject({
        error: "invalid_request",
      });
    },
  );
});
