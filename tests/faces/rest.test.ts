import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk();
  token = await t.token("phone:read", "phone:write");
});

afterEach(() => t.close());

const json = { "content-type": "application/json" };

describe("bad input", () => {
  const bad: [string, string, unknown, number, string, string][] = [
    ["an unknown tool", "rm_rf", {}, 404, "NOT_FOUND", ""],
    [
      "an unknown argument",
      "send_sms",
      { to: ["+15550100200"], content: "x", urgent: true },
      400,
      "VALIDATION_ERROR",
      "urgent",
    ],
    ["a wrong type", "send_sms", { to: ["+15550100200"], content: true }, 400, "VALIDATION_ERROR", "content"],
    ["a missing argument", "send_sms", { content: "x" }, 400, "VALIDATION_ERROR", "to"],
    [
      "a number that cannot be read",
      "send_sms",
      { to: ["call me"], content: "x" },
      400,
      "VALIDATION_ERROR",
      "to.0",
    ],
    [
      "a number too short",
      "get_conversation_context",
      { phoneNumber: "12" },
      400,
      "VALIDATION_ERROR",
      "phoneNumber",
    ],
    [
      "a number that is none",
      "find_contact_by_phone",
      { phoneNumber: "my usual number" },
      400,
      "VALIDATION_ERROR",
      "phoneNumber",
    ],
    ["an empty text", "send_sms", { to: ["+15550100200"], content: "" }, 400, "VALIDATION_ERROR", "content"],
    [
      "a text of blanks",
      "send_sms",
      { to: ["+15550100200"], content: " \n\t" },
      400,
      "VALIDATION_ERROR",
      "content",
    ],
    [
      "a text of 20,000 characters",
      "send_sms",
      { to: ["+15550100200"], content: "x".repeat(20_000) },
      400,
      "VALIDATION_ERROR",
      "content",
    ],
    [
      "a line that is not ours",
      "send_sms",
      { from: "+15559999999", to: ["+15550100200"], content: "x" },
      400,
      "VALIDATION_ERROR",
      "from",
    ],
    ["a limit of 0", "get_message_history", { limit: 0 }, 400, "VALIDATION_ERROR", "limit"],
    ["a limit of 101", "get_call_history", { limit: 101 }, 400, "VALIDATION_ERROR", "limit"],
    ["a limit that is text", "get_call_history", { limit: "ten" }, 400, "VALIDATION_ERROR", "limit"],
    [
      "31 days",
      "get_conversation_context",
      { phoneNumber: "+15550100200", days: 31 },
      400,
      "VALIDATION_ERROR",
      "days",
    ],
    [
      "another direction",
      "get_message_history",
      { direction: "incoming" },
      400,
      "VALIDATION_ERROR",
      "direction",
    ],
    [
      "a cursor of somebody's making",
      "get_message_history",
      { cursor: "JyBPUiAxPTE=" },
      400,
      "VALIDATION_ERROR",
      "cursor",
    ],
    ["a list where an object is due", "get_message_history", [1], 400, "VALIDATION_ERROR", ""],
    ["nobody in the list", "send_sms", { to: [], content: "x" }, 400, "VALIDATION_ERROR", "to"],
    ["a bad email", "create_contact", { name: "Ada", email: "ada" }, 400, "VALIDATION_ERROR", "email"],
    ["an unknown request", "get_authorization", { queue_id: "auth_0" }, 404, "NOT_FOUND", ""],
    [
      "an idempotency key that is too long",
      "create_contact",
      { name: "Ada", idempotency_key: "k".repeat(201) },
      400,
      "VALIDATION_ERROR",
      "idempotency_key",
    ],
  ];

  test.each(bad)(
    "%s is told what is wrong and what to do",
    async (_name, tool, args, status, code, field) => {
      const answer = await t.tool(tool, args, token);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.body.next).toBeTruthy();
      expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
      if (field) expect(Object.keys(answer.body.fields)).toContain(field);
      const [[texts] = []] = await t.desk.database.slow.read(
        "SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM contacts)",
      );
      expect(texts).toBe(0);
    },
  );

  test.each(["constructor", "toString", "hasOwnProperty", "__proto__"])(
    "an argument called %s is one it does not know",
    async (name) => {
      const answer = await t.request("/api/v1/tools/list_lines", {
        method: "POST",
        headers: { ...json, authorization: `Bearer ${token}` },
        body: `{"${name}": 1}`,
      });
      expect([name, answer.status, (await answer.json()).code]).toEqual([name, 400, "VALIDATION_ERROR"]);
    },
  );

  test("ten thousand wrong arguments get a short answer", async () => {
    const args = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`${"x".repeat(60)}${i}`, 1]));
    const { status, body } = await t.tool("list_lines", args, token);
    expect(status).toBe(400);
    expect(JSON.stringify(body).length).toBeLessThan(4000);
  });

  test("an idempotency key is checked wherever it stands", async () => {
    for (const key of ["k".repeat(201), ""]) {
      expect(
        (await t.tool("create_contact", { name: "Ada" }, token, { "idempotency-key": key })).body.code,
      ).toBe("VALIDATION_ERROR");
    }
    const call = {
      method: "tools/call",
      params: {
        name: "create_contact",
        arguments: { name: "Ada" },
        _meta: { "frontdesk/idempotency-key": 7 },
      },
    };
    const answer = await t.request("/mcp", {
      method: "POST",
      headers: { ...json, authorization: `Bearer ${token}` },
      body: JSON.stringify(call),
    });
    expect((await answer.json()).isError).toBe(true);
  });

  const requests: [string, RequestInit, number, string][] = [
    ["broken JSON", { method: "POST", headers: json, body: "{" }, 400, "VALIDATION_ERROR"],
    [
      "another content type",
      { method: "POST", headers: { "content-type": "text/xml" }, body: "<a/>" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "a body over the limit",
      { method: "POST", headers: json, body: JSON.stringify({ content: "x".repeat(1_100_000) }) },
      413,
      "PAYLOAD_TOO_LARGE",
    ],
    [
      "a page of another origin",
      { method: "POST", headers: { ...json, origin: "https://evil.example" }, body: "{}" },
      403,
      "FORBIDDEN",
    ],
  ];

  test.each(requests)("%s is refused", async (_name, init, status, code) => {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
    const answer = await t.request("/api/v1/tools/send_sms", { ...init, headers });
    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
  });

  test("no token is 401, whatever is asked", async () => {
    for (const [tool, scope] of [
      ["send_sms", ', scope="phone:write"'],
      ["rm_rf", ""],
    ]) {
      const answer = await t.request(`/api/v1/tools/${tool}`, { method: "POST", headers: json, body: "{}" });
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
        401,
        `Bearer realm="frontdesk"${scope}, resource_metadata="http://localhost:3000/.well-known/oauth-protected-resource"`,
      ]);
    }
  });
});

