import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { connectEarlier, connectModern } from "#tests/support/clients.ts";
import { type JsonResponse, openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});

afterEach(() => t.close());

const inProcess = async (url: string | URL, init?: RequestInit) =>
  await t.app.fetch(new Request(String(url), init), { address: "203.0.113.7" });
const options = (path = "/mcp") => ({ url: `http://localhost:3000${path}`, token, fetch: inProcess });
const post = (body: unknown, headers: Record<string, string> = {}, path = "/mcp") =>
  t.request(path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const rpc = (method: string, params: object = {}) => ({ jsonrpc: "2.0", id: 1, method, params });

type AnyClient = {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
};

const clients: [string, () => Promise<AnyClient>][] = [
  ["SDK 1.x", () => connectEarlier(options()) as Promise<AnyClient>],
  ["SDK 2.x, legacy", () => connectModern(options(), "legacy") as Promise<AnyClient>],
  ["SDK 2.x, auto", () => connectModern(options(), "auto") as Promise<AnyClient>],
  [
    "SDK 2.x, pinned to 2026-07-28",
    () => connectModern(options(), { pin: "2026-07-28" }) as Promise<AnyClient>,
  ],
];

describe.each(clients)("%s", (_name, connect) => {
  test("lists the tools, texts, and reads it back", async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toContain("send_sms");
    const sent = (await client.callTool({
      name: "send_sms",
      arguments: { to: ["+15550100200"], content: "Hi" },
    })) as CallResult;
    expect(sent.structuredContent.messages[0].status).toBe("sent");
    const read = (await client.callTool({
      name: "get_message_history",
      arguments: { limit: 5 },
    })) as CallResult;
    expect(JSON.parse(read.content[1]!.text)).toEqual(read.structuredContent);
    expect(read.content[0]!.text).toBe("1 text.");
    await client.close();
  });

  test("gets a tool's refusal as a result it can act on", async () => {
    const client = await connect();
    const refused = (await client.callTool({
      name: "send_sms",
      arguments: { to: ["nobody"], content: "Hi" },
    })) as CallResult;
    expect(refused.isError).toBe(true);
    expect(refused.content[0]!.text).toContain("VALIDATION_ERROR");
    expect(JSON.parse(refused.content[1]!.text).error).toMatchObject({
      code: "VALIDATION_ERROR",
      fields: { "to.0": [expect.any(String)] },
    });
    await client.close();
  });

  test("gets a call that waits for a person as an ordinary result", async () => {
    const client = await connect();
    await client.listTools();
    const to = Array.from({ length: 6 }, (_, i) => `+1555010030${i}`);
    const asked = (await client.callTool({
      name: "send_bulk_sms",
      arguments: { to, content: "Hi" },
    })) as CallResult;
    expect(asked.isError).toBeFalsy();
    expect(asked.structuredContent.status).toBe("authorization_required");
    await client.close();
  });
});

