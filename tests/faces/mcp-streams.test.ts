import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  await t.set("windows.recall_seconds", 0);
  token = await t.token("phone:read", "phone:write");
});

afterEach(() => t.close());

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const post = (body: object, headers: Record<string, string> = {}, as = token) =>
  t.request("/mcp", {
    method: "POST",
    headers: {
      authorization: `Bearer ${as}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify(body),
  });
const modern = (method: string, params: object, as = token) =>
  post(
    { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } },
    { "mcp-protocol-version": "2026-07-28", "mcp-method": method },
    as,
  );
const listen = (as = token) =>
  modern(
    "subscriptions/listen",
    { notifications: { resourceSubscriptions: ["frontdesk://conversations/+15550100200"] } },
    as,
  );
const events = (text: string) =>
  [...text.matchAll(/data: ([^\n]+)/g)].map((match) => JSON.parse(match[1] as string));

describe("listening", () => {
  test("is told first what is listened to, and at a stop that it is over", async () => {
    const answer = await listen();
    expect(answer.headers.get("content-type")).toStartWith("text/event-stream");
    expect(answer.headers.get("x-accel-buffering")).toBe("no");
    await t.app.endStreams();
    const [first, last] = events(await answer.text());
    expect(first.method).toBe("notifications/subscriptions/acknowledged");
    expect(last).toMatchObject({ id: 1, result: { resultType: "complete" } });
  });

  test("needs the scope to read", async () => {
    const answer = await listen(await t.token("phone:write"));
    expect(answer.status).toBe(403);
    expect(answer.headers.get("www-authenticate")).toContain('scope="phone:write phone:read"');
  });

  test("ends when the token has run out", async () => {
    const answer = await listen();
    t.clock.advance(91 * 86_400_000);
    const { runOperation } = await import("#src/cli/command.ts");
    const other = await runOperation<{ id: string }>(t.desk, "token.create", {
      name: "other",
      scopes: ["phone:read"],
      days: 1,
    });
    await runOperation(t.desk, "token.revoke", { token: other.id });
    expect(events(await answer.text())).toHaveLength(1);
  });
});

describe("streams that are open", () => {
  const subscribed = (resourceSubscriptions: string[]) =>
    modern("subscriptions/listen", { notifications: { resourceSubscriptions } });

  test("are told of a number's texts, and of its contact", async () => {
    const answer = await subscribed([
      "frontdesk://contacts/+15550100207",
      "frontdesk://conversations/+15550100207",
    ]);
    await t.tool("create_contact", { name: "Ada", phone: "+15550100207" }, token);
    await t.tool("send_sms", { to: ["+15550100207"], content: "Hi" }, token);
    await t.settle();
    await t.app.endStreams();
    const told = events(await answer.text()).flatMap(({ method, params }) =>
      method === "notifications/resources/updated" ? [params.uri] : [],
    );
    expect(told).toContain("frontdesk://contacts/+15550100207");
    expect(told.filter((uri) => uri.includes("conversations")).length).toBeGreaterThanOrEqual(2);
  });

  test("are told of an invoice, and of the day", async () => {
    const office = await t.token("office:read", "office:write");
    const call = async (name: string, args: object) => (await t.tool(name, args, office)).body;
    const { contact } = await call("create_contact", { name: "Ada" });
    const { invoice } = await call("invoice_create", {
      ...{ customer_identifier: contact.id, lines: [{ description: "Windows", price_minor: 4500 }] },
    });
    const uris = [`frontdesk://invoices/${invoice.id}`, "frontdesk://day/today"];
    const answer = await modern(
      "subscriptions/listen",
      { notifications: { resourceSubscriptions: uris } },
      office,
    );
    await call("send_invoice", {
      ...{ invoice_id: invoice.id, include_payment_link: false, reasoning: "As was agreed" },
    });
    await t.settle();
    await t.app.endStreams();
    const told = events(await answer.text()).flatMap(({ method, params }) =>
      method === "notifications/resources/updated" ? [params.uri] : [],
    );
    expect([...new Set(told)].sort()).toEqual(uris.sort());
  });

  test("are not opened for an address that no change is told under", async () => {
    const answer = await subscribed(["frontdesk://conversations/(555)%20010-0200"]);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.data.next).toBe("Listen to frontdesk://conversations/+15550100200");
  });

  test("of one client are sixteen at most: the oldest ends", async () => {
    const [oldest, ...others] = await Promise.all(Array.from({ length: 17 }, () => listen()));
    expect(events(await (oldest as { text(): Promise<string> }).text())).toHaveLength(1);
    await t.app.endStreams();
    for (const other of others) expect(events(await other.text())).toHaveLength(2);
  });
});