describe("limits", () => {
  test("a caller over its limit waits, and another does not", async () => {
    await t.set("limits.writes_per_minute", 3);
    const contact = (name: string, who = token) => t.tool("create_contact", { name }, who);
    const answers = [];
    for (const name of ["A", "B", "C", "D"]) answers.push(await contact(name));
    expect(answers.map((each) => each.status)).toEqual([200, 200, 200, 429]);
    const refused = answers[3]!;
    expect(refused.body.code).toBe("RATE_LIMIT_EXCEEDED");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answers[0]!.headers.get("ratelimit-policy")).toBe('"default";q=3;w=60');
    expect((await contact("E", await t.token("phone:write"))).status).toBe(200);
    expect((await t.tool("list_lines", {}, token)).status).toBe(200);
  });

  test("too many at once is 503 with when to try again, and health still answers", async () => {
    const full = await openTestDesk({ inFlight: 0 });
    const answer = await full.request("/mcp/tools");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await answer.json()).error.data.code).toBe("UNAVAILABLE");
    expect((await full.request("/healthz")).status).toBe(200);
    await full.close();
  });

  test("a full write queue is 503, and what was accepted is there", async () => {
    const full = await openTestDesk({ maxQueue: 3 });
    const writer = await full.token("phone:write");
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => full.tool("create_contact", { name: `Contact ${i}` }, writer)),
    );
    const accepted = answers.filter((each) => each.status === 200);
    const refused = answers.filter((each) => each.status === 503);
    expect(accepted.length + refused.length).toBe(40);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body).toMatchObject({ code: "UNAVAILABLE", retry_after: 1 });
    const [[kept] = []] = await full.desk.database.slow.read("SELECT count(*) FROM contacts");
    expect(kept).toBe(accepted.length);
    await full.close();
  });
});

