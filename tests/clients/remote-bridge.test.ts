import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { connectEarlierStdio, type ProgramOptions, watchUpdates } from "#tests/support/clients.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { makeToken, until, writeAsCustomer } from "./desk-process.ts";
import { walkThrough } from "./journey.ts";

const proxy = join(import.meta.dirname, "../../node_modules/mcp-remote/dist/proxy.js");
const home = scratchFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
}, 30_000);

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  home.remove();
});

const ways: [string, string, string[], boolean][] = [
  ["Streamable HTTP", "/mcp", ["--transport", "http-only"], false],
  ["2026-07-28", "/mcp", ["--transport", "http-only", "--protocol", "auto"], true],
  ["HTTP+SSE", "/sse", ["--transport", "sse-only"], true],
];

test.each(ways)(
  "mcp-remote over %s walks through a first day, and asks nobody to sign in",
  async (name, path, flags, subscribes) => {
    const { token } = await makeToken(server);
    const client = await connectEarlierStdio(remote(path, flags, token));
    expect(client.getServerVersion()?.name).toBe("frontdesk");
    expect(client.getServerCapabilities()?.resources).toEqual(subscribes ? { subscribe: true } : {});
    await walkThrough(client, `Hello through mcp-remote over ${name}`);
    await client.close();
    expect(remembered()).toEqual([]);
  },
  30_000,
);

test.each(ways.filter(([, , , subscribes]) => subscribes))(
  "mcp-remote over %s passes on that a customer has written",
  async (_name, path, flags) => {
    const { token } = await makeToken(server);
    const client = await connectEarlierStdio(remote(path, flags, token));
    const told = watchUpdates(client);
    await client.subscribeResource({ uri: "frontdesk://conversations/+15550100521" });
    await writeAsCustomer(server.url, "+15550100521", "Is the flat free?");
    await until(() => told.length > 0, "the update");
    expect(told).toEqual(["frontdesk://conversations/+15550100521"]);
    await client.close();
  },
  30_000,
);

/** What it remembers of servers it has signed in to. */
function remembered(): string[] {
  const entries = readdirSync(join(home.path, ".mcp-auth"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

function remote(path: string, flags: string[], token: string): ProgramOptions {
  const header = ["--header", `Authorization:\${AUTH_HEADER}`];
  return {
    command: process.execPath,
    args: [proxy, `${server.url}${path}`, "--allow-http", ...header, ...flags],
    env: { HOME: home.path, ...surroundings, AUTH_HEADER: `Bearer ${token}` },
    cwd: home.path,
  };
}
