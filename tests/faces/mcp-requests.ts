import type { Era } from "#tests/bench/shots.ts";

/** A request as it goes over the wire, and what is odd about it. */
export interface OddRequest {
  name: string;
  headers: Record<string, string>;
  body: string;
}

type Json = Record<string, unknown>;
interface Draft {
  headers: Record<string, string>;
  body: Json;
}
type Twist = [name: string, change: (draft: Draft) => void];

const envelope = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "twins", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

const paramsOf = (draft: Draft) => draft.body["params"] as Json;
const set = (key: string, value: unknown): Twist => [
  `${key} is ${JSON.stringify(value)}`,
  ({ body }) => {
    body[key] = value;
  },
];
const without = (key: string): Twist => [`no ${key}`, ({ body }) => void delete body[key]];
const param = (key: string, value: unknown): Twist => [
  `params.${key} is ${JSON.stringify(value)?.slice(0, 40)}`,
  (draft) => {
    paramsOf(draft)[key] = value;
  },
];
const withoutParam = (key: string): Twist => [
  `no params.${key}`,
  (draft) => void delete paramsOf(draft)[key],
];
const argument = (key: string, value: unknown): Twist => [
  `argument ${key} is ${JSON.stringify(value)?.slice(0, 40)}`,
  (draft) => {
    (paramsOf(draft)["arguments"] as Json)[key] = value;
  },
];
const header = (key: string, value: string | undefined): Twist => [
  `header ${key} is ${value}`,
  ({ headers }) => {
    if (value === undefined) delete headers[key];
    else headers[key] = value;
  },
];
const meta = (key: string, value: unknown): Twist => [
  `_meta.${key} is ${JSON.stringify(value)?.slice(0, 40)}`,
  (draft) => {
    const params = paramsOf(draft);
    params["_meta"] = { ...(params["_meta"] as Json), [key]: value };
  },
];
const named = (name: string): Twist => [
  `tool ${name}`,
  (draft) => {
    paramsOf(draft)["name"] = name;
    if (draft.headers["mcp-name"] !== undefined) draft.headers["mcp-name"] = encodeURI(name);
  },
];

/** One thing that is odd, or merely different, about an ordinary call. */
export const twists: Twist[] = [
  ["nothing odd", () => undefined],
  ...[0, -1, 1.5, 1e300, 2 ** 53, "", "a", "ü\u2028\u0000", null, true, {}, []].map((id) => set("id", id)),
  without("id"),
  ...["1.0", 2, null].map((version) => set("jsonrpc", version)),
  without("jsonrpc"),
  ...["tools/list", "tools/Call", "ping", "", 7, "resources/read", "nonsense"].map((method) =>
    set("method", method),
  ),
  without("method"),
  ...[null, [], "text", 5].map((params) => set("params", params)),
  without("params"),
  set("extra", 1),
  set("result", {}),
  ...[null, 5, "", "Get_Message_History", "nothing_like_it", "message.list", "fetch-messages"].map((name) =>
    param("name", name),
  ),
  ...["list_lines", "message.list", "fetch-messages", "find_contact_by_phone", "get_call_history"].map(named),
  ...["get_conversation_context", "search_guest_by_phone", "line_list", "conversation_list"].map(named),
  ...["get_authorization", "call_transcripts", "no such tool", "ünicode", "__proto__"].map(named),
  withoutParam("name"),
  ...[null, [], "text", 7, {}, { limit: 1 }].map((given) => param("arguments", given)),
  withoutParam("arguments"),
  param("task", { ttl: 1 }),
  param("cursor", "x"),
  ...[0, 1, 100, 101, -1, 1.5, "5", null, [1], {}].map((limit) => argument("limit", limit)),
  ...["", "5550100200", "(555) 010-0200", "nobody", "+1555", 15550100200, null, "x".repeat(60)].map((phone) =>
    argument("phoneNumber", phone),
  ),
  ...["inbound", "outbound", "sideways", null].map((direction) => argument("direction", direction)),
  ...["", "zzz", "MTc5"].map((cursor) => argument("cursor", cursor)),
  argument("line", "+15550100100"),
  argument("line", "+15550109999"),
  argument("unknown", true),
  argument("constructor", "x"),
  argument("deep", { a: { b: [{ c: 1 }] } }),
  ...["token", 7, 1.5, null, {}, true].map((token) => meta("progressToken", token)),
  meta("frontdesk/idempotency-key", "k1"),
  meta("vendor/anything", { a: 1 }),
  meta("io.modelcontextprotocol/protocolVersion", "2025-11-25"),
  meta("io.modelcontextprotocol/protocolVersion", "2026-07-28"),
  meta("io.modelcontextprotocol/protocolVersion", "1999-01-01"),
  meta("io.modelcontextprotocol/clientInfo", null),
  meta("io.modelcontextprotocol/clientInfo", { name: 7 }),
  meta("io.modelcontextprotocol/clientCapabilities", "all"),
  meta("io.modelcontextprotocol/clientCapabilities", { sampling: {}, elicitation: {} }),
  meta("io.modelcontextprotocol/related-task", { taskId: "t" }),
  meta("io.modelcontextprotocol/logLevel", "debug"),
  ...[null, [], "text"].map((value) => param("_meta", value)),
  param("_meta", {}),
  withoutParam("_meta"),
  ...[
    undefined,
    "*/*",
    "application/json",
    "text/event-stream",
    "application/json;q=0.5, text/event-stream",
  ].map((accept) => header("accept", accept)),
  ...[
    undefined,
    "text/plain",
    "application/json; charset=utf-8",
    "Application/JSON",
    "application/jsonx",
  ].map((type) => header("content-type", type)),
  ...[
    undefined,
    "2024-11-05",
    "2025-03-26",
    "2025-06-18",
    "2025-11-25",
    "2026-07-28",
    "2027-01-01",
    "",
    "x",
  ].map((revision) => header("mcp-protocol-version", revision)),
  ...[undefined, "tools/call", "tools/list", "TOOLS/CALL"].map((method) => header("mcp-method", method)),
  ...[undefined, "get_message_history", "send_sms", "=?base64?Z2V0X21lc3NhZ2VfaGlzdG9yeQ==?="].map((name) =>
    header("mcp-name", name),
  ),
  header("mcp-session-id", "stale"),
  header("last-event-id", "1"),
  header("mcp-param-limit", "7"),
];

