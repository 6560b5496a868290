import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import * as z from "zod";
import { builder } from "#db/client.ts";
import { settings } from "#db/schema/business.ts";
import { guard, statement } from "#db/statement.ts";
import { createGate, type Gate } from "#gate/gate.ts";
import { createUntrustedMemory } from "#gate/untrusted.ts";
import { type Catalog, createCatalog } from "#operation/catalog.ts";
import { defineRead, defineWrite, type Operation, type Principal } from "#operation/operation.ts";
import { levels, type Permission, unrestricted } from "#operation/permission.ts";
import { DeskError } from "#src/errors.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
let gate: Gate;
let runs: number;
let permission: Permission;
let interfere: (() => Promise<void>) | undefined;

const hints = { destructive: false, idempotent: false, openWorld: false };
const output = z.object({ id: z.string() });
const common = { title: "Test", scopes: ["office:write"] as const, output, summary: () => "", hints };
const put = (key: string) =>
  statement(builder.insert(settings).values({ key, value: "1", updatedAt: 1, updatedBy: "t" }));

const child = defineWrite({
  ...common,
  name: "note.child",
  description: "Joins.",
  input: z.strictObject({ key: z.string() }),
  plan: async ({ key }) => ({ facts: {}, data: key, result: { id: `child-${key}` } }),
  apply: (key) => [put(key)],
});

const write = defineWrite({
  ...common,
  name: "note.write",
  description: "Writes.",
  uses: ["note.child"],
  input: z.strictObject({ key: z.string(), joined: z.string().optional(), fail: z.string().optional() }),
  permission: { rule: "As the test says.", levels, levelOf: () => permission },
  async plan({ key, joined, fail }, ctx) {
    runs++;
    if (fail === "known") throw new DeskError("NOT_FOUND", "There is no such note.");
    if (fail === "unknown") throw new Error("secret detail of /etc/passwd");
    if (joined) await ctx.use("note.child", { key: joined });
    const [row] = await ctx.db.select({ n: sql<number>`count(*)` }).from(settings);
    await interfere?.();
    return {
      facts: { key },
      data: { key, seen: row?.n ?? 0, isRacing: fail === "raced" },
      result: { id: key },
    };
  },
  apply: ({ key, seen, isRacing }) => [
    ...(isRacing ? [guard("nothing has changed", sql`(SELECT count(*) FROM settings) = ${seen}`)] : []),
    put(key),
  ],
});

const read = defineRead({
  ...common,
  name: "note.read",
  description: "Reads.",
  input: z.strictObject({}),
  uses: [],
  read: async (_input, ctx) => ({ id: await ctx.use<string>("note.write", {}) }),
});

/** A part with a scope and a rule of its own. */
const ruled = defineWrite({
  ...common,
  name: "note.ruled",
  description: "Joins, with a rule.",
  scopes: ["helpdesk:write"],
  input: z.strictObject({ key: z.string() }),
  permission: { rule: "As the test says.", levels, levelOf: () => permission },
  plan: async ({ key }) => ({ facts: {}, data: key, result: { id: key } }),
  apply: (key) => [put(key)],
});

const workflow = defineWrite({
  ...common,
  name: "note.workflow",
  description: "Uses what is ruled.",
  uses: ["note.ruled"],
  input: z.strictObject({ key: z.string() }),
  async plan({ key }, ctx) {
    await ctx.use("note.ruled", { key: `${key}-part` });
    return { facts: {}, data: key, result: { id: key } };
  },
  apply: (key) => [put(key)],
});

const catalog: Catalog = createCatalog([write, child, read, ruled, workflow]);
const caller = (
  client = "tok_a",
  ...scopes: Principal["scopes"] extends ReadonlySet<infer S> ? S[] : never
): Principal => ({
  user: "owner",
  client,
  scopes: new Set(scopes.length > 0 ? scopes : ["office:write"]),
  face: "rest",
  authority: "tools",
});
const run = (operation: Operation, input: unknown, principal = caller(), key?: string) =>
  gate.execute(operation, input, principal, { requestId: "req", ...(key ? { idempotencyKey: key } : {}) });
