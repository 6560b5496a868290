import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import {
  Client as ModernClient,
  ClientCredentialsProvider as ModernCredentials,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { ClientCredentialsProvider as EarlierCredentials } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client as EarlierClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as EarlierTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type AnyClient, callTool, connectEarlier, connectEarlierStdio } from "#tests/support/clients.ts";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

/** An answer of the token endpoint, of either kind. */
interface Answer {
  access_token: string;
  scope: string;
  error: string;
}

interface Entered {
  client_id: string;
  client_secret: string;
}

const home = scratchFolder();
let desk: DeskAtTheDoor;

beforeAll(async () => {
  desk = await startDesk();
}, 30_000);

afterAll(async () => {
  expect(await desk.server.stop()).toBe(0);
  home.remove();
});

const methods = ["client_secret_basic", "client_secret_post"] as const;

test.each([...methods])(
  "a voice agent that proves itself with %s gets a token for what it was entered with, and no more",
  async (method) => {
    const client = await enter("phone:read");
    const { status, body } = await tokenFor(client, method);
    const access_token = expect.stringMatching(/^fda_/);
    const granted = { access_token, token_type: "Bearer", expires_in: 3600, scope: "phone:read" };
    expect<unknown>([status, body]).toEqual([200, granted]);
    const connected = await connectEarlier({ url: `${desk.origin}/mcp`, token: body.access_token });
    await reads(connected);
    await connected.close();
    const call = { to: ["+15550100200"], content: "Not allowed" };
    expect(await statusOf("send_sms", call, body.access_token)).toBe(403);
  },
  20_000,
);

test.each([...methods])(
  "a scope it was not entered with is invalid_scope, and a wrong secret invalid_client, with %s",
  async (method) => {
    const client = await enter("phone:read");
    const wider = await tokenFor(client, method, { scope: "phone:write" });
    expect([wider.status, wider.body.error]).toEqual([400, "invalid_scope"]);
    const stranger = await tokenFor({ ...client, client_secret: "fds_of_somebody_else" }, method);
    expect([stranger.status, stranger.body.error]).toEqual([401, "invalid_client"]);
    const narrower = await tokenFor(await enter("phone:read,phone:write"), method, { scope: "phone:read" });
    expect([narrower.status, narrower.body.scope]).toEqual([200, "phone:read"]);
  },
  20_000,
);

/** Programs that sign in with nothing but an id and a secret, as their makers ship them. */
const programs: [string, (client: Entered) => Promise<AnyClient>][] = [
  ["SDK 1.x", earlierWith],
  ["SDK 2.x", modernWith],
  ["mcp-remote", bridgeWith],
];

test.each(programs)(
  "%s finds the desk by itself and works within the one scope it was entered with",
  async (_name, connect) => {
    const connected = await connect(await enter("phone:read"));
    await reads(connected);
    await connected.close();
  },
  20_000,
);

test("removing the client ends its token at once, and gives it no other", async () => {
  const [client, other] = [await enter("phone:read"), await enter("phone:read")];
  const [mine, theirs] = [
    await tokenFor(client, "client_secret_basic"),
    await tokenFor(other, "client_secret_basic"),
  ];
  const token = mine.body.access_token;
  expect(await statusOf("list_lines", {}, token)).toBe(200);
  const removed = await desk.server.cli("client", "remove", client.client_id);
  expect([removed.code, removed.err]).toEqual([0, expect.stringContaining("Its tokens have ended.")]);
  expect(await statusOf("list_lines", {}, token)).toBe(401);
  const again = await tokenFor(client, "client_secret_basic");
  expect([again.status, again.body.error]).toEqual([401, "invalid_client"]);
  expect(await statusOf("list_lines", {}, theirs.body.access_token)).toBe(200);
}, 20_000);

async function enter(scopes: string): Promise<Entered> {
  const added = await desk.server.cli("client", "add", "voice agent", "--scopes", scopes, "--json");
  expect(added.code, added.err).toBe(0);
  return JSON.parse(added.out) as Entered;
}

async function tokenFor(
  { client_id, client_secret }: Entered,
  method: (typeof methods)[number],
  more: Record<string, string> = {},
) {
  const isBasic = method === "client_secret_basic";
  const shown = isBasic ? {} : { client_id, client_secret };
  const body = new URLSearchParams({ grant_type: "client_credentials", ...shown, ...more });
  const authorization = `Basic ${btoa(`${client_id}:${client_secret}`)}`;
  const headers = isBasic ? { authorization } : {};
  const answer = await fetch(`${desk.origin}/token`, { method: "POST", body, headers });
  return { status: answer.status, body: (await answer.json()) as Answer };
}

async function statusOf(tool: string, args: unknown, token: string): Promise<number> {
  const answer = await fetch(`${desk.origin}/mcp`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ method: "tools/call", params: { name: tool, arguments: args } }),
  });
  return answer.status;
}

async function reads(client: AnyClient): Promise<void> {
  const { structuredContent } = await callTool(client, "list_lines", {});
  expect(structuredContent.lines).toEqual([expect.objectContaining({ name: "Sandbox" })]);
}

const identity = { name: "voice-agent", version: "1.0.0" };
const address = () => new URL(`${desk.origin}/mcp`);

function optionsOf({ client_id: clientId, client_secret: clientSecret }: Entered) {
  return { clientId, clientSecret, scope: "phone:read", expectedIssuer: desk.origin };
}

async function earlierWith(entered: Entered): Promise<AnyClient> {
  const client = new EarlierClient(identity);
  const transport = new EarlierTransport(address(), {
    authProvider: new EarlierCredentials(optionsOf(entered)),
  });
  await client.connect(transport as Parameters<EarlierClient["connect"]>[0]);
  return client;
}

async function modernWith(entered: Entered): Promise<AnyClient> {
  const client = new ModernClient(identity, { versionNegotiation: { mode: "auto" } });
  await client.connect(
    new ModernTransport(address(), { authProvider: new ModernCredentials(optionsOf(entered)) }),
  );
  return client;
}

async function bridgeWith({ client_id, client_secret }: Entered): Promise<AnyClient> {
  const proxy = join(import.meta.dirname, "../../node_modules/mcp-remote/dist/proxy.js");
  const info = JSON.stringify({ client_id, client_secret: `\${CLIENT_SECRET}` });
  return await connectEarlierStdio({
    command: process.execPath,
    args: [proxy, address().href, "--client-credentials", "--static-oauth-client-info", info],
    env: { HOME: home.path, ...surroundings, CLIENT_SECRET: client_secret },
    cwd: home.path,
  });
}
