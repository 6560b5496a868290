import { afterAll, beforeAll, expect, test } from "bun:test";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import {
  addressOnPage,
  discoverFrom,
  knowDocument,
  post,
  type ScriptedClient,
  signInWith,
  type Tokens,
  tokensFor,
} from "#tests/support/scripted-client.ts";

const claude: ScriptedClient = {
  userAgent: "Claude-User",
  document: "https://claude.ai/oauth/mcp-oauth-client-metadata",
  redirectUri: "https://claude.ai/api/mcp/auth_callback",
  revision: "2025-11-25",
};
const base = "https://desk.example.net";
let t: TestDesk;
let ada: TestBrowser;
let address: string;
let tokens: Tokens;

beforeAll(async () => {
  t = await openTestDesk({ env: { BASE_URL: base } });
  ada = await becomeOwner(t);
  await knowDocument(t, claude, "Claude");
  address = await addressOnPage(t, "Claude");
});

afterAll(() => t.close());

const call = (name: string, args: object, token = tokens.access_token) =>
  post(t, claude, address, { method: "tools/call", params: { name, arguments: args } }, token);

test("the page's one address is all it needs: it is let in by a person, as Claude", async () => {
  expect(address).toBe(`${base}/mcp`);
  const hello = {
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "claude-ai", version: "0.1.0" },
    },
  };
  const refused = await post(t, claude, address, hello);
  expect(refused.status).toBe(401);
  const { resource, server, scope } = await discoverFrom(
    t,
    claude,
    refused.headers.get("www-authenticate") ?? "",
  );
  expect(resource.resource).toBe(address);
  expect(server).toMatchObject({
    issuer: base,
    client_id_metadata_document_supported: true,
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ["S256"],
  });
  expect(server.token_endpoint_auth_methods_supported).toContain("none");
  const asked = {
    scope,
    resource: resource.resource,
    state: "claude's state",
    chosen: ["phone:read", "phone:write"],
  };
  const signedIn = await signInWith(t, claude, ada, asked);
  expect(signedIn.page).toContain("claude.ai");
  expect(Object.fromEntries(signedIn.answer)).toMatchObject({ iss: base, state: "claude's state" });
  ({ tokens } = signedIn);
  const { status, body } = await post(t, claude, address, hello, tokens.access_token);
  expect([status, body.result.protocolVersion]).toEqual([200, "2025-11-25"]);
  const ready = await post(t, claude, address, { method: "notifications/initialized" }, tokens.access_token);
  expect(ready.status).toBe(202);
});

test("it takes every tool, prompt and resource, and results below its limits", async () => {
  const { body } = await post(t, claude, address, { method: "tools/list" }, tokens.access_token);
  for (const { name, annotations, inputSchema } of body.result.tools) {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect([typeof annotations.title, inputSchema.type]).toEqual(["string", "object"]);
    expect(typeof annotations.readOnlyHint).toBe("boolean");
    expect(typeof annotations.destructiveHint).toBe("boolean");
  }
  const sent = await call("send_sms", { to: ["+15550100200"], content: "Hello from Claude" });
  expect(sent.body.result.structuredContent.messages[0].status).toBe("sent");
  const read = await call("get_conversation_context", { phoneNumber: "+15550100200" });
  expect(read.body.result.content[0].text).toContain("1 texts, calls and tickets");
  expect(read.bytes).toBeLessThan(150_000);
  for (const method of ["prompts/list", "resources/list", "resources/templates/list"]) {
    const answer = await post(t, claude, address, { method }, tokens.access_token);
    expect([method, answer.status, answer.body.error]).toEqual([method, 200, undefined]);
  }
});

test("an hour later three calls at once renew at once, and every one goes on", async () => {
  t.clock.advance(61 * 60_000);
  const refused = await Promise.all([1, 2, 3].map(() => call("list_lines", {})));
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
  const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, resource: address };
  const renewed = await Promise.all([1, 2, 3].map(() => tokensFor(t, claude, form)));
  for (const { access_token } of renewed)
    expect((await call("list_lines", {}, access_token)).status).toBe(200);
  tokens = renewed[0]!;
});

test("an address that its document does not name is shown to the person, and nobody is sent there", async () => {
  const params = new URLSearchParams({
    response_type: "code",
    client_id: claude.document,
    redirect_uri: "https://claude.ai.example.net/api/mcp/auth_callback",
  });
  const answer = await ada.get(`/authorize?${params}`);
  expect([answer.status, answer.headers.get("location")]).toEqual([400, null]);
});

test("when it is disconnected, its tokens end at once, and the refusal says how to begin again", async () => {
  const page = await (await ada.get("/settings/apps")).text();
  const app = /value="(gra_[^"]+)"/.exec(page)?.[1] ?? "";
  await ada.submit("/settings/apps", { action: "disconnect", id: app });
  const refused = await call("list_lines", {});
  expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
    401,
    expect.stringContaining('error="invalid_token"'),
  ]);
  const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  await expect(tokensFor(t, claude, form)).rejects.toThrow("400");
});