const kept = async () => (await t.desk.database.slow.read("SELECT key FROM settings ORDER BY key")).flat();
const audit = async () => {
  await t.desk.audit.flush();
  return await t.desk.database.slow.read(
    "SELECT operation, outcome, client FROM audit WHERE operation LIKE 'note.%' ORDER BY seq",
  );
};

beforeEach(async () => {
  t = await openTestDesk();
  runs = 0;
  permission = unrestricted;
  interfere = undefined;
  gate = createGate({
    catalog,
    database: t.desk.database,
    clock: t.clock,
    metrics: t.desk.metrics,
    audit: t.desk.audit,
    welcomeKey: async () => undefined,
    sealKey: (key, id) => t.desk.seal.seal("provider key", key, id),
    openKey: (sealed, id) => t.desk.seal.tryOpen("provider key", sealed, id),
    untrusted: createUntrustedMemory(t.desk),
    baseUrl: "http://localhost:3000",
    settings: t.desk.settings,
    service: () => {
      throw new TypeError("none");
    },
    effects: () => t.desk.outbox,
    onEvents: async () => {},
  });
});

afterEach(() => t.close());

describe("scope", () => {
  test("is asked before anything else", async () => {
    const outcome = await run(write, { nonsense: true }, caller("tok_a", "office:read"));
    expect(outcome).toMatchObject({
      kind: "refused",
      error: { code: "FORBIDDEN", detail: { scope: "office:write" } },
    });
    expect(runs).toBe(0);
    expect(await audit()).toEqual([["note.write", "FORBIDDEN", "tok_a"]]);
  });

  test("does not open what is the owner's or the desk's own", async () => {
    for (const exposure of ["owner", "system"] as const) {
      const hidden = { ...write, exposure, scopes: [] } as Operation;
      expect(await run(hidden, { key: "x" })).toMatchObject({ error: { code: "FORBIDDEN" } });
    }
    expect(await kept()).toEqual([]);
  });
});

describe("permission", () => {
  test("a soft limit runs with a reason, and only with one", async () => {
    permission = { level: "soft_limit", reason: "It cancels something." };
    expect(await run(write, { key: "a" })).toMatchObject({
      error: { code: "REASONING_REQUIRED", message: "It cancels something." },
    });
    expect(await run(write, { key: "a", reasoning: "  " })).toMatchObject({
      error: { code: "REASONING_REQUIRED" },
    });
    expect(await kept()).toEqual([]);
    expect(await run(write, { key: "a", reasoning: "The customer asked." })).toMatchObject({ kind: "done" });
    const [[reasoning] = []] = await t.desk.database.slow.read(
      "SELECT reasoning FROM audit_payloads WHERE reasoning IS NOT NULL AND reasoning <> ''",
    );
    expect(reasoning).toBe("The customer asked.\n(A reason was asked for: It cancels something.)");
  });

  test("what needs a person is stored and not run; a changed argument or asker is another request", async () => {
    permission = { level: "requires_authorization", reason: "It is risky." };
    const [first, same, other, stranger] = [
      await run(write, { key: "a" }),
      await run(write, { key: "a" }),
      await run(write, { key: "b" }),
      await run(write, { key: "a" }, caller("tok_b")),
    ];
    const ids = [first, same, other, stranger].map((each) =>
      each.kind === "authorization_required" ? each.waiting.queue_id : "",
    );
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    expect(await kept()).toEqual([]);
    const stored = await t.desk.database.slow.read(
      "SELECT input, client, scopes, state FROM authorization_requests ORDER BY id LIMIT 1",
    );
    expect(stored).toEqual([['{"key":"a"}', "tok_a", "office:write", "pending"]]);
  });

  test("twenty equal requests at once are one", async () => {
    permission = { level: "requires_authorization", reason: "It is risky." };
    await Promise.all(Array.from({ length: 20 }, () => run(write, { key: "a" })));
    expect(await t.desk.database.slow.read("SELECT count(*) FROM authorization_requests")).toEqual([[1]]);
  });
});

