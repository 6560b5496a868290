import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { InMemoryServerEventBus } from "@modelcontextprotocol/server";
import { takeBody } from "#faces/body.ts";
import { createMcpEndpoint, type EndpointParts, type McpEndpoint } from "#faces/mcp/endpoint.ts";
import type { Exchange } from "#faces/mcp/exchange.ts";
import { rpcError } from "#faces/mcp/render.ts";
import { createShortPath, type ShortPath } from "#faces/mcp/short-path.ts";
import { asDeskError } from "#src/errors.ts";
import type { Era } from "#tests/bench/shots.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { type OddRequest, rawBodies, twisted, twists } from "./mcp-requests.ts";

let t: TestDesk;
let withShortPath: McpEndpoint;
let withoutIt: McpEndpoint;
let taken = 0;

beforeAll(async () => {
  t = await openTestDesk();
  await t.set("limits.reads_per_minute", 100_000);
  await t.set("limits.writes_per_minute", 100_000);
  const token = await t.token("phone:read", "phone:write");
  await t.tool("send_sms", { to: ["+15550100200"], content: 'Hi \u2028 "there" ✓' }, token);
  const { gate, tools, operation } = t.desk;
  const parts: EndpointParts = {
    gate,
    tools,
    operation,
    businessName: () => "My business",
    baseUrl: "http://localhost:3000",
    headers: {},
    changes: new InMemoryServerEventBus(),
    streams: {
      open: () => ({ signal: new AbortController().signal, closed() {} }),
      review: async () => {},
      endAll() {},
      size: 0,
    },
  };
  withShortPath = createMcpEndpoint(parts, undefined, counting(createShortPath(parts)));
  withoutIt = createMcpEndpoint(parts, undefined, { ...createShortPath(parts), recognise: () => undefined });
  for (const era of ["2025-11-25", "2026-07-28"] as const) await compare(twisted(era) as OddRequest);
});

afterAll(() => t.close());

function counting(path: ShortPath): ShortPath {
  return {
    ...path,
    recognise(headers, text, body) {
      const call = path.recognise(headers, text, body);
      if (call) taken++;
      return call;
    },
  };
}

interface Answer {
  status: number;
  type: string | null;
  challenge: string | null;
  hasLimits: boolean;
  body: unknown;
}

async function ask(
  endpoint: McpEndpoint,
  odd: OddRequest,
  scopes: Exchange["principal"]["scopes"],
): Promise<Answer> {
  const request = new Request("http://localhost:3000/mcp", {
    method: "POST",
    headers: odd.headers,
    body: odd.body,
  });
  const principal = { user: "owner", client: "tok_twins", scopes, face: "mcp", authority: "tools" } as const;
  const exchange = {
    principal,
    toolset: "default",
    requestId: "r1",
    outcomes: [],
    isStillAllowed: async () => true,
    hold: () => () => undefined,
  };
  await takeBody(request);
  const answer = await endpoint
    .fetch(request, exchange)
    .catch((thrown: unknown) => rpcError(asDeskError(thrown), exchange.requestId));
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get("content-type")?.split(";")[0] ?? null,
    challenge: answer.headers.get("www-authenticate"),
    hasLimits: answer.headers.has("ratelimit"),
    // Who takes a stream alone has the answer as its one event.
    body: text === "" ? undefined : JSON.parse(text.replace(/^event: message\ndata: /, "")),
  };
}

const reading = new Set(["phone:read", "office:read"] as const);
const writing = new Set(["phone:write"] as const);

async function compare(odd: OddRequest, scopes: Exchange["principal"]["scopes"] = reading): Promise<void> {
  const short = await ask(withShortPath, odd, scopes);
  const long = await ask(withoutIt, odd, scopes);
  expect({ request: odd.name, ...short }).toEqual({ request: odd.name, ...long });
}

const eras: Era[] = ["2025-11-25", "2026-07-28"];

describe.each(eras)("the short path and the SDK answer the same, %s", (era) => {
  test("to each odd thing alone", async () => {
    for (const twist of twists) await compare(twisted(era, twist) as OddRequest);
  });

  test("to two odd things at once", async () => {
    let n = 0;
    for (const [i, first] of twists.entries()) {
      for (const second of [twists[(i * 7 + 3) % twists.length], twists[(i * 13 + 5) % twists.length]]) {
        const odd = second && twisted(era, first, second);
        if (!odd) continue;
        await compare(odd);
        n++;
      }
    }
    expect(n).toBeGreaterThan(200);
  });

  test("to a token that lacks the scope", async () => {
    for (const twist of twists.slice(0, 60)) await compare(twisted(era, twist) as OddRequest, writing);
  });
});

test("the short path and the SDK answer the same to bodies that are no call", async () => {
  const headers = twisted("2025-11-25")?.headers ?? {};
  for (const [name, body] of rawBodies) await compare({ name, headers, body });
});

test("the short path is taken by what is ordinary, and by most of it", () => {
  expect(taken).toBeGreaterThan(150);
});

test("writes never take the short path", async () => {
  const path = createShortPath({
    gate: t.desk.gate,
    tools: t.desk.tools,
    operation: t.desk.operation,
    businessName: () => "",
    baseUrl: "http://localhost:3000",
  });
  const odd = twisted("2025-11-25") as OddRequest;
  for (const name of ["send_sms", "send_bulk_sms", "make_call", "create_contact"]) {
    const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } };
    expect(path.recognise(new Headers(odd.headers), JSON.stringify(body), body)).toBeUndefined();
  }
});

test("an envelope is taken after the SDK has accepted one like it, and not before", () => {
  const path = createShortPath({
    gate: t.desk.gate,
    tools: t.desk.tools,
    operation: t.desk.operation,
    businessName: () => "",
    baseUrl: "http://localhost:3000",
  });
  const odd = twisted("2026-07-28") as OddRequest;
  const body = JSON.parse(odd.body);
  const headers = new Headers(odd.headers);
  expect(path.recognise(headers, odd.body, body)).toBeUndefined();
  path.remember(headers, body);
  expect(path.recognise(headers, odd.body, body)).toBeDefined();
});

test("what a call without JSON-RPC says of itself is no envelope", async () => {
  const odd = twisted("2026-07-28") as OddRequest;
  const call = JSON.parse(odd.body);
  const half = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };
  const bare = { method: "tools/call", params: { ...call.params, _meta: half } };
  await ask(withShortPath, { name: "bare", headers: odd.headers, body: JSON.stringify(bare) }, reading);
  const rpc = { ...call, params: { ...call.params, _meta: half } };
  await compare({ name: "half an envelope", headers: odd.headers, body: JSON.stringify(rpc) });
  const answer = await ask(
    withShortPath,
    { name: "again", headers: odd.headers, body: JSON.stringify(rpc) },
    reading,
  );
  expect(answer.status).toBe(400);
});
