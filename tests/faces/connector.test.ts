import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeAll(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
  await t.tool("send_sms", { to: ["+15550100200"], content: "The boiler is mended" }, token);
});

afterAll(() => t.close());

const chatgpt = "openai-mcp/1.0.0";

async function rpc(method: string, params: object, userAgent: string, path = "/mcp", by = token) {
  const answer = await t.request(path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${by}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "user-agent": userAgent,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const text = await answer.text();
  const json = text.startsWith("{") ? text : (/^data: (.+)$/m.exec(text)?.[1] ?? "");
  return { status: answer.status, result: JSON.parse(json).result };
}

const names = async (userAgent: string, path?: string) =>
  ((await rpc("tools/list", {}, userAgent, path)).result.tools as { name: string }[]).map(({ name }) => name);

const connector = [
  "send-message",
  "bulk-messages",
  "create-contact",
  "fetch-call-transcripts",
  "fetch-messages",
  "get_authorization",
  "search",
  "fetch",
];

describe("the list of plain /mcp", () => {
  test.each([chatgpt, "openai-mcp/2.1 (something)", "ChatGPT-User/1.0", "chatgpt/5"])(
    "is the connector's for %s",
    async (userAgent) => {
      expect(await names(userAgent)).toEqual(connector);
      expect(await names(userAgent, "/mcp/")).toEqual(connector);
    },
  );

  test.each([
    "openai-mcp/1.0.0 (Codex)",
    "Codex/1.0",
    "claude-ai/1.0",
    "Claude-User",
    "openai-mcpx",
    "x openai-mcp/1.0.0",
    "",
  ])("is the usual one for %p", async (userAgent) => {
    const listed = await names(userAgent);
    expect(listed).toContain("send_sms");
    expect(listed).not.toContain("search");
  });

  test("is decided by the path where there is one, whoever asks", async () => {
    expect(await names(chatgpt, "/mcp/default")).toContain("send_sms");
    expect(await names(chatgpt, "/mcp/phone")).toContain("contact_delete");
    expect(await names("Claude-User", "/mcp/connector")).toEqual(connector);
  });

  test("narrows what is listed and nothing that may be called", async () => {
    const { result } = await rpc("tools/call", { name: "list_lines", arguments: {} }, chatgpt);
    expect(result.structuredContent.lines).toHaveLength(1);
  });
});

describe("search and fetch", () => {
  test("take one text each, and answer in one text of JSON alone, the same as the structured content", async () => {
    const { tools } = (await rpc("tools/list", {}, chatgpt)).result as {
      tools: { name: string; inputSchema: Record<string, unknown>; annotations: object }[];
    };
    for (const [name, argument] of [
      ["search", "query"],
      ["fetch", "id"],
    ] as const) {
      const tool = tools.find((each) => each.name === name)!;
      expect(tool.inputSchema).toMatchObject({
        type: "object",
        required: [argument],
        properties: { [argument]: { type: "string" } },
      });
      expect(Object.keys(tool.inputSchema["properties"] as object)).toEqual([argument]);
      expect(tool.annotations).toMatchObject({
        readOnlyHint: true,
        destructiveHint: false,
        openWorldHint: false,
      });
    }
    const found = (await rpc("tools/call", { name: "search", arguments: { query: "boiler" } }, chatgpt))
      .result;
    expect(found.content).toHaveLength(1);
    expect(JSON.parse(found.content[0].text)).toEqual(found.structuredContent);
    expect(Object.keys(found.structuredContent.results[0])).toEqual(["id", "title", "url"]);
    const { id } = found.structuredContent.results[0];
    const read = (await rpc("tools/call", { name: "fetch", arguments: { id } }, chatgpt)).result;
    expect(read.content).toHaveLength(1);
    expect(JSON.parse(read.content[0].text)).toEqual(read.structuredContent);
    expect(Object.keys(read.structuredContent).sort()).toEqual(["id", "metadata", "text", "title", "url"]);
    expect(read.structuredContent.text).toContain("> The boiler is mended");
  });
});

describe("what ChatGPT reads of the sign-in", () => {
  test("stands with each tool of its list, at both places", async () => {
    const { tools } = (await rpc("tools/list", {}, chatgpt)).result;
    for (const tool of tools) expect(tool._meta.securitySchemes).toEqual(tool.securitySchemes);
    const schemes = Object.fromEntries(
      tools.map(({ name, securitySchemes }: { name: string; securitySchemes: unknown }) => [
        name,
        securitySchemes,
      ]),
    );
    expect(schemes).toMatchObject({
      search: [{ type: "oauth2", scopes: ["phone:read"] }],
      "create-contact": [
        { type: "oauth2", scopes: ["phone:write"] },
        { type: "oauth2", scopes: ["office:write"] },
      ],
      get_authorization: [{ type: "oauth2", scopes: [] }],
    });
  });

  test("stands in a refusal for want of a scope, beside the 403", async () => {
    const narrow = await t.token("office:read");
    for (const name of ["search", "send-message"]) {
      const { status, result } = await rpc(
        "tools/call",
        { name, arguments: name === "search" ? { query: "x" } : { to: "+15550100200", content: "x" } },
        chatgpt,
        "/mcp",
        narrow,
      );
      expect([status, result.isError]).toEqual([403, true]);
      const scope = name === "search" ? "phone:read" : "phone:write";
      expect(result._meta["mcp/www_authenticate"]).toEqual([
        `Bearer realm="frontdesk", error="insufficient_scope", scope="office:read ${scope}", error_description="This token may not do that: it lacks the scope ${scope}.", resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource/mcp"`,
      ]);
    }
  });
});