describe("idempotency", () => {
  const headers = { "idempotency-key": '"order-66"' };

  test("the same key answers with the first call, also after a restart", async () => {
    const first = await t.tool("create_contact", { name: "Ada" }, token, headers);
    const second = await t.tool("create_contact", { name: "Ada" }, token, headers);
    expect(second.body).toEqual(first.body);
    expect([first.headers.get("idempotency-replayed"), second.headers.get("idempotency-replayed")]).toEqual([
      null,
      "true",
    ]);
    await t.desk.close();
    const again = await openTestDesk({ folder: t.folder, clock: t.clock });
    const third = await again.tool("create_contact", { name: "Ada" }, token, headers);
    expect(third.body).toEqual(first.body);
    t = again;
  });

  test("the same key with other arguments is a conflict", async () => {
    await t.tool("create_contact", { name: "Ada" }, token, headers);
    const other = await t.tool("create_contact", { name: "Bob" }, token, headers);
    expect([other.status, other.body.code]).toEqual([409, "IDEMPOTENCY_CONFLICT"]);
  });

  test("twenty at once run once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => t.tool("create_contact", { name: "Ada" }, token, headers)),
    );
    expect(new Set(answers.map((each) => each.body.contact.id)).size).toBe(1);
    expect(answers.filter((each) => each.headers.get("idempotency-replayed") === null)).toHaveLength(1);
  });

  test("a key is its caller's own, and a refused call keeps none", async () => {
    await t.tool("create_contact", { name: "Ada" }, token, headers);
    const other = await t.tool("create_contact", { name: "Bob" }, await t.token("phone:write"), headers);
    expect(other.status).toBe(200);
    const key = { "idempotency-key": "later" };
    expect((await t.tool("create_contact", { name: "" }, token, key)).status).toBe(400);
    expect((await t.tool("create_contact", { name: "Cleo" }, token, key)).status).toBe(200);
  });

  test("a key is forgotten after a day", async () => {
    const first = await t.tool("create_contact", { name: "Ada" }, token, headers);
    t.clock.advance(86_400_001);
    expect((await t.tool("create_contact", { name: "Ada" }, token, headers)).body.contact.id).not.toBe(
      first.body.contact.id,
    );
  });

  test("the argument idempotency_key counts where no header is", async () => {
    const args = { name: "Ada", idempotency_key: "k1" };
    const first = await t.tool("create_contact", args, token);
    expect((await t.tool("create_contact", args, token)).body.contact.id).toBe(first.body.contact.id);
  });
});

