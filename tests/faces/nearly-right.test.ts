import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

type Body = Awaited<ReturnType<TestDesk["tool"]>>["body"];

let t: TestDesk;
let token: string;
const customer = "+15550100200";

beforeAll(async () => {
  t = await openTestDesk();
  for (const kind of ["reads", "writes"]) await t.set(`limits.${kind}_per_minute`, 100_000);
  await t.set("limits.texts_per_contact_per_day", 1000);
  token = await t.token("phone:read", "phone:write", "helpdesk:read", "helpdesk:write");
  // Whoever has written is answered, however often.
  const form = new URLSearchParams({ from: customer, text: "Is breakfast early?" });
  await t.request("/sandbox/messages", { method: "POST", body: form, address: "127.0.0.1" });
  await t.settle();
  for (let n = 0; n < 3; n++) await t.tool("send_sms", { to: [customer], content: `Text ${n}` }, token);
  await t.tool("create_ticket", { description: "The WiFi is down", category: "WiFi" }, token);
});
afterAll(() => t.close());

const send = { to: [customer], content: "Breakfast is from eight." };

/** Arguments as clients and models really send them, and what they can only mean. */
const taken: [string, string, object, (body: Body) => unknown, unknown][] = [
  ["digits for a number", "get_message_history", { limit: "2" }, ({ messages }) => messages.length, 2],
  ["digits with space around them", "get_call_history", { limit: " 10 " }, ({ calls }) => calls, []],
  [
    "digits for days",
    "get_conversation_context",
    { phoneNumber: customer, days: "7" },
    ({ items }) => items.length > 0,
    true,
  ],
  [
    "a whole number with a point",
    "get_message_history",
    { limit: "1.0" },
    ({ messages }) => messages.length,
    1,
  ],
  ["digits in a list of tickets", "list_tickets", { limit: "1" }, ({ tickets }) => tickets.length, 1],
  [
    "“true” for true",
    "send_sms",
    { ...send, allowDuplicate: "true" },
    ({ messages }) => messages[0].repeated,
    undefined,
  ],
  [
    "“True” for true",
    "send_sms",
    { ...send, allowDuplicate: "True" },
    ({ messages }) => messages[0].repeated,
    undefined,
  ],
  [
    "“false” for false",
    "send_sms",
    { ...send, allowDuplicate: "false" },
    ({ messages }) => messages[0].repeated,
    true,
  ],
  [
    "a number for a text",
    "send_sms",
    { to: [customer], content: 4711 },
    ({ messages }) => messages[0].content,
    "4711",
  ],
  [
    "a list of numbers as JSON text",
    "send_sms",
    { to: ` ["${customer}"] `, content: "As text" },
    ({ messages }) => messages[0].content,
    "As text",
  ],
  [
    "a number with a fraction for a text",
    "send_sms",
    { to: [customer], content: 12.5 },
    ({ messages }) => messages[0].content,
    "12.5",
  ],
  ["a number in a search", "search_messages", { query: 4711 }, ({ messages }) => messages.length, 1],
  [
    "null for what may be left out",
    "get_message_history",
    { limit: 1, cursor: null, phoneNumber: null, direction: null },
    ({ messages }) => messages.length,
    1,
  ],
  [
    "nothing for what may be left out",
    "get_message_history",
    { limit: 1, cursor: "", direction: "" },
    ({ messages }) => messages.length,
    1,
  ],
  [
    "nothing for a line",
    "send_sms",
    { ...send, from: "", content: "From nothing." },
    ({ messages }) => messages[0].status,
    "sent",
  ],
  [
    "null for a key and a reason",
    "send_sms",
    { ...send, content: "Keyless.", idempotency_key: null, reasoning: null },
    ({ messages }) => messages[0].status,
    "sent",
  ],
  [
    "nothing for a key and a reason",
    "send_sms",
    { ...send, content: "Keyless too.", idempotency_key: "", reasoning: "" },
    ({ messages }) => messages[0].status,
    "sent",
  ],
  [
    "a list as JSON text",
    "send_sms",
    { to: `["${customer}"]`, content: "Listed." },
    ({ messages }) => messages[0].to,
    customer,
  ],
  [
    "a list as JSON text on lines",
    "send_bulk_sms",
    { to: `[\n "${customer}",\n "${customer}"\n]`, content: "Listed again." },
    ({ messages }) => messages[0].to,
    customer,
  ],
  [
    "what a client adds by itself",
    "get_message_history",
    { limit: 1, toolCallId: "call_1", sessionId: "s", action: "sendMessage", chatInput: "hi" },
    ({ messages }) => messages.length,
    1,
  ],
  [
    "what a client adds to a text",
    "send_sms",
    { ...send, content: "Added to.", toolCallId: "call_2" },
    ({ messages }) => messages[0].status,
    "sent",
  ],
  [
    "another document’s names",
    "fetch-messages",
    { limit: "1", participant: "", inbox: null, toolCallId: "x" },
    ({ messages }) => messages.length,
    1,
  ],
  [
    "an empty name for nobody",
    "ticket_assign",
    { ticketId: "TKT-1000", assignee: "" },
    ({ ticket }) => ticket.assignee,
    null,
  ],
];

