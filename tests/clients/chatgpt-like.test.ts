import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { offeredScopes } from "#operation/scopes.ts";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import {
  addressOnPage,
  discoverFrom,
  knowDocument,
  post,
  type ScriptedClient,
  signInWith,
} from "#tests/support/scripted-client.ts";

const chatgpt: ScriptedClient = {
  userAgent: "openai-mcp/1.0.0",
  document: "https://chatgpt.com/oauth/client.json",
  redirectUri: "https://chatgpt.com/connector_platform_oauth_redirect",
  revision: "2026-07-28",
};
const base = "https://desk.example.net";
const customer = "+15550100200";
let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk({ env: { BASE_URL: base } });
  ada = await becomeOwner(t);
  await knowDocument(t, chatgpt, "ChatGPT");
  const token = await t.token("phone:read", "phone:write");
  await t.tool("create_contact", { name: "Ann Lee", phone: customer }, token);
  await t.tool("send_sms", { to: [customer], content: "The boiler is mended" }, token);
});

afterAll(() => t.close());

describe("an app, by the address on the page", () => {
  let address: string;
  let token: string;
  const call = (name: string, args: object) =>
    post(t, chatgpt, address, { method: "tools/call", params: { name, arguments: args } }, token);

  test("is let in to read, with a state longer than most servers take", async () => {
    address = await addressOnPage(t, "ChatGPT");
    expect(address).toBe(`${base}/mcp`);
    const refused = await post(t, chatgpt, address, { method: "server/discover" });
    expect(refused.status).toBe(401);
    const found = await discoverFrom(t, chatgpt, refused.headers.get("www-authenticate") ?? "");
    expect(found.server.authorization_response_iss_parameter_supported).toBe(true);
    const state = "s".repeat(700);
    const asked = { scope: found.scope, resource: found.resource.resource, state, chosen: ["phone:read"] };
    const { answer, tokens, page } = await signInWith(t, chatgpt, ada, asked);
    expect(page).toContain("chatgpt.com");
    expect([answer.get("state"), answer.get("iss")]).toEqual([state, base]);
    token = tokens.access_token;
    const { status, body } = await post(t, chatgpt, address, { method: "server/discover" }, token);
    expect([status, body.result.supportedVersions]).toEqual([200, expect.arrayContaining(["2026-07-28"])]);
  });

  test("lists tools that each say what they change and which leave they want", async () => {
    const { body } = await post(t, chatgpt, address, { method: "tools/list" }, token);
    expect(body.result.tools.map(({ name }: { name: string }) => name)).toContain("search");
    for (const { annotations, securitySchemes } of body.result.tools) {
      for (const hint of ["readOnlyHint", "destructiveHint", "openWorldHint"])
        expect(typeof annotations[hint]).toBe("boolean");
      expect(securitySchemes[0].type).toBe("oauth2");
    }
  });

  test("searches, reads what it found, and cites a page that the person can open", async () => {
    const found = JSON.parse((await call("search", { query: "boiler" })).body.result.content[0].text);
    expect(found.results).toHaveLength(1);
    const { id, url } = found.results[0];
    const read = JSON.parse((await call("fetch", { id })).body.result.content[0].text);
    expect(read).toMatchObject({ id, url });
    expect(read.text).toContain("The boiler is mended");
    const page = await ada.get(new URL(url).pathname);
    expect([page.status, (await page.text()).includes("The boiler is mended")]).toEqual([200, true]);
  });

  test("asks its person for more leave when a call says that it needs it, and goes on with it", async () => {
    const refused = await call("send-message", { to: customer, content: "Hello" });
    const [challenge] = refused.body.result._meta["mcp/www_authenticate"] as string[];
    expect([refused.status, refused.body.result.isError]).toEqual([403, true]);
    expect(challenge).toContain('error="insufficient_scope"');
    const { scope, resource } = await discoverFrom(t, chatgpt, challenge!);
    const asked = { scope, resource: resource.resource, state: "s", chosen: ["phone:read", "phone:write"] };
    token = (await signInWith(t, chatgpt, ada, asked)).tokens.access_token;
    const sent = await call("send-message", { to: customer, content: "Hello" });
    expect(sent.body.result.structuredContent.messages[0].status).toBe("sent");
  });

  test("is told of a person's decision that it waits for, by a tool of its own list", async () => {
    const to = Array.from({ length: 6 }, (_, n) => `+1555010800${n}`);
    const waiting = (await call("bulk-messages", { to, content: "All of you" })).body.result
      .structuredContent;
    expect(waiting.status).toBe("authorization_required");
    const asked = (await call("get_authorization", { queue_id: waiting.queue_id })).body.result;
    expect(asked.structuredContent.status).toBe("pending");
  });
});

describe("a custom GPT, by what the page says to import", () => {
  test("calls every operation of the schema that it has imported, and stays within its limits", async () => {
    const address = await addressOnPage(t, "ChatGPT", 1);
    expect(address).toBe(`${base}/openapi.json`);
    const schema = await (await t.request(new URL(address).pathname)).json();
    expect(schema.servers).toEqual([{ url: base }]);
    const token = await t.token(...offeredScopes);
    const tools = new Map(t.desk.tools.list("default")!.map((tool) => [tool.name, tool]));
    for (const [path, methods] of Object.entries(
      schema.paths as Record<string, Record<string, { operationId: string }>>,
    )) {
      for (const [method, { operationId }] of Object.entries(methods)) {
        const args = tools.get(operationId)?.example ?? {
          method: "tools/call",
          params: { name: "list_lines", arguments: {} },
        };
        const answer = await t.request(path, {
          method: method.toUpperCase(),
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            "user-agent": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0",
          },
          ...(method === "get" ? {} : { body: JSON.stringify(args) }),
        });
        const text = await answer.text();
        expect([operationId, text.length < 100_000]).toEqual([operationId, true]);
        // An example may name what this desk has not, or want a reason: a plain answer too, and never a wrong shape.
        expect([operationId, [200, 202, 404, 409, 422].includes(answer.status)]).toEqual([operationId, true]);
      }
    }
  });
});