/** Bodies that are no ordinary JSON of a call. */
export const rawBodies: [string, string][] = [
  ["empty", ""],
  ["not JSON", "{"],
  ["null", "null"],
  ["a number", "5"],
  ["an empty batch", "[]"],
  ["a batch of one", `[${ordinaryText("2025-11-25")}]`],
  [
    "a batch of two",
    `[${ordinaryText("2025-11-25")},${ordinaryText("2025-11-25").replace('"id":1', '"id":2')}]`,
  ],
  ["a key twice", ordinaryText("2025-11-25").replace('"id":1', '"id":1,"id":2')],
  [
    "__proto__ among the arguments",
    ordinaryText("2025-11-25").replace('"limit":3', '"limit":3,"__proto__":{"a":1}'),
  ],
  ["__proto__ in the message", ordinaryText("2025-11-25").replace('"id":1', '"id":1,"__proto__":{"x":1}')],
  ["white space", ` \n${ordinaryText("2025-11-25")}\n`],
  ["a byte order mark", `\uFEFF${ordinaryText("2025-11-25")}`],
];

function ordinary(era: Era): Draft {
  const isModern = era === "2026-07-28";
  const name = "get_message_history";
  const params = {
    name,
    arguments: { phoneNumber: "+15550100200", limit: 3 },
    ...(isModern ? { _meta: { ...envelope } } : {}),
  };
  return {
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": era,
      ...(isModern ? { "mcp-method": "tools/call", "mcp-name": name } : {}),
    },
    body: { jsonrpc: "2.0", id: 1, method: "tools/call", params },
  };
}

function ordinaryText(era: Era): string {
  return JSON.stringify(ordinary(era).body);
}

/** An ordinary call of an era with some twists; undefined where one undoes what the next one changes. */
export function twisted(era: Era, ...some: Twist[]): OddRequest | undefined {
  const draft = ordinary(era);
  try {
    for (const [, change] of some) change(draft);
  } catch (failure) {
    if (failure instanceof TypeError) return undefined;
    throw failure;
  }
  const name = `${era}: ${some.map(([each]) => each).join(", ")}`;
  return { name, headers: draft.headers, body: JSON.stringify(draft.body) };
}