describe.each(taken)("%s is read as what it can only mean", (_name, tool, args, read, right) => {
  test("over REST and over MCP", async () => {
    const { status, body } = await t.tool(tool, args, token);
    expect([status, read(body)]).toEqual([200, right]);
    const { result } = await rpc("tools/call", { name: tool, arguments: args });
    expect([result.isError, result.structuredContent !== undefined]).toEqual([undefined, true]);
  });
});

/** What is not taken for something that is near it. */
const refused: [string, string, object, string][] = [
  ["words for a number", "get_message_history", { limit: "ten" }, "limit"],
  ["a number with words", "get_message_history", { limit: "10 texts" }, "limit"],
  ["a number in another notation", "get_message_history", { limit: "1e1" }, "limit"],
  ["digits beyond what is allowed", "get_message_history", { limit: "1000" }, "limit"],
  ["part of a whole number", "get_message_history", { limit: "2.5" }, "limit"],
  ["“yes” for true", "send_sms", { ...send, allowDuplicate: "yes" }, "allowDuplicate"],
  ["a number for somebody’s number", "get_conversation_context", { phoneNumber: 15550100200 }, "phoneNumber"],
  ["a number among recipients", "send_sms", { to: [15550100200], content: "Hi" }, "to.0"],
  ["a number for a line", "send_sms", { ...send, from: 15550100100 }, "from"],
  ["null for what has to be there", "send_sms", { to: [customer], content: null }, "content"],
  ["nothing for what has to be there", "send_sms", { to: [customer], content: "" }, "content"],
  ["a list that is no JSON", "send_sms", { to: `["call me"`, content: "Hi" }, "to"],
  [
    "a number beyond what is held to its last digit",
    "send_sms",
    { to: [customer], content: 2 ** 60 },
    "content",
  ],
  ["a list that is no JSON, in bulk", "send_bulk_sms", { to: "[x", content: "Hi" }, "to"],
  ["numbers behind commas", "send_sms", { to: `${customer},+15550100201`, content: "Hi" }, "to.0"],
  ["true for a text", "send_sms", { to: [customer], content: true }, "content"],
  ["an object for a text", "send_sms", { to: [customer], content: { text: "Hi" } }, "content"],
  ["an argument nobody knows", "send_sms", { ...send, urgent: true }, "urgent"],
  ["an argument that is nearly one", "get_message_history", { Limit: 1 }, "Limit"],
  ["a name of the language", "get_message_history", JSON.parse('{"__proto__": {"limit": 1}}'), "__proto__"],
];

test.each(refused)("%s is refused, with what is taken", async (_name, tool, args, field) => {
  const before = (await t.tool("get_message_history", { limit: 100 }, token)).body.messages.length;
  const { status, body } = await t.tool(tool, args, token);
  expect([status, body.code, Object.keys(body.fields)]).toEqual([400, "VALIDATION_ERROR", [field]]);
  expect((await t.tool("get_message_history", { limit: 100 }, token)).body.messages).toHaveLength(before);
});

const both = "application/json, text/event-stream";

async function post(body: unknown, accept: string | undefined = both) {
  return await t.request("/mcp", {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...(accept === undefined ? {} : { accept }),
    },
    body: JSON.stringify(body),
  });
}

async function rpc(method: string, params: unknown, more: object = {}) {
  return await (await post({ jsonrpc: "2.0", id: 1, method, params, ...more })).json();
}

