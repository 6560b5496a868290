import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  connectEarlierStdio,
  connectModernStdio,
  type ProgramOptions,
  watchUpdates,
} from "#tests/support/clients.ts";
import { commands, type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { makeToken, until, writeAsCustomer } from "./desk-process.ts";
import { walkThrough } from "./journey.ts";
import { startStdio } from "./stdio-process.ts";

const [own, beside] = [scratchFolder(), scratchFolder()];
const pinned = { pin: "2026-07-28" };
/** How soon the command ends after its input has, in milliseconds. */
const soon = 5000;
let server: ServerProcess;
let token: string;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
  ({ token } = await makeToken(server));
}, 30_000);

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  own.remove();
  beside.remove();
});

const alone = () => ({ FRONTDESK_DATA: own.path });
const toAnAddress = () => ({
  FRONTDESK_DATA: beside.path,
  FRONTDESK_URL: server.url,
  FRONTDESK_TOKEN: token,
});
const toItsServer = () => ({ FRONTDESK_DATA: server.folder });

/** Name, its environment, a customer, and whether a client of before 2026-07-28 may subscribe. */
const ways: [string, () => Record<string, string>, string, boolean][] = [
  ["alone on its own data folder", alone, "+15550100531", true],
  ["as a bridge to an address", toAnAddress, "+15550100532", false],
  ["as a bridge to the server of its data folder", toItsServer, "+15550100533", false],
];

describe.each(ways)("frontdesk stdio, %s", (name, environment, customer, subscribes) => {
  test("walks SDK 1.x through a first day", async () => {
    const client = await connectEarlierStdio(program(environment()));
    expect(client.getServerVersion()?.name).toBe("frontdesk");
    expect(client.getServerCapabilities()?.resources).toEqual(subscribes ? { subscribe: true } : {});
    await walkThrough(client, `Hello from SDK 1.x, ${name}`);
    await client.close();
  }, 20_000);

  test("walks SDK 2.x, pinned to 2026-07-28, through a first day", async () => {
    const client = await connectModernStdio(program(environment()), pinned);
    expect(client.getServerCapabilities()?.resources).toEqual({ subscribe: true });
    await walkThrough(client, `Hello from SDK 2.x, ${name}`);
    await client.close();
  }, 20_000);

  test("tells SDK 2.x, pinned to 2026-07-28, of a customer's text while it listens", async () => {
    const { options, url } = withPages(program(environment()));
    const client = await connectModernStdio(options, pinned);
    const told = watchUpdates(client);
    const uri = `frontdesk://conversations/${customer}`;
    const subscription = await client.listen({ resourceSubscriptions: [uri] });
    expect(subscription.honoredFilter).toEqual({ resourceSubscriptions: [uri] });
    await writeAsCustomer(await url(), "+15550100599", "This is another conversation");
    await writeAsCustomer(await url(), customer, "Is the flat free?");
    await until(() => told.length > 0, "the update");
    expect(told).toEqual([uri]);
    await subscription.close();
    await client.close();
  }, 20_000);

  test("says nothing but JSON-RPC on standard output, and ends with its input", async () => {
    const noisy = { ...environment(), LOG_LEVEL: "debug", LOG_FORMAT: "pretty" };
    const stdio = startStdio(program(noisy).env, own.path);
    stdio.say({ jsonrpc: "2.0", id: 1, method: "initialize", params: handshake });
    await until(() => stdio.lines.length > 0, "the answer to initialize");
    stdio.say({ jsonrpc: "2.0", method: "notifications/initialized" });
    stdio.say({ jsonrpc: "2.0", id: 2, method: "tools/list" });
    stdio.say({ jsonrpc: "2.0", id: 3, method: "tools/call", params: { name: "list_lines", arguments: {} } });
    await until(() => stdio.lines.length > 2, "the answers");
    expect(await stdio.end(soon)).toBe(0);
    const messages = stdio.lines.map((line) => JSON.parse(line) as { jsonrpc: string; id: number });
    expect(messages.map(({ jsonrpc }) => jsonrpc)).toEqual(["2.0", "2.0", "2.0"]);
    expect(messages.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
  }, 20_000);

  test("ends with its input while somebody listens", async () => {
    const stdio = startStdio(program(environment()).env, own.path);
    stdio.say({ jsonrpc: "2.0", id: "listen", method: "subscriptions/listen", params: listening });
    await until(() => stdio.lines.length > 0, "the acknowledgement");
    expect(JSON.parse(stdio.lines[0]!)).toMatchObject({
      jsonrpc: "2.0",
      method: "notifications/subscriptions/acknowledged",
    });
    expect(await stdio.end(soon)).toBe(0);
  }, 20_000);
});

test("frontdesk stdio, alone on its own data folder, tells SDK 1.x of a customer's text", async () => {
  const { options, url } = withPages(program(alone()));
  const client = await connectEarlierStdio(options);
  const uri = "frontdesk://conversations/+15550100534";
  const told = watchUpdates(client);
  await client.subscribeResource({ uri });
  await writeAsCustomer(await url(), "+15550100534", "Is the flat free?");
  await until(() => told.length > 0, "the update");
  expect(told).toEqual([uri]);
  await client.close();
}, 20_000);

test("what was asked before the input ended is answered, and nothing goes wrong beneath it", async () => {
  const stdio = startStdio(program(alone()).env, own.path);
  stdio.say({ jsonrpc: "2.0", id: 1, method: "initialize", params: handshake });
  const args = { to: ["+15550100536"], content: "piped" };
  stdio.say({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "send_sms", arguments: args } });
  expect(await stdio.end(soon)).toBe(0);
  const answer = JSON.parse(stdio.lines.find((line) => line.includes('"id":2')) ?? "{}");
  expect(answer.result.structuredContent.messages[0].status).toBe("sent");
}, 20_000);

