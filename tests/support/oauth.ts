import { createHash, randomBytes } from "node:crypto";
import type { Reachable, TestBrowser } from "./browser.ts";
import type { JsonResponse, TestDesk } from "./desk.ts";

export const redirectUri = "https://app.example.net/callback";

/** A verifier and its challenge (RFC 7636 §4). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** A program that speaks OAuth to the desk, one step at a time. */
export interface TestApp {
  clientId: string;
  secret: string | undefined;
  /** The address a person's browser is sent to. */
  authorizeUrl(params?: Record<string, string | undefined>): string;
  verifier: string;
  token(params: Record<string, string | string[]>, headers?: Record<string, string>): Promise<JsonResponse>;
  exchange(code: string, more?: Record<string, string>): Promise<JsonResponse>;
  refresh(token: string, more?: Record<string, string>): Promise<JsonResponse>;
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
  expires_in: number;
}

export function post(t: Reachable, path: string, body: string, headers: Record<string, string> = {}) {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return t.request(path, { method: "POST", body, headers: { ...type, ...headers }, address: "203.0.113.80" });
}

export function register(t: Reachable, metadata: Record<string, unknown> = {}, address = "203.0.113.80") {
  return t.request("/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      client_name: "An app",
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      ...metadata,
    }),
    address,
  });
}

export async function registeredApp(t: Reachable, metadata: Record<string, unknown> = {}): Promise<TestApp> {
  const made = await (await register(t, metadata)).json();
  const uri = (metadata["redirect_uris"] as string[] | undefined)?.[0] ?? redirectUri;
  return appOf(t, { clientId: made.client_id, secret: made.client_secret, redirectUri: uri });
}

export function appOf(
  t: Reachable,
  {
    clientId,
    secret,
    redirectUri: uri = redirectUri,
  }: { clientId: string; secret?: string; redirectUri?: string },
): TestApp {
  const { verifier, challenge } = pkce();
  const app: TestApp = {
    clientId,
    secret,
    verifier,
    authorizeUrl(params = {}) {
      const all = {
        response_type: "code",
        client_id: clientId,
        redirect_uri: uri,
        code_challenge: challenge,
        code_challenge_method: "S256",
        state: "a state",
        scope: "phone:read phone:write",
        resource: `${t.config.baseUrl}/mcp`,
        ...params,
      };
      const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
      return `/authorize?${new URLSearchParams(given)}`;
    },
    token(params, headers) {
      const body = new URLSearchParams();
      const all = { client_id: clientId, ...(secret ? { client_secret: secret } : {}), ...params };
      for (const [name, value] of Object.entries(all))
        for (const each of [value].flat()) body.append(name, each);
      return post(t, "/token", body.toString(), headers);
    },
    exchange: (code, more = {}) =>
      app.token({
        grant_type: "authorization_code",
        code,
        redirect_uri: uri,
        code_verifier: verifier,
        ...more,
      }),
    refresh: (token, more = {}) => app.token({ grant_type: "refresh_token", refresh_token: token, ...more }),
  };
  return app;
}

/** The person allows what is ticked; gives the parameters the app gets back. */
export async function consent(
  browser: TestBrowser,
  url: string,
  scopes = ["phone:read", "phone:write"],
): Promise<URLSearchParams> {
  const answer = await browser.submit(url, { decision: "allow", scope: scopes });
  if (answer.status !== 303) throw new Error(`consent was answered ${answer.status}`);
  return new URL(answer.headers.get("location") ?? "").searchParams;
}

/** From nothing to tokens. */
export async function connect(browser: TestBrowser, app: TestApp, scopes?: string[]): Promise<Tokens> {
  const given = await consent(browser, app.authorizeUrl(scopes ? { scope: scopes.join(" ") } : {}), scopes);
  return (await (await app.exchange(given.get("code") ?? "")).json()) as Tokens;
}

/** Asks for something that needs `phone:read`; its status. */
export async function statusWith(t: TestDesk, token: string): Promise<number> {
  return (await t.tool("list_lines", {}, token)).status;
}