describe("a workflow", () => {
  test("asks for the scopes of its parts, and for the strictest of their permissions", async () => {
    expect(await run(workflow, { key: "a" })).toMatchObject({
      error: { code: "FORBIDDEN", detail: { scope: "helpdesk:write" } },
    });
    const both = caller("tok_a", "office:write", "helpdesk:write");
    permission = { level: "requires_authorization", reason: "Its part is risky." };
    expect(await run(workflow, { key: "a" }, both)).toMatchObject({
      kind: "authorization_required",
      waiting: { reason: "Its part is risky." },
    });
    expect(await kept()).toEqual([]);
    permission = unrestricted;
    expect(await run(workflow, { key: "a" }, both)).toMatchObject({ kind: "done" });
    expect(await kept()).toEqual(["a", "a-part"]);
  });
});

describe("a run", () => {
  test("commits the operation, its part, its key and its audit together, or nothing of it", async () => {
    expect(await run(write, { key: "a", joined: "b" }, caller(), "k")).toMatchObject({
      kind: "done",
      output: { id: "a" },
    });
    expect(await kept()).toEqual(["a", "b"]);
    expect(await audit()).toEqual([
      ["note.write", "done", "tok_a"],
      ["note.child", "done", "tok_a"],
    ]);
    const failed = await run(write, { key: "c", joined: "a" }, caller(), "k2");
    expect(failed).toMatchObject({ kind: "refused", error: { code: "INTERNAL" } });
    expect(await kept()).toEqual(["a", "b"]);
    expect(await t.desk.database.slow.read("SELECT key FROM idempotency")).toEqual([["k"]]);
  });

  test("plans again when a record has changed under it", async () => {
    let raced = 0;
    interfere = async () => {
      if (raced++ < 2) await t.desk.database.write([put(`raced${raced}`)]);
    };
    expect(await run(write, { key: "a", fail: "raced" })).toMatchObject({ kind: "done" });
    expect(runs).toBe(3);
  });

  test("gives up with a conflict when it keeps changing", async () => {
    let raced = 0;
    interfere = async () => {
      await t.desk.database.write([put(`raced${raced++}`)]);
    };
    expect(await run(write, { key: "a", fail: "raced" })).toMatchObject({ error: { code: "CONFLICT" } });
    expect(await kept()).not.toContain("a");
  });

  test("that fails in a way nobody meant says nothing of it, and the log says where", async () => {
    const outcome = await run(write, { key: "a", fail: "unknown" });
    expect(outcome).toMatchObject({
      error: { code: "INTERNAL", message: "Something went wrong on this server." },
    });
    expect(JSON.stringify(outcome)).not.toContain("passwd");
    expect(t.log.join("")).not.toContain("passwd");
    expect(t.log.join("")).toContain("An operation failed.");
  });

  test("that is refused keeps no key", async () => {
    await run(write, { key: "a", fail: "known" }, caller(), "k");
    expect(await run(write, { key: "b" }, caller(), "k")).toMatchObject({ kind: "done" });
  });

  test("may use only what it declares", async () => {
    expect(await run(read, {})).toMatchObject({ error: { code: "INTERNAL" } });
  });
});

test("every call, refusal and repeat has one line in the audit", async () => {
  await run(write, { key: "a" }, caller(), "k");
  await run(write, { key: "a" }, caller(), "k");
  await run(write, { key: "b" }, caller(), "k");
  await run(write, {});
  expect((await audit()).map(([, outcome]) => outcome).sort()).toEqual([
    "IDEMPOTENCY_CONFLICT",
    "VALIDATION_ERROR",
    "done",
    "replayed",
  ]);
});

test("a client may have fifty requests waiting; one that waits already is still told about", async () => {
  permission = { level: "requires_authorization", reason: "It is risky." };
  const first = await run(write, { key: "k0" });
  for (let i = 1; i < 50; i++) await run(write, { key: `k${i}` });
  expect(await run(write, { key: "one more" })).toMatchObject({ error: { code: "RATE_LIMIT_EXCEEDED" } });
  const again = await run(write, { key: "k0" });
  expect(again.kind === "authorization_required" && again.waiting.queue_id).toBe(
    first.kind === "authorization_required" && first.waiting.queue_id,
  );
  expect(await run(write, { key: "one more" }, caller("tok_b"))).toMatchObject({
    kind: "authorization_required",
  });
});
