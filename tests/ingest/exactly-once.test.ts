import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { ingestEnv, note, post, signed, token } from "./caller.ts";

let t: TestDesk;

beforeEach(async () => {
  t = await openTestDesk({ env: ingestEnv, overHttp: true });
  await t.set("limits.handoffs_per_second", 5000);
  await t.set("limits.handoff_burst", 5000);
});

afterEach(() => t.close());

const caller = "+15550100200";
const counts = async () =>
  (
    await t.desk.database.slow.read(
      "SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM ticket_notes), (SELECT count(*) FROM contacts)",
    )
  )[0];

describe("the same case", () => {
  test("fifty identical handoffs at once: one ticket, one that opened it, 49 notes", async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, () => post(t, { note: note(), callerNumber: caller })),
    );
    expect(new Set(all.map(({ body }) => body.ticketId))).toEqual(new Set(["TKT-1000"]));
    expect(all.filter(({ body }) => body.created)).toHaveLength(1);
    expect(await counts()).toEqual([1, 49, 1]);
  });

  test("fifty with one key of the agent's own, and no number", async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => post(t, { note: note(), oaKey: "oa-1" })));
    expect(new Set(all.map(({ body }) => body.ticketId)).size).toBe(1);
    expect(all.filter(({ body }) => body.created)).toHaveLength(1);
    expect(await counts()).toEqual([1, 49, 0]);
  });

  test("fifty of one call, none with a number, each in other words and with another category: one ticket", async () => {
    const categories = ["WiFi", "Outage", "Wiring"];
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        post(t, { note: note(`Words ${n}`, categories[n % 3]), conversationId: "conv_1" }),
      ),
    );
    expect(new Set(all.map(({ body }) => body.ticketId)).size).toBe(1);
    expect(all.filter(({ body }) => body.created)).toHaveLength(1);
    expect(await counts()).toEqual([1, 49, 0]);
  });

  test("one call that joined a ticket stays with it; another caller with its id, or a closed ticket, does not", async () => {
    const first = await post(t, { note: note(), oaKey: "oa-1", callerNumber: caller });
    await post(t, { note: note("a"), oaKey: "oa-1", conversationId: "conv_2" });
    const again = await post(t, { note: note("b"), conversationId: "conv_2" });
    const { ticketId } = first.body;
    expect(again.body).toMatchObject({ created: false, matchedBy: "conversation", ticketId });
    const other = { note: note("c"), conversationId: "conv_2", callerNumber: "+15550100300" };
    expect((await post(t, other)).body.created).toBe(true);
    const writer = await t.token("helpdesk:write");
    await t.tool("ticket_set_status", { ticketId, status: "closed" }, writer);
    expect((await post(t, { note: note("d"), conversationId: "conv_2" })).body.ticketId).not.toBe(ticketId);
  });

  test("fifty different callers at once: fifty tickets, numbered without a gap", async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        post(t, { note: note(), callerNumber: `+155501002${String(n).padStart(2, "0")}` }),
      ),
    );
    expect(all.map(({ body }) => body.ticketId).sort()).toEqual(
      Array.from({ length: 50 }, (_, n) => `TKT-${1000 + n}`).sort(),
    );
    expect(await counts()).toEqual([50, 0, 50]);
  });

  test("is another one for another category, another caller with the same key, or after the window", async () => {
    const first = await post(t, { note: note(), callerNumber: caller, oaKey: "oa-1" });
    const others = [
      { note: note("x", "Outage"), callerNumber: caller },
      { note: note(), callerNumber: "+15550100300", oaKey: "oa-1" },
      { note: note() },
    ];
    for (const other of others) expect((await post(t, other)).body.created).toBe(true);
    t.clock.advance(25 * 3_600_000);
    expect((await post(t, { note: note(), callerNumber: caller })).body.created).toBe(true);
    const byKey = await post(t, { note: note(), callerNumber: caller, oaKey: "oa-1" });
    expect(byKey.body).toMatchObject({ created: false, matchedBy: "oaKey", ticketId: first.body.ticketId });
  });

  test("is found by a number that is written in another way, and by the window as it is set", async () => {
    await post(t, { note: note(), callerNumber: caller });
    const again = await post(t, { note: note(), callerNumber: "(555) 010-0200" });
    expect(again.body).toMatchObject({ created: false, matchedBy: "caller" });
    await t.set("windows.same_case_hours", 1);
    t.clock.advance(61 * 60_000);
    expect((await post(t, { note: note(), callerNumber: caller })).body.created).toBe(true);
  });

  test("never joins a ticket that is over", async () => {
    const writer = await t.token("helpdesk:write");
    for (const status of ["completed", "cancelled", "closed"]) {
      const { body } = await post(t, { note: note(), callerNumber: caller, oaKey: "oa-1" });
      expect(body.created).toBe(true);
      await t.tool("ticket_set_status", { ticketId: body.ticketId, status }, writer);
    }
    expect((await post(t, { note: note(), callerNumber: caller, oaKey: "oa-1" })).body.created).toBe(true);
  });

  test.each(["anonymous", "Unknown", "12345"])(
    "of a caller without a number is nobody's: %s",
    async (callerNumber) => {
      expect((await post(t, { note: note(), callerNumber })).body.created).toBe(true);
      expect((await post(t, { note: note(), callerNumber })).body.created).toBe(true);
      expect(await counts()).toEqual([2, 0, 0]);
    },
  );

  test("from one conversation, said twice, is noted once", async () => {
    const payload = { note: note("Again"), callerNumber: caller, conversationId: "conv_1" };
    const first = await post(t, payload);
    t.clock.advance(16 * 60_000);
    const second = await post(t, payload);
    expect([second.body.ticketId, second.body.created]).toEqual([first.body.ticketId, false]);
    await post(t, { ...payload, note: note("More") });
    t.clock.advance(16 * 60_000);
    await post(t, { ...payload, note: note("More") });
    expect(await counts()).toEqual([1, 1, 1]);
  });
});

