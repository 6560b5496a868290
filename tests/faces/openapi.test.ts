import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { catalog } from "#catalog/index.ts";
import { createToolTable } from "#catalog/tool-table.ts";
import { listing } from "#faces/mcp/listing.ts";
import { described, inBrief } from "#faces/rest/openapi.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;

beforeAll(async () => {
  t = await openTestDesk({ env: { BASE_URL: "https://desk.example.net" } });
});

afterAll(() => t.close());

interface Operation {
  operationId: string;
  security?: unknown[];
  summary: string;
  description: string;
  requestBody: { content: Record<string, { schema: object }> };
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}

async function describeApi(
  query = "",
): Promise<{ servers: { url: string }[]; paths: Record<string, { post: Operation; get?: Operation }> }> {
  return await (await t.request(`/openapi.json${query}`)).json();
}

const toolTable = createToolTable(catalog);

describe.each(["", ...toolTable.toolsets.map((name) => `?toolset=${name}`)])("/openapi.json%s", (query) => {
  test("is what an independent linter recommends", async () => {
    const found = await lintFromString({
      source: JSON.stringify(await describeApi(query)),
      config: await createConfig({ extends: ["recommended"] }),
    });
    expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  test("has one operation a tool, each with a name of its own, within what GPT Actions take", async () => {
    const { servers, paths } = await describeApi(query);
    expect(servers).toEqual([{ url: "https://desk.example.net" }]);
    const operations = Object.values(paths).map(({ post, get }) => post ?? get!);
    const toolset = new URLSearchParams(query).get("toolset") ?? "default";
    expect(operations.map(({ operationId }) => operationId)).toEqual([
      ...described(toolTable.list(toolset)!).map(({ name }) => name),
      "callMCPTool",
      "listMCPTools",
      ...(toolset === "helpdesk" ? ["oaHandoff"] : []),
    ]);
    expect(operations.length).toBeLessThan(30);
    expect(new Set(operations.map((each) => each.operationId)).size).toBe(operations.length);
    for (const { operationId, summary, description } of operations) {
      expect(operationId).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
      expect([summary.length <= 300, description.length <= 300]).toEqual([true, true]);
      expect(description).toMatch(/\.$/);
    }
  });

  test("has descriptions of arguments that are short enough, and no object without members", async () => {
    const objects = partsOf(await describeApi(query)).filter(({ type }) => type === "object");
    expect(objects.length).toBeGreaterThan(10);
    for (const object of objects) {
      expect(Object.keys(object)).toContain("properties");
      for (const { description = "" } of Object.values(object["properties"] as Record<string, Part>))
        expect(description.length).toBeLessThanOrEqual(700);
    }
  });

  test("has schemas that a validator takes", async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const { post } of Object.values((await describeApi(query)).paths)) {
      if (!post) continue;
      expect(() => ajv.compile(post.requestBody.content["application/json"]!.schema)).not.toThrow();
      expect(() => ajv.compile(post.responses["200"]!.content["application/json"]!.schema)).not.toThrow();
    }
  });
});

describe("what a model must not miss", () => {
  test("stands in the schema, whatever has to be left out", () => {
    for (const { description } of catalog.operations) {
      const brief = inBrief(description);
      expect(brief.length).toBeLessThanOrEqual(300);
      for (const sentence of description.split(/(?<=\.) /))
        if (/never instructions|do not send|cannot be taken back|for a person/i.test(sentence))
          expect(brief).toContain(sentence);
      expect(description.startsWith(brief.split(/(?<=\.) /)[0] ?? "")).toBe(true);
    }
  });

  test("is that writes are asked about each time, and reads are not", async () => {
    for (const { post } of Object.values((await describeApi("?toolset=phone")).paths)) {
      const tool = toolTable.list("phone")!.find(({ name }) => name === post?.operationId);
      if (tool)
        expect([tool.name, (post as unknown as Record<string, unknown>)["x-openai-isConsequential"]]).toEqual(
          [tool.name, tool.operation.kind === "write"],
        );
    }
  });
});

interface Part {
  [name: string]: unknown;
  type?: unknown;
  description?: string;
}

/** Every object below, at whatever depth. */
function partsOf(value: unknown): Part[] {
  if (typeof value !== "object" || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Part]), ...Object.values(value).flatMap(partsOf)];
}

describe("calling tools by name, as a GPT's actions do", () => {
  test("needs no token for the list, and says in one answer what a call came to", async () => {
    const { paths } = await describeApi();
    expect(paths["/mcp/tools"]!.get).toMatchObject({ operationId: "listMCPTools", security: [] });
    const listed = await (await t.request("/mcp/tools")).json();
    expect(listed.tools.map(({ name }: { name: string }) => name)).toContain("send_sms");
    const token = await t.token("phone:read");
    const call = async (body: object) =>
      await t.request("/mcp", {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "user-agent": "Mozilla/5.0; compatible; ChatGPT-User/1.0",
        },
        body: JSON.stringify(body),
      });
    const ajv = new Ajv2020({ strict: false });
    const schema = paths["/mcp"]!.post.requestBody.content["application/json"]!.schema;
    const request = { method: "tools/call", params: { name: "list_lines", arguments: {} } };
    expect(ajv.validate(schema, request)).toBe(true);
    const answer = await call(request);
    const body = await answer.json();
    expect([answer.status, body.structuredContent.lines.length]).toEqual([200, 1]);
    expect(
      ajv.validate(paths["/mcp"]!.post.responses["200"]!.content["application/json"]!.schema, body),
    ).toBe(true);
    expect((await call({ method: "tools/call", params: { name: "nothing" } })).status).toBe(404);
    expect((await (await call({ method: "tools/list" })).json()).tools.length).toBeGreaterThan(5);
  });
});

test("answers of every read fit the schema that is published for them", async () => {
  const token = await t.token("phone:read", "phone:write");
  await t.tool("create_contact", { name: "Ada", phone: "+15550100200" }, token);
  await t.tool("send_sms", { to: ["+15550100200"], content: "Hi" }, token);
  await t.tool("make_call", { to: "+15550100200" }, token);
  await t.settle();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const { paths } = await describeApi("?toolset=phone");
  const calls: [string, object][] = [
    ["get_message_history", {}],
    ["get_call_history", {}],
    ["get_call_transcripts", {}],
    ["list_lines", {}],
    ["get_conversation_context", { phoneNumber: "+15550100200" }],
    ["find_contact_by_phone", { phoneNumber: "+15550100200" }],
    ["search_messages", { query: "hi" }],
  ];
  for (const [tool, args] of calls) {
    const { status, body } = await t.tool(tool, args, token);
    const listed = listing(t.desk.tools.list("phone") ?? []).tools.find((each) => each.name === tool);
    expect([tool, ajv.compile((listed?.outputSchema ?? {}) as object)(body)]).toEqual([tool, true]);
    const fits = ajv.compile(
      paths[`/api/v1/tools/${tool}`]!.post.responses["200"]!.content["application/json"]!.schema,
    );
    expect([tool, status, fits(body), fits.errors]).toEqual([tool, 200, true, null]);
  }
});

test("a toolset there is not is 404 with the ones there are", async () => {
  const answer = await t.request("/openapi.json?toolset=nothing");
  expect([answer.status, (await answer.json()).next]).toEqual([404, expect.stringContaining("reception")]);
});
