import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { listing } from "#faces/mcp/listing.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;

beforeAll(async () => {
  t = await openTestDesk({ env: { BASE_URL: "https://desk.example.com" } });
});

afterAll(() => t.close());

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  requestBody: { content: Record<string, { schema: object }> };
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}

async function describeApi(
  query = "",
): Promise<{ servers: { url: string }[]; paths: Record<string, { post: Operation }> }> {
  return await (await t.request(`/openapi.json${query}`)).json();
}

describe.each(["", "?toolset=reception", "?toolset=openphone", "?toolset=phone"])(
  "/openapi.json%s",
  (query) => {
    test("has one operation a tool, each with a name of its own, within what GPT Actions take", async () => {
      const { servers, paths } = await describeApi(query);
      expect(servers).toEqual([{ url: "https://desk.example.com" }]);
      const operations = Object.values(paths).map((path) => path.post);
      expect(operations.length).toBeLessThan(30);
      expect(new Set(operations.map((each) => each.operationId)).size).toBe(operations.length);
      for (const { operationId, summary, description } of operations) {
        expect(operationId).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
        expect([summary.length <= 300, description.length <= 300]).toEqual([true, true]);
      }
    });

    test("has schemas that a validator takes", async () => {
      const ajv = new Ajv2020({ strict: false, validateFormats: false });
      for (const { post } of Object.values((await describeApi(query)).paths)) {
        expect(() => ajv.compile(post.requestBody.content["application/json"]!.schema)).not.toThrow();
        expect(() => ajv.compile(post.responses["200"]!.content["application/json"]!.schema)).not.toThrow();
      }
    });
  },
);

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
