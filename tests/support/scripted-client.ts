import { putDocument } from "#domains/people/clients/client-store.ts";
import type { TestBrowser } from "./browser.ts";
import type { TestDesk } from "./desk.ts";
import { pkce } from "./oauth.ts";

/** A hosted assistant as the desk sees it: what it sends, in its order, and what it insists on. */
export interface ScriptedClient {
  userAgent: string;
  /** The address of its document, which is its id. */
  document: string;
  redirectUri: string;
  revision: "2025-11-25" | "2026-07-28";
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
}

/** The first text to copy under a client's heading on the landing page: all that its user has. */
export async function addressOnPage(t: TestDesk, heading: string, nth = 0): Promise<string> {
  const html = await (await t.request("/", { headers: { accept: "text/html" } })).text();
  const panel = new RegExp(`data-panel="${heading}">(.*?)</section>`, "s").exec(html)?.[1] ?? "";
  const copies = [...panel.matchAll(/<pre[^>]*>(.*?)<\/pre>/gs)].map(([, text]) => text ?? "");
  const text = copies[nth];
  if (text === undefined) throw new Error(`there is nothing to copy under ${heading}`);
  return text;
}

/** The desk has read the client's document before. */
export async function knowDocument(t: TestDesk, client: ScriptedClient, name: string): Promise<void> {
  const now = t.clock.now();
  const row = {
    id: client.document,
    source: "document" as const,
    name,
    redirectUris: JSON.stringify([client.redirectUri]),
    authMethod: "none" as const,
    secretHash: null,
    grantTypes: JSON.stringify(["authorization_code", "refresh_token"]),
    scopes: "",
    createdAt: now,
    freshUntil: now + 86_400_000,
  };
  await t.desk.database.write(putDocument(row));
}

export async function post(
  t: TestDesk,
  client: ScriptedClient,
  address: string,
  message: Message,
  token?: string,
) {
  const { pathname } = new URL(address);
  const isModern = client.revision === "2026-07-28";
  const params: Record<string, unknown> = message.params ?? {};
  const answer = await t.request(pathname, {
    method: "POST",
    headers: {
      "user-agent": client.userAgent,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(message.method === "initialize" ? {} : { "mcp-protocol-version": client.revision }),
      ...(isModern ? { "mcp-method": message.method } : {}),
      ...(isModern && typeof params["name"] === "string" ? { "mcp-name": params["name"] } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      ...(message.method.startsWith("notifications/") ? {} : { id: 1 }),
      method: message.method,
      params: isModern ? { ...params, _meta: envelope(client) } : params,
    }),
  });
  const text = await answer.text();
  const data = text.startsWith("{") ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? "{}");
  return { status: answer.status, headers: answer.headers, bytes: text.length, body: JSON.parse(data) };
}

export interface Message {
  method: string;
  params?: Record<string, unknown>;
}

function envelope({ revision, userAgent }: ScriptedClient) {
  return {
    "io.modelcontextprotocol/protocolVersion": revision,
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": { name: userAgent, version: "1.0.0" },
  };
}

/** From the 401 to the server's metadata, as the client goes: the challenge alone says where. */
export async function discoverFrom(t: TestDesk, client: ScriptedClient, challenge: string) {
  const at = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  const get = async (url: string) =>
    await (
      await t.request(new URL(url).pathname, {
        headers: { "user-agent": client.userAgent, accept: "application/json" },
      })
    ).json();
  const resource = await get(at);
  const [issuer] = resource.authorization_servers as string[];
  const server = await get(`${issuer}/.well-known/oauth-authorization-server`);
  const wanted = /scope="([^"]+)"/.exec(challenge)?.[1] ?? (resource.scopes_supported as string[]).join(" ");
  const scope = server.scopes_supported.includes("offline_access") ? `${wanted} offline_access` : wanted;
  return { resource, server, scope };
}

/** The person's browser is sent to the desk, they tick what is in `chosen`, and the code comes back for tokens. */
export async function signInWith(
  t: TestDesk,
  client: ScriptedClient,
  browser: TestBrowser,
  asked: { scope: string; resource: string; state: string; chosen: string[] },
): Promise<{ page: string; answer: URLSearchParams; tokens: Tokens }> {
  const { verifier, challenge } = pkce();
  const params = new URLSearchParams({
    response_type: "code",
    client_id: client.document,
    redirect_uri: client.redirectUri,
    code_challenge: challenge,
    code_challenge_method: "S256",
    scope: asked.scope,
    state: asked.state,
    resource: asked.resource,
  });
  const page = await (await browser.get(`/authorize?${params}`)).text();
  const decided = await browser.submit(`/authorize?${params}`, { decision: "allow", scope: asked.chosen });
  const answer = new URL(decided.headers.get("location") ?? "").searchParams;
  const tokens = await tokensFor(t, client, {
    grant_type: "authorization_code",
    code: answer.get("code") ?? "",
    code_verifier: verifier,
    redirect_uri: client.redirectUri,
    resource: asked.resource,
  });
  return { page, answer, tokens };
}

export async function tokensFor(
  t: TestDesk,
  client: ScriptedClient,
  form: Record<string, string>,
): Promise<Tokens> {
  const answer = await t.request("/token", {
    method: "POST",
    headers: { "user-agent": client.userAgent, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ client_id: client.document, ...form }).toString(),
  });
  if (answer.status !== 200) throw new Error(`/token was answered ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}