describe("pages and operations", () => {
  test("health answers without a token, metrics on this machine alone", async () => {
    expect(await (await t.request("/healthz")).json()).toMatchObject({ status: "ok", service: "frontdesk" });
    expect(await (await t.request("/readyz")).json()).toMatchObject({
      zone_data: expect.stringMatching(/^20\d\d[a-z]$/),
      status: "ready",
      checks: { database: { status: "ok" } },
    });
    expect((await t.request("/metrics")).status).toBe(401);
    expect((await t.request("/metrics", { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    await t.tool("list_lines", {}, token);
    await t.tool("send_sms", { to: ["x"], content: "x" }, token);
    await t.request("/mcp", {
      method: "POST",
      headers: { ...json, authorization: "Bearer fdk_wrong" },
      body: "{}",
    });
    const metrics = await (await t.request("/metrics", { address: "127.0.0.1" })).text();
    expect(metrics).toContain('frontdesk_operations_total{operation="line.list",face="rest",code="done"} 1');
    expect(metrics).toContain(
      'frontdesk_operations_total{operation="message.send",face="rest",code="VALIDATION_ERROR"} 1',
    );
    expect(metrics).toContain('frontdesk_authentications_total{result="unknown"} 1');
    expect(metrics).toContain("frontdesk_database_seconds_bucket");
  });

  test("metrics and the sandbox are not for a proxy on the same machine", async () => {
    for (const header of [
      "x-forwarded-for",
      "x-forwarded-proto",
      "cf-connecting-ip",
      "fly-client-ip",
      "via",
    ]) {
      const forwarded = { address: "127.0.0.1", headers: { [header]: "198.51.100.1" } };
      expect([
        (await t.request("/metrics", forwarded)).status,
        (await t.request("/sandbox", forwarded)).status,
      ]).toEqual([401, 404]);
    }
    const open = await openTestDesk({ env: { BASE_URL: "https://desk.example.com" } });
    const plain = { address: "127.0.0.1" };
    expect([
      (await open.request("/metrics", plain)).status,
      (await open.request("/sandbox", plain)).status,
    ]).toEqual([401, 404]);
    await open.close();
    expect((await t.request("/sandbox", { address: "198.51.100.1" })).status).toBe(404);
    expect((await t.request("/sandbox", { address: "127.0.0.1" })).status).toBe(200);
  });

  test.each([
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "https://evil.example", "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ origin: "null", "sec-fetch-site": "same-site" }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }, 303],
    [{}, 303],
  ])("a form with %p is answered %i", async (headers, status) => {
    const body = new URLSearchParams({ from: "+15550100200", text: "Hello" });
    const answer = await t.request("/sandbox/messages", {
      method: "POST",
      address: "127.0.0.1",
      headers,
      body,
    });
    expect(answer.status).toBe(status);
  });

  test("a form that is none is told so on the page", async () => {
    for (const body of ["{}", "from=x"]) {
      const answer = await t.request("/sandbox/messages", {
        method: "POST",
        address: "127.0.0.1",
        headers: json,
        body,
      });
      expect(answer.status).toBe(400);
    }
  });

  test("what a customer wrote is shown as text, never as markup", async () => {
    const text = '<img src=x onerror="alert(1)">';
    await t.request("/sandbox/messages", {
      method: "POST",
      address: "127.0.0.1",
      body: new URLSearchParams({ from: "+15550100200", text }),
    });
    await t.settle();
    const html = await (await t.request("/sandbox", { address: "127.0.0.1" })).text();
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(html).not.toContain("<img");
  });

  test("every answer carries security headers and a request id", async () => {
    for (const path of ["/", "/healthz", "/nothing", "/mcp/tools", "/sandbox"]) {
      const { headers } = await t.request(path);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("a caller's trace id is in the log, and nothing else of that header", async () => {
    await t.request("/healthz", {
      headers: { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
    });
    await t.request("/healthz", { headers: { traceparent: "evil\\u001b[2J" } });
    expect(t.log.join("")).toContain('"trace":"4bf92f3577b34da6a3ce929d0e0e4736"');
    expect(t.log.join("")).not.toContain("evil");
  });
});

describe("lists", () => {
  test("page by cursor without a gap or a double, also among equal times", async () => {
    for (let i = 0; i < 25; i++)
      await t.tool("send_sms", { to: [`+1555010050${i % 5}`], content: `text ${i}` }, token);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await t.tool(
        "get_message_history",
        { limit: 7, ...(cursor ? { cursor } : {}) },
        token,
      );
      seen.push(...body.messages.map((each: { content: string }) => each.content));
      cursor = body.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect(seen[0]).toBe("text 24");
  });

  test("are cut at a row when they grow too large, and say how to get the rest", async () => {
    for (let i = 0; i < 30; i++)
      await t.tool("send_sms", { to: [`+1555010050${i % 5}`], content: `${i} ${"ü".repeat(1500)}` }, token);
    const { body } = await t.tool("get_message_history", { limit: 100 }, token);
    expect(body.truncated).toBe(true);
    expect(JSON.stringify(body).length).toBeLessThan(20_000);
    const rest = await t.tool("get_message_history", { limit: 100, cursor: body.nextCursor }, token);
    expect(rest.body.messages[0].content).not.toBe(body.messages.at(-1).content);
    const rpc = await t.request("/mcp", {
      method: "POST",
      headers: { ...json, authorization: `Bearer ${token}` },
      body: JSON.stringify({
        method: "tools/call",
        params: { name: "get_message_history", arguments: { limit: 100 } },
      }),
    });
    expect(Buffer.byteLength(await rpc.text())).toBeLessThan(40_000);
  });
});

test("times carry the business's offset", async () => {
  await t.set("business.zone", "America/Vancouver");
  const { body } = await t.tool("send_sms", { to: ["+15550100200"], content: "Hi" }, token);
  expect(body.messages[0].at).toBe("2026-11-21T08:00:00.000-07:00");
});