test("two that are started at once on one folder both work: the second goes through the first", async () => {
  const both = [0, 1].map(() => startStdio(program(alone()).env, own.path));
  for (const stdio of both) stdio.say({ jsonrpc: "2.0", id: 1, method: "initialize", params: handshake });
  await until(() => both.every(({ lines }) => lines.length > 0), "both answers");
  for (const { lines } of both) expect(JSON.parse(lines[0]!).result.serverInfo.name).toBe("frontdesk");
  await Promise.all(both.map((stdio) => stdio.end(soon)));
}, 20_000);

test("a bridge says that a subscription has ended when its token is revoked", async () => {
  const secret = (await server.cli("token", "create", "for the bridge")).out.trim();
  const listed = JSON.parse((await server.cli("token", "list", "--json")).out) as {
    id: string;
    name: string;
  }[];
  const stdio = startStdio(program({ FRONTDESK_URL: server.url, FRONTDESK_TOKEN: secret }).env, own.path);
  stdio.say({ jsonrpc: "2.0", id: "listen", method: "subscriptions/listen", params: listening });
  await until(() => stdio.lines.length > 0, "the acknowledgement");
  await server.cli("token", "revoke", listed.find(({ name }) => name === "for the bridge")?.id ?? "");
  await until(() => stdio.lines.length > 1, "the end");
  expect(JSON.parse(stdio.lines[1]!)).toMatchObject({ id: "listen", error: { code: -32000 } });
  expect(await stdio.end(soon)).toBe(0);
}, 20_000);

test("a call that is given up does not hold the process up", async () => {
  const stdio = startStdio(program(alone()).env, own.path);
  stdio.say({ jsonrpc: "2.0", id: 1, method: "initialize", params: handshake });
  await until(() => stdio.lines.length > 0, "the answer to initialize");
  stdio.say({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "list_lines", arguments: {} } });
  stdio.say({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 2 } });
  expect(await stdio.end(soon)).toBe(0);
}, 20_000);

test("a bridge to an address writes nothing where it is started", async () => {
  const { FRONTDESK_DATA: _none, ...environment } = program({
    FRONTDESK_URL: server.url,
    FRONTDESK_TOKEN: token,
  }).env;
  const stdio = startStdio(environment, "/proc");
  stdio.say({ jsonrpc: "2.0", id: 1, method: "initialize", params: handshake });
  await until(() => stdio.lines.length > 0, "the answer to initialize");
  expect(await stdio.end(soon)).toBe(0);
}, 20_000);

const handshake = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test-client", version: "1.0.0" },
};

const listening = {
  notifications: { resourceSubscriptions: ["frontdesk://conversations/+15550100535"] },
  _meta: {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test-client", version: "1.0.0" },
    "io.modelcontextprotocol/clientCapabilities": {},
  },
};

function program(environment: Record<string, string>): ProgramOptions {
  const [command = "", ...args] = [...commands.source, "stdio"];
  const env = { HOME: own.path, ...surroundings, PORT: "0", NO_COLOR: "1", ...environment };
  return { command, args, env, cwd: own.path };
}

/** The program with where its desk's pages are: alone it says so itself, else they are the server's. */
function withPages(options: ProgramOptions): { options: ProgramOptions; url(): Promise<string> } {
  let said = "";
  const hear = (text: string) => {
    said += text;
  };
  const port = () => [...said.matchAll(/is open at http:\/\/localhost:(\d+)/g)].at(-1)?.[1];
  return {
    options: { ...options, hear },
    async url() {
      if (options.env["FRONTDESK_DATA"] !== own.path) return server.url;
      await until(() => port() !== undefined, "its address");
      return `http://127.0.0.1:${port()}`;
    },
  };
}
