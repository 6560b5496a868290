import { expect } from "bun:test";
import { type AnyClient, callTool } from "#tests/support/clients.ts";
import type { OAuthApp } from "#tests/support/oauth-app.ts";
import type { Owner } from "#tests/support/owner.ts";
import { until } from "./desk-process.ts";

/** How an app of one kind reaches the desk. */
export interface Way {
  origin: string;
  path: string;
  /** What it sends first of all. */
  opens: string;
  /** How a tool call travels, and as what it is answered. */
  calls: string;
  accepted: number;
  /** What it does when it may not do something: the SDK asks again, or the app has to see to it. */
  stepsUp: "by itself" | "when its refresh token is gone" | "by connecting anew";
}

export const customer = "+15550100200";

/** What the tools at that address ask for together. */
const assistant = ["assistant:read", "assistant:write"];

function scopesAt({ path }: Way): string[] {
  const phone = ["phone:read", "phone:write"];
  return path === "/mcp/phone"
    ? phone
    : [...assistant, "helpdesk:read", "helpdesk:write", "office:read", "office:write", ...phone];
}

/** From nothing to a first answer: refused, it finds its way, sends the person here, and is let in to read. */
export async function isLetInToRead(app: OAuthApp, owner: Owner, way: Way): Promise<AnyClient> {
  const { memory, sent } = app;
  const { origin, path } = way;
  await expect(app.connect()).rejects.toThrow("Unauthorized");
  const metadata = [
    `GET /.well-known/oauth-protected-resource${path} 200`,
    "GET /.well-known/oauth-authorization-server 200",
  ];
  const registers = memory.clientMetadataUrl === undefined ? ["POST /register 201"] : [];
  expect(sent).toEqual([`${way.opens} 401`, ...metadata, ...registers]);

  const [asked] = memory.asked;
  const params = Object.fromEntries(asked!.searchParams);
  expect(params).toMatchObject({ client_id: memory.registered!.client_id, resource: origin + path });
  const all = scopesAt(way);
  expect(scopesIn(params["scope"])).toEqual(all);
  const answer = await owner.allow(asked!, ["phone:read"]);
  expect([...answer.offered].sort()).toEqual(all);
  expect(answer.words).toContain(`“${memory.clientMetadata.client_name}”`);
  expect(answer.params.get("iss")).toBe(origin);
  await app.finish(answer.params);
  expect(sent.at(-1)).toBe("POST /token authorization_code 200");
  expect(scopesIn(memory.held?.scope)).toEqual(["phone:read"]);

  const client = await app.connect();
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  // Listed is what it may call; a name that it may not answers with the scope that it would take.
  expect([names.includes("list_lines"), names.includes("send_sms")]).toEqual([true, false]);
  await reads(client);
  expect(memory.asked).toHaveLength(1);
  return client;
}

/** An access token that is no longer good is replaced without anybody being asked. */
export async function refreshes({ memory, sent }: OAuthApp, client: AnyClient, way: Way): Promise<void> {
  const before = memory.held!;
  memory.held = { ...before, access_token: "fda_one_that_has_ended" };
  const since = sent.length;
  await reads(client);
  const renewal = [`${way.calls} 401`, "POST /token refresh_token 200", `${way.calls} ${way.accepted}`];
  // Over HTTP+SSE the stream may bring the answer before the call is acknowledged.
  await until(() => asksIn(sent, since).every((each) => / \d{3}$/.test(each)), "the status of the call");
  expect(asksIn(sent, since)).toEqual(renewal);
  const { access_token, refresh_token, scope } = memory.held!;
  expect([before.access_token, "fda_one_that_has_ended"]).not.toContain(access_token);
  expect(refresh_token).not.toBe(before.refresh_token!);
  expect([scope, memory.asked.length]).toEqual([before.scope, 1]);
}

/** It may read and wants to send: the person is asked for the wider scope, and both work then. */
export async function stepsUp(app: OAuthApp, client: AnyClient, owner: Owner, way: Way): Promise<void> {
  const { memory } = app;
  const text = `From ${memory.clientMetadata.client_name}`;
  await askForMore(app, client, way, text);
  expect(memory.asked).toHaveLength(2);
  const [, asked] = memory.asked;
  // Some ask for what the call lacked beside what they have, others for all that the address ever named.
  const scopes = scopesIn(asked!.searchParams.get("scope"));
  expect([["phone:read", "phone:write"], scopesAt(way)]).toContainEqual(scopes);
  const answer = await owner.allow(asked!);
  await app.finish(answer.params);
  expect(scopesIn(memory.held?.scope)).toEqual(scopes);

  const wider = way.stepsUp === "by connecting anew" ? await app.connect() : client;
  const done = await send(wider, text);
  expect(done.structuredContent.messages[0].status).toBe("sent");
  const read = await callTool(wider, "get_message_history", { phoneNumber: customer, limit: 50 });
  expect(read.structuredContent.messages).toContainEqual(expect.objectContaining({ content: text }));
  expect(memory.asked).toHaveLength(2);
  await wider.close();
}

/** Tries to send, in the way of its kind, until the person's browser has been sent to the desk. */
async function askForMore(app: OAuthApp, client: AnyClient, way: Way, text: string): Promise<void> {
  const { memory, sent } = app;
  const since = sent.length;
  if (way.stepsUp === "by connecting anew") {
    // The answer to a call comes on the stream, where no status can ask for more.
    const refused = await send(client, text);
    expect([refused.isError, refused.content[0]?.text]).toEqual([
      true,
      expect.stringContaining("phone:write"),
    ]);
    expect(memory.asked).toHaveLength(1);
    memory.invalidateCredentials("tokens");
    await client.close();
    await expect(app.connect()).rejects.toThrow("Unauthorized");
    return;
  }
  if (way.stepsUp === "when its refresh token is gone") {
    // The 1.x line refreshes first, which gives no wider scope, and then gives up.
    await expect(send(client, text)).rejects.toThrow("403 after trying upscoping");
    expect(asksIn(sent, since)).toEqual([
      `${way.calls} 403`,
      "POST /token refresh_token 200",
      `${way.calls} 403`,
    ]);
    expect(memory.asked).toHaveLength(1);
    await reads(client);
    const { refresh_token: _dropped, ...rest } = memory.held!;
    memory.held = rest;
  }
  const again = sent.length;
  await expect(send(client, text)).rejects.toThrow("Unauthorized");
  expect(asksIn(sent, again)).toEqual([`${way.calls} 403`]);
}

async function reads(client: AnyClient): Promise<void> {
  const { structuredContent } = await callTool(client, "list_lines", {});
  expect(structuredContent.lines).toEqual([expect.objectContaining({ name: "Sandbox" })]);
}

function send(client: AnyClient, content: string) {
  return callTool(client, "send_sms", { to: [customer], content });
}

/** What was sent since then, but for the stream that older clients try to open beside their calls. */
function asksIn(sent: string[], since: number): string[] {
  return sent.slice(since).filter((each) => !each.startsWith("GET /mcp"));
}

/** The scopes of ours in a list; the wish to stay connected is none of them. */
function scopesIn(text: string | null | undefined): string[] {
  return (text ?? "")
    .split(" ")
    .filter((scope) => scope !== "offline_access")
    .sort();
}