describe("a repeat", () => {
  const headers = { "x-auth-token": token, "idempotency-key": "unique-request-id-123" };

  test("with its key gets the answer that there was, for fifteen minutes", async () => {
    const first = await post(t, { note: note(), callerNumber: caller }, headers);
    const again = await post(t, { note: note(), callerNumber: caller }, headers);
    expect([again.status, again.body, again.headers.get("idempotency-replayed")]).toEqual([
      200,
      first.body,
      "true",
    ]);
    t.clock.advance(15 * 60_000 + 1);
    const later = await post(t, { note: note(), callerNumber: caller }, headers);
    expect([later.body.created, later.headers.get("idempotency-replayed")]).toEqual([false, null]);
  });

  test("with its key and another payload is a conflict", async () => {
    await post(t, { note: note() }, headers);
    const other = await post(t, { note: note("Another") }, headers);
    expect([other.status, other.body.code]).toEqual([409, "IDEMPOTENCY_CONFLICT"]);
  });

  test("of a refusal is looked at anew", async () => {
    expect((await post(t, { note: "short" }, headers)).status).toBe(400);
    expect((await post(t, { note: note() }, headers)).status).toBe(200);
  });

  test("at the same moment runs once, and both are answered", async () => {
    const both = await Promise.all([1, 2].map(() => post(t, { note: note() }, headers)));
    expect(both[0]!.body).toEqual(both[1]!.body);
    expect(await counts()).toEqual([1, 0, 0]);
  });

  test("of one conversation needs no key; an agent's own key is none", async () => {
    const payload = { note: note(), conversationId: "conv_1" };
    const [first, again] = [await post(t, payload), await post(t, payload)];
    expect(again.body).toEqual(first.body);
    const keyed = { note: note(), oaKey: "oa-9" };
    const [one, two] = [await post(t, keyed), await post(t, keyed)];
    expect([one.body.created, two.body.created]).toEqual([true, false]);
  });

  test("of the same signed bytes is one whatever key stands beside them, one after the other and at once", async () => {
    const raw = JSON.stringify({ note: note("Signed") });
    const headers = signed(raw, t.clock.now());
    const withKey = (key: string) => post(t, raw, { ...headers, "idempotency-key": key });
    const first = await withKey("a");
    const others = [await post(t, raw, headers), ...(await Promise.all(["b", "c", "d"].map(withKey)))];
    for (const { body } of others) expect(body).toEqual(first.body);
    const fresh = signed(raw, t.clock.now() + 1);
    const atOnce = await Promise.all(
      ["e", "f", "g"].map((key) => post(t, raw, { ...fresh, "idempotency-key": key })),
    );
    expect(new Set(atOnce.map(({ body }) => body.ticketId)).size).toBe(1);
    expect((await counts())?.[0]).toBe(2);
  });

  test("of one conversation, signed anew, gets the first one's answer", async () => {
    const raw = JSON.stringify({ note: note(), conversationId: "conv_3" });
    const [first, again] = [
      await post(t, raw, signed(raw, t.clock.now())),
      await post(t, raw, signed(raw, t.clock.now() + 1)),
    ];
    expect([again.body, again.headers.get("idempotency-replayed")]).toEqual([first.body, "true"]);
  });

  test("keeps what was answered, whatever became of the ticket", async () => {
    const first = await post(t, { note: note(), callerNumber: caller }, headers);
    const writer = await t.token("helpdesk:write");
    await t.tool("ticket_set_status", { ticketId: first.body.ticketId, status: "closed" }, writer);
    expect((await post(t, { note: note(), callerNumber: caller }, headers)).body).toEqual(first.body);
  });
});

describe("the limit", () => {
  test("is ten a second for a credential, and says where one stands", async () => {
    await t.set("limits.handoffs_per_second", 10);
    await t.set("limits.handoff_burst", 10);
    const all = [];
    for (let n = 0; n < 11; n++) all.push(await post(t, { note: note(`Number ${n}`) }));
    const [first] = all;
    const last = all.at(-1)!;
    expect(all.slice(0, 10).every(({ status }) => status === 200)).toBe(true);
    expect([last.status, last.body]).toEqual([
      429,
      {
        status: "error",
        code: "RATE_LIMIT_EXCEEDED",
        message: "Too many requests. Rate limit: 10 requests per second",
        retryAfter: 1,
        say: "One moment, please.",
        requestId: last.body.requestId,
      },
    ]);
    expect(last.headers.get("retry-after")).toBe("1");
    for (const { headers } of [first!, last]) {
      expect(headers.get("ratelimit-limit")).toBe("10");
      const reset = Number(headers.get("ratelimit-reset"));
      expect(Math.abs(reset - Date.now() / 1000)).toBeLessThan(5);
      expect(headers.get("ratelimit")).toMatch(/^"default";r=\d+;t=1$/);
      expect(headers.get("ratelimit-policy")).toBe('"default";q=10;w=1');
    }
    expect(first!.headers.get("ratelimit-remaining")).toBe("9");
    const invalid = await post(t, { note: "short" });
    expect([400, 429]).toContain(invalid.status);
    expect(invalid.headers.get("ratelimit-limit")).toBe("10");
  });

  test("lets a burst through where one is set", async () => {
    await t.set("limits.handoffs_per_second", 10);
    await t.set("limits.handoff_burst", 40);
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, n) => post(t, { note: note(`Number ${n}`) })),
    );
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect((await post(t, { note: note() })).status).toBe(429);
  });
});
