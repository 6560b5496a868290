import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  type AnyClient,
  type ClientOptions,
  connectEarlier,
  connectEarlierSse,
  connectModern,
  connectModernSse,
  type Progress,
} from "#tests/support/clients.ts";
import { type ServerProcess, startServer } from "#tests/support/process.ts";
import { makeToken, writeAsCustomer } from "./desk-process.ts";
import { walkThrough } from "./journey.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
  // Whoever has written is answered: texts to strangers would add up, and wait for a person.
  for (const customer of ["+15550100200", "+15550100411", "+15550100412", "+15550100413"])
    await writeAsCustomer(server.url, customer, "Hello");
}, 30_000);

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

/** Name, path, how it connects, and whether the server offers to tell it of changes. */
const clients: [string, string, (options: ClientOptions) => Promise<AnyClient>, boolean][] = [
  ["SDK 1.x over Streamable HTTP", "/mcp", connectEarlier, false],
  ["SDK 1.x over HTTP+SSE", "/sse", connectEarlierSse, true],
  ["SDK 2.x over HTTP+SSE", "/sse", connectModernSse, true],
  ["SDK 2.x, legacy", "/mcp", (options) => connectModern(options, "legacy"), false],
  ["SDK 2.x, auto", "/mcp", (options) => connectModern(options, "auto"), true],
  ["SDK 2.x, pinned to 2026-07-28", "/mcp", (options) => connectModern(options, { pin: "2026-07-28" }), true],
];

test.each(clients)(
  "%s walks through a first day",
  async (name, path, connect, subscribes) => {
    const { token } = await makeToken(server);
    const client = await connect({ url: server.url + path, token });
    expect(client.getServerVersion()?.name).toBe("frontdesk");
    expect(client.getServerCapabilities()?.resources).toEqual(subscribes ? { subscribe: true } : {});
    await walkThrough(client, `Hello from ${name}`);
    await client.close();
  },
  20_000,
);

const callers: [string, (options: ClientOptions, call: Call, tell: Tell) => Promise<AnyClient>][] = [
  [
    "SDK 1.x",
    async (options, call, onprogress) => {
      const client = await connectEarlier(options);
      await client.callTool(call, undefined, { onprogress });
      return client;
    },
  ],
  [
    "SDK 2.x, legacy",
    async (options, call, onprogress) => {
      const client = await connectModern(options, "legacy");
      await client.callTool(call, { onprogress });
      return client;
    },
  ],
  [
    "SDK 2.x, pinned to 2026-07-28",
    async (options, call, onprogress) => {
      const client = await connectModern(options, { pin: "2026-07-28" });
      await client.callTool(call, { onprogress });
      return client;
    },
  ],
];

test.each(callers)(
  "%s over Streamable HTTP tells a call's own callback how far it is",
  async (name, callWith) => {
    const { token } = await makeToken(server);
    const to = ["+15550100411", "+15550100412", "+15550100413"];
    const steps: Progress[] = [];
    const call = { name: "send_sms", arguments: { to, content: `To each of you, ${name}` } };
    const client = await callWith({ url: `${server.url}/mcp`, token }, call, (step) => steps.push(step));
    expect(steps.at(-1)).toEqual({ progress: 3, total: 3 });
    await client.close();
  },
  20_000,
);

interface Call {
  name: string;
  arguments: Record<string, unknown>;
}

type Tell = (progress: Progress) => void;