describe("an Accept header", () => {
  const call = { jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "list_lines", arguments: {} } };
  const list = { jsonrpc: "2.0", id: 7, method: "tools/list" };
  const write = {
    jsonrpc: "2.0",
    id: 7,
    method: "tools/call",
    params: { name: "create_contact", arguments: { name: "Ann" } },
  };

  test.each<[string, string]>([
    ["*/*", "*/*"],
    ["an empty one", ""],
    ["JSON alone", "application/json"],
    ["JSON with a parameter", "application/json; charset=utf-8"],
    ["any application", "application/*"],
    ["JSON and anything", "application/json, */*;q=0.1"],
    ["what a browser sends", "text/html,application/xhtml+xml,*/*;q=0.8"],
    ["both", both],
  ])("of %s is answered as JSON", async (_name, accept) => {
    for (const body of [call, list, write]) {
      const answer = await post(body, accept);
      expect([answer.status, answer.headers.get("content-type")?.split(";")[0]]).toEqual([
        200,
        "application/json",
      ]);
      const { id, result } = (await answer.json()) as Body;
      expect([id, result !== undefined]).toEqual([7, true]);
    }
  });

  test("that is left out is answered as JSON", async () => {
    for (const body of [call, list, write]) {
      const answer = await t.app.fetch(
        new Request("http://localhost:3000/mcp", {
          method: "POST",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
        { address: "203.0.113.7" },
      );
      expect([answer.status, ((await answer.json()) as Body).id]).toEqual([200, 7]);
    }
  });

  test.each(["text/event-stream", "text/event-stream;q=1", "text/*"])(
    "of a stream alone is answered as one: %s",
    async (accept) => {
      for (const body of [call, list, write]) {
        const answer = await post(body, accept);
        expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
        const data = /^event: message\ndata: (.*)\n\n$/s.exec(await answer.text())?.[1] ?? "";
        expect(JSON.parse(data)).toMatchObject({ jsonrpc: "2.0", id: 7 });
      }
    },
  );

  test.each(["text/html", "image/png", "application/xml"])("of neither is refused: %s", async (accept) => {
    expect((await post(list, accept)).status).toBe(406);
  });
});

describe("a message that is nearly right", () => {
  test("or a list of lists as deep as a request may be is refused, and nothing falls", async () => {
    let nested: unknown = { jsonrpc: "2.0", id: 1, method: "ping" };
    for (let depth = 0; depth < 5000; depth++) nested = [nested];
    expect((await post(nested)).status).toBe(400);
    expect((await rpc("ping", {})).result).toBeDefined();
  });

  const info = { name: "a client", version: "1" };

  test.each<[string, string, unknown]>([
    ["no parameters but null", "tools/list", null],
    ["null for a cursor", "tools/list", { cursor: null }],
    ["null for a cursor of resources", "resources/list", { cursor: null }],
    ["null for its envelope", "prompts/list", { _meta: null }],
    ["null at a ping", "ping", null],
    ["null for arguments", "tools/call", { name: "list_lines", arguments: null }],
    ["arguments as JSON text", "tools/call", { name: "list_lines", arguments: "{}" }],
    ["an empty list for arguments", "tools/call", { name: "list_lines", arguments: [] }],
    ["no client’s name", "initialize", { protocolVersion: "2025-06-18", capabilities: {} }],
    [
      "half a client’s name",
      "initialize",
      { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x" } },
    ],
    [
      "a client’s version as a number",
      "initialize",
      { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: 2 } },
    ],
    [
      "null for capabilities",
      "initialize",
      { protocolVersion: "2025-06-18", capabilities: null, clientInfo: info },
    ],
    ["no revision", "initialize", { capabilities: {}, clientInfo: info }],
    ["null for all of it", "initialize", null],
  ])("is read: %s", async (_name, method, params) => {
    const answer = await rpc(method, params);
    expect([answer.error, answer.result !== undefined]).toEqual([undefined, true]);
  });

  test.each<[string, string, unknown]>([
    ["a cursor that is a number", "resources/list", { cursor: 5 }],
    ["no parameters of a call", "tools/call", null],
    ["a name that is a number", "tools/call", { name: 5 }],
    ["arguments that are a list", "tools/call", { name: "list_lines", arguments: [1] }],
    ["arguments that are no JSON", "tools/call", { name: "list_lines", arguments: "{limit" }],
    ["no name of a prompt", "prompts/get", {}],
    ["nothing to complete", "completion/complete", {}],
    ["no address", "resources/read", { uri: null }],
    ["an address that is a number", "resources/read", { uri: 7 }],
  ])("or refused in our own words: %s", async (_name, method, params) => {
    const { error } = await rpc(method, params);
    expect(error.code).toBe(-32602);
    expect(error.message).toMatch(/^The parameters of this request are missing or not of the kind/);
    expect(error.message).not.toMatch(/expected|invalid_|received|zod/i);
  });
});