test("a call that is under way at a stop has its answer, of either era", async () => {
  const { execute } = t.desk.gate;
  t.desk.gate.execute = async (...call) => {
    await new Promise((resolve) => setTimeout(resolve, 2600));
    return await execute(...call);
  };
  const params = { name: "send_sms", arguments: { to: ["+15550100208"], content: "Hi" } };
  const asked = [
    post({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    post(
      { jsonrpc: "2.0", id: 2, method: "tools/call", params: { ...params, _meta: meta } },
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "send_sms" },
    ),
  ];
  await new Promise((resolve) => setTimeout(resolve, 2200));
  t.app.turnAway();
  expect(t.app.inFlight).toBe(2);
  const texts = Promise.all(asked.map(async (answer) => await (await answer).text()));
  while (t.app.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await t.app.endStreams();
  for (const text of await texts)
    expect(events(text).at(-1).result.structuredContent.messages).toHaveLength(1);
}, 15_000);

describe("an answer of an earlier revision", () => {
  const send = (to: string[], params: object) =>
    post({
      jsonrpc: "2.0",
      id: 7,
      method: "tools/call",
      params: { name: "send_bulk_sms", arguments: { to, content: "Hi" }, ...params },
    });

  test("is plain JSON where nothing comes before it", async () => {
    const answer = await send(["+15550100201", "+15550100202"], {});
    expect(answer.headers.get("content-type")).toStartWith("application/json");
    expect((await answer.json()).id).toBe(7);
  });

  test("is a stream where progress comes before it", async () => {
    const answer = await send(["+15550100203", "+15550100204"], { _meta: { progressToken: "p" } });
    expect(answer.headers.get("content-type")).toStartWith("text/event-stream");
    const all = events(await answer.text());
    expect(all.slice(0, -1).map(({ params }) => [params.progressToken, params.total])).toContainEqual([
      "p",
      2,
    ]);
    expect(all.at(-1).result.structuredContent.messages).toHaveLength(2);
  });

  test("is a stream from the third second on, whose first byte comes at once", async () => {
    // The sandbox keeps this number's text for longer than that.
    const slow = new Promise<void>((resolve) => setTimeout(resolve, 2600));
    const { execute } = t.desk.gate;
    t.desk.gate.execute = async (...call) => {
      await slow;
      return await execute(...call);
    };
    const began = performance.now();
    const answer = await send(["+15550100205"], {});
    expect(performance.now() - began).toBeLessThan(2500);
    expect(answer.headers.get("content-type")).toStartWith("text/event-stream");
    const text = await answer.text();
    expect(text).toStartWith(": ");
    expect(events(text).at(-1).id).toBe(7);
  });
});

describe("resources", () => {
  test("without the scope are 403 with the scope that is needed", async () => {
    const writer = await t.token("phone:write");
    for (const [method, params] of [
      ["resources/list", {}],
      ["resources/read", { uri: "frontdesk://conversations/+15550100200" }],
    ] as const) {
      const answer = await post({ jsonrpc: "2.0", id: 1, method, params }, {}, writer);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("www-authenticate")).toContain('scope="phone:write phone:read"');
    }
  });

  test.each([
    "frontdesk://contacts/+15550100999",
    "frontdesk://conversations/",
    "frontdesk://settings/business.name",
    "file:///etc/passwd",
    "%E0%A4%A",
    "frontdesk://contacts/%E0%A4%A",
  ])("there is nothing at %s", async (uri) => {
    const answer = await post({ jsonrpc: "2.0", id: 1, method: "resources/read", params: { uri } });
    expect((await answer.json()).error).toMatchObject({ code: -32602 });
  });

  test("say how long they may be kept, and that nobody else may have them", async () => {
    const answer = await modern("resources/templates/list", {});
    expect((await answer.json()).result).toMatchObject({ ttlMs: 300_000, cacheScope: "private" });
    const listed = await modern("resources/list", {});
    expect((await listed.json()).result).toMatchObject({ ttlMs: 5000, cacheScope: "private" });
  });
});

test("a call that is given up before it has begun is not begun", async () => {
  const controller = new AbortController();
  controller.abort();
  const outcome = await t.desk.gate.execute(
    t.desk.operation("message.send"),
    { to: ["+15550100206"], content: "Hi" },
    { user: "owner", client: "c", scopes: new Set(["phone:write"]), face: "mcp", authority: "tools" },
    { requestId: "r", signal: controller.signal },
  );
  expect(outcome).toMatchObject({ kind: "refused", error: { code: "CONFLICT" } });
  const read = await t.tool("get_message_history", {}, token);
  expect(read.body.messages).toEqual([]);
});

test("an equal call that waited for one that was given up runs for itself", async () => {
  const controller = new AbortController();
  const call = (signal?: AbortSignal) =>
    t.desk.gate.execute(
      t.desk.operation("message.send"),
      { to: ["+15550100209"], content: "Hi", idempotency_key: "k" },
      { user: "owner", client: "c", scopes: new Set(["phone:write"]), face: "mcp", authority: "tools" },
      { requestId: "r", wait: 2000, ...(signal ? { signal } : {}) },
    );
  const [first, second] = [call(controller.signal), call()];
  controller.abort();
  expect(await first).toMatchObject({ kind: "refused" });
  expect(await second).toMatchObject({ kind: "done" });
});