interface CallResult {
  isError?: boolean;
  content: { text: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by the test itself
  structuredContent: any;
}

describe("a bare call, without JSON-RPC", () => {
  test("lists and calls", async () => {
    const listed = await (await post({ method: "tools/list" })).json();
    expect(listed.tools.length).toBeGreaterThan(8);
    const answer = await post({ method: "tools/call", params: { name: "list_lines", arguments: {} } });
    expect(await answer.json()).toMatchObject({ structuredContent: { lines: [{ number: "+15550100100" }] } });
    expect(answer.headers.get("ratelimit")).toContain("r=");
  });

  test("of an unknown tool is 404, and says where the names are", async () => {
    const answer = await post({ method: "tools/call", params: { name: "rm_rf" } });
    expect(answer.status).toBe(404);
    expect((await answer.json()).error.data.next).toContain("/mcp/tools");
  });
});

describe("toolsets", () => {
  test.each([
    [
      "/mcp/openphone",
      ["send-message", "bulk-messages", "create-contact", "fetch-call-transcripts", "fetch-messages"],
    ],
    [
      "/mcp/reception",
      [
        "send_sms",
        "make_call",
        "get_call_history",
        "get_message_history",
        "search_guest_by_phone",
        "get_conversation_context",
      ],
    ],
    ["/mcp/phone/", ["conversation_sync"]],
    ["/mcp/", ["find_contact_by_phone"]],
  ])("%s has its own names", async (path, names) => {
    const { tools } = await (await post({ method: "tools/list" }, {}, path)).json();
    expect(tools.map((tool: { name: string }) => tool.name)).toEqual(expect.arrayContaining(names));
  });

  test("any known name is answered at any endpoint, with its document's own arguments", async () => {
    const sent = await post({
      method: "tools/call",
      params: { name: "send-message", arguments: { to: "+15550100200", content: "Hi" } },
    });
    expect((await sent.json()).structuredContent.messages[0].status).toBe("sent");
    const read = await post(
      {
        method: "tools/call",
        params: { name: "fetch-messages", arguments: { inbox: "+15550100100", participant: "555 010 0200" } },
      },
      {},
      "/mcp/reception",
    );
    expect((await read.json()).structuredContent.messages).toHaveLength(1);
    const dotted = await post({ method: "tools/call", params: { name: "line.list" } });
    expect((await dotted.json()).structuredContent.lines).toHaveLength(1);
  });

  test("an alias's own arguments are checked under its own names", async () => {
    const { content } = await (
      await post({
        method: "tools/call",
        params: { name: "send-message", arguments: { number: "+15550100200", content: "Hi" } },
      })
    ).json();
    expect(JSON.parse(content[1].text).error.fields).toMatchObject({
      to: [expect.any(String)],
      number: [expect.stringContaining("It takes: to, content, from")],
    });
  });

  test("one there is not is 404", async () => {
    expect((await post({ method: "tools/list" }, {}, "/mcp/nothing")).status).toBe(404);
  });
});

describe("what is not right", () => {
  const bad: [string, () => Promise<JsonResponse>, number, string][] = [
    ["no token", () => post(rpc("tools/list"), { authorization: "" }), 401, "AUTH_REQUIRED"],
    [
      "a token nobody made",
      () => post(rpc("tools/list"), { authorization: "Bearer fdk_guess" }),
      401,
      "AUTH_REQUIRED",
    ],
    ["another scheme", () => post(rpc("tools/list"), { authorization: "Basic abc" }), 401, "AUTH_REQUIRED"],
    [
      "a token in the query",
      () => post(rpc("tools/list"), { authorization: "" }, `/mcp?access_token=${token}`),
      401,
      "AUTH_REQUIRED",
    ],
    [
      "a page of another origin",
      () => post(rpc("tools/list"), { origin: "https://evil.example" }),
      403,
      "FORBIDDEN",
    ],
    ["another Host", () => post(rpc("tools/list"), { host: "evil.example" }), 403, "FORBIDDEN"],
    ["broken JSON", () => post('{"jsonrpc": "2.0",'), 400, "VALIDATION_ERROR"],
    ["an empty body", () => post(""), 400, "VALIDATION_ERROR"],
    [
      "another content type",
      () => post(rpc("tools/list"), { "content-type": "text/plain" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "a body over the limit",
      () => post({ method: "tools/list", params: "x".repeat(1_100_000) }),
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "a GET",
      () => t.request("/mcp", { headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" } }),
      405,
      "METHOD_NOT_ALLOWED",
    ],
    [
      "a DELETE",
      () => t.request("/mcp", { method: "DELETE", headers: { authorization: `Bearer ${token}` } }),
      405,
      "METHOD_NOT_ALLOWED",
    ],
  ];

  test.each(bad)("%s is refused", async (_name, ask, status, code) => {
    const answer = await ask();
    const body = await answer.json();
    expect([answer.status, body.error.data.code]).toEqual([status, code]);
    expect(body).toMatchObject({
      jsonrpc: "2.0",
      error: { data: { request_id: answer.headers.get("x-request-id") } },
    });
    if (status === 401) expect(answer.headers.get("www-authenticate")).toStartWith("Bearer");
  });

  test("an unknown tool is a protocol error in both eras", async () => {
    const client = await connectModern(options(), { pin: "2026-07-28" });
    await expect(client.callTool({ name: "rm_rf" })).rejects.toThrow("Unknown tool");
    const earlier = await post(rpc("tools/call", { name: "rm_rf", arguments: {} }));
    expect((await earlier.json()).error.code).toBe(-32602);
  });

  test("a missing scope is 403 with the scope that is needed, in both eras and bare", async () => {
    const reader = await t.token("phone:read");
    const call = { name: "send_sms", arguments: { to: ["+15550100200"], content: "Hi" } };
    for (const body of [rpc("tools/call", call), { method: "tools/call", params: call }]) {
      const answer = await post(body, { authorization: `Bearer ${reader}` });
      expect(answer.status).toBe(403);
      expect(answer.headers.get("www-authenticate")).toContain(
        'error="insufficient_scope", scope="phone:read phone:write"',
      );
    }
    const modern = { ...rpc("tools/call", { ...call, _meta: modernMeta }) };
    const answer = await post(modern, {
      authorization: `Bearer ${reader}`,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "send_sms",
    });
    expect(answer.status).toBe(403);
  });

  test("a token that has expired, or was revoked, ends at once", async () => {
    const { runOperation } = await import("#src/cli/command.ts");
    const made = await runOperation<{ id: string; token: string }>(t.desk, "token.create", {
      name: "brief",
      scopes: ["phone:read"],
      days: 1,
    });
    expect((await post(rpc("tools/list"), { authorization: `Bearer ${made.token}` })).status).toBe(200);
    await runOperation(t.desk, "token.revoke", { token: made.id });
    expect((await post(rpc("tools/list"), { authorization: `Bearer ${made.token}` })).status).toBe(401);
    t.clock.advance(91 * 86_400_000);
    expect((await post(rpc("tools/list"))).status).toBe(401);
  });
});

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

test("two principals and 200 interleaved calls: no answer crosses", async () => {
  const other = await t.token("phone:read", "phone:write");
  const ids = { [token]: "+15550100211", [other]: "+15550100222" };
  for (const [each, to] of Object.entries(ids))
    await t.tool("send_sms", { to: [to], content: `for ${to}` }, each);
  const clients = await Promise.all([
    connectEarlier(options()),
    connectModern({ ...options(), token: other }, { pin: "2026-07-28" }),
  ]);
  const expected = [ids[token], ids[other]];
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const mine = i % 2;
      const client = clients[mine] as AnyClient;
      const to = expected[mine]!;
      const result = (await client.callTool({
        name: "get_message_history",
        arguments: { phoneNumber: to, limit: 1 + (i % 5) },
      })) as CallResult;
      return [to, result.structuredContent.messages.map((each: { to: string }) => each.to)];
    }),
  );
  for (const [to, found] of answers) expect(found).toEqual([to]);
  const requests = await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      const mine = i % 2 ? token : other;
      const to = Array.from({ length: 6 }, (_, n) => `+15550104${i % 2}0${n}`);
      const asked = await t.tool("send_bulk_sms", { to, content: "Hi" }, mine);
      return [mine, asked.body.queue_id] as const;
    }),
  );
  expect(new Set(requests.map(([, id]) => id)).size).toBe(2);
  for (const [mine, id] of requests.slice(0, 4)) {
    expect((await t.tool("get_authorization", { queue_id: id }, mine)).status).toBe(200);
    expect((await t.tool("get_authorization", { queue_id: id }, mine === token ? other : token)).status).toBe(
      404,
    );
  }
}, 30_000);
