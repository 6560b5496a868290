import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "#db/client.ts";
import type { Unit } from "#db/statement.ts";
import type { AuditEntry } from "#gate/audit/line.ts";
import { createAuditMemory } from "#gate/audit/memory.ts";
import { createSealer } from "#gate/audit/sealer.ts";
import { auditRecords, pruneAudit } from "#gate/audit/store.ts";
import { type AuditRecord, createVerifier, type Verdict } from "#gate/audit/verify.ts";
import { newId } from "#platform/ids.ts";
import { DeskError } from "#src/errors.ts";
import { becomeOwner, joinAs } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { scratchFolder, startServer } from "#tests/support/process.ts";

let t: TestDesk;
let seal: () => Promise<void>;
let records: AuditRecord[];

beforeAll(async () => {
  t = await openTestDesk();
  seal = async () => {
    await t.desk.audit.flush();
    await createSealer(t.desk)();
  };
  const token = await t.token("phone:read", "phone:write");
  for (let round = 0; round < 3; round++) {
    await t.tool("create_contact", { name: `Ada ${round}`, phone: `+1555010020${round}` }, token);
    await t.tool("list_lines", {}, token);
    await seal();
    t.clock.advance(1000);
  }
  records = await all();
});
afterAll(() => t.close());

async function all(): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const record of auditRecords(t.desk.database.read)) found.push(record);
  return structuredClone(found);
}

function verdictOf(given: AuditRecord[]): Verdict {
  const verifier = createVerifier();
  for (const record of given) verifier.take(record);
  return verifier.verdict();
}

/** The records with one of them changed, by its place among those of its type. */
function changed(
  type: AuditRecord["type"],
  place: number,
  change: (record: AuditRecord) => AuditRecord[],
): AuditRecord[] {
  let seen = -1;
  return structuredClone(records).flatMap((record) => {
    if (record.type === type) seen++;
    return record.type === type && seen === place ? change(record) : [record];
  });
}

const lineOf = (record: AuditRecord) =>
  record.type === "line" ? record.line : ({ seq: 0 } as Record<string, unknown> & { seq: number });

describe("the chain over the audit", () => {
  test("covers every line, each seal the one before", () => {
    const verdict = verdictOf(records);
    expect(verdict).toMatchObject({ isWhole: true, seals: 3, first: 1, unsealed: 0 });
    expect(verdict.lines).toBeGreaterThanOrEqual(9);
    expect(records.at(-1)?.type).toBe("seal");
  });

  test.each([
    [
      "an outcome changed",
      "line",
      2,
      (record: AuditRecord) => [Object.assign(record, { line: { ...lineOf(record), outcome: "denied" } })],
    ],
    [
      "a time moved by a millisecond",
      "line",
      5,
      (record: AuditRecord) => [
        Object.assign(record, { line: { ...lineOf(record), at: Number(lineOf(record)["at"]) + 1 } }),
      ],
    ],
    ["a line taken away", "line", 4, () => []],
    ["a line put in twice", "line", 4, (record: AuditRecord) => [record, record]],
    ["a seal taken away", "seal", 1, () => []],
    [
      "a seal of another hash",
      "seal",
      1,
      (record: AuditRecord) => [
        Object.assign(record, record.type === "seal" ? { seal: { ...record.seal, hash: "0" } } : {}),
      ],
    ],
    [
      "a seal moved in time",
      "seal",
      0,
      (record: AuditRecord) => [
        Object.assign(record, record.type === "seal" ? { seal: { ...record.seal, at: 1 } } : {}),
      ],
    ],
    ["the first line taken away", "line", 0, () => []],
  ] as const)("tells of %s", (_name, type, place, change) => {
    expect(verdictOf(changed(type, place, change as never)).isWhole).toBe(false);
  });

  test("tells of what was asked being changed, and bears its erasure", () => {
    const place = records.filter((record) => record.type === "line").findIndex((record) => record.payload);
    const forged = changed("line", place, (record) => [
      {
        ...record,
        payload: { ...(record as { payload: object }).payload, input: '{"name":"Eve"}' },
      } as AuditRecord,
    ]);
    expect(verdictOf(forged).problems).toEqual([expect.stringContaining("is not what was kept")]);
    const erased = structuredClone(records).map((record) =>
      record.type === "line" ? { type: "line" as const, line: record.line } : record,
    );
    expect(verdictOf(erased).isWhole).toBe(true);
  });

  test("whoever rewrites it whole cannot keep the head that was written down", () => {
    const head = verdictOf(records).head?.hash;
    const shorter = records.filter((record) => record.type === "line" || record.seal.seq < 4);
    expect(verdictOf(shorter).head?.hash).not.toBe(head);
  });

  test("two who seal at once make one chain", async () => {
    await t.tool("list_lines", {}, await t.token("phone:read"));
    await t.desk.audit.flush();
    const sealers = [createSealer(t.desk), createSealer(t.desk), createSealer(t.desk)];
    await Promise.all(sealers.map((each) => each()));
    expect(verdictOf(await all())).toMatchObject({ isWhole: true, unsealed: 0 });
  });

  test("stays whole when retention lets the oldest go", async () => {
    await t.set("retention.audit_days", 30);
    t.clock.advance(31 * 86_400_000);
    await t.tool("list_lines", {}, await t.token("phone:read"));
    await seal();
    const { housekeeping } = await import("#desk/housekeeping.ts");
    for (let round = 0; round < 3; round++)
      await housekeeping(t.desk.database, t.desk.settings(), t.clock.now());
    const verdict = verdictOf(await all());
    expect([verdict.isWhole, verdict.problems]).toEqual([true, []]);
    expect(verdict.first).toBeGreaterThan(9);
    expect(verdict.lines).toBeLessThan(9);
  });
});

test("the owner reads it on a page, by what and by whom; nobody else does", async () => {
  const ada = await becomeOwner(t);
  const vi = await joinAs(t, ada, "viewer");
  await t.desk.audit.flush();
  const page = await (await ada.get("/audit?operation=session.begin")).text();
  const isTold = (name: string) => page.includes(`<code>${name}</code>`);
  expect([isTold("session.begin"), isTold("line.list")]).toEqual([true, false]);
  expect((await vi.get("/audit")).status).toBe(403);
});

test("it is exported and verified beside a server that runs, and from the file alone", async () => {
  const server = await startServer({});
  const token = await server.tell("token", "create");
  const untilSealed = async (before: string) => {
    for (let tries = 0; tries < 40; tries++) {
      const { out } = await server.cli("audit", "verify", "--json");
      const { head, unsealed } = JSON.parse(out) as Verdict;
      if (head && head.hash !== before && unsealed === 0) return head.hash;
      await Bun.sleep(200);
    }
    throw new Error("nothing was sealed");
  };
  const first = await untilSealed("");
  await fetch(`${server.url}/api/v1/tools/list_lines`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  await untilSealed(first);
  const here = await server.cli("audit", "verify");
  expect([here.code, here.err]).toEqual([0, expect.stringContaining("The audit is whole")]);
  expect(here.out).toMatch(/^\d+ [0-9a-f]{64}\n$/);
  const exported = await server.cli("audit", "export");
  const folder = scratchFolder();
  const file = join(folder.path, "audit.jsonl");
  writeFileSync(file, exported.out);
  expect(await server.cli("audit", "verify", file)).toMatchObject({ code: 0, out: here.out });
  writeFileSync(file, exported.out.replace('"outcome":"done"', '"outcome":"gone"'));
  const forged = await server.cli("audit", "verify", file);
  expect([forged.code, forged.err]).toEqual([1, expect.stringContaining("The audit is not whole")]);
  expect((await server.cli("audit", "verify", "/nowhere")).code).toBe(2);

  // A shortened file looks whole, and says what would show it; a seal that was written down does.
  const [written = ""] = here.out.split("\n");
  const lines = exported.out.trimEnd().split("\n");
  const verify = async (kept: string, ...more: string[]) => {
    writeFileSync(file, kept);
    return await server.cli("audit", "verify", file, ...more);
  };
  const firstSeal = lines.findIndex((line) => line.startsWith('{"type":"seal"'));
  const shortened = `${lines.slice(0, firstSeal + 1).join("\n")}\n`;
  expect(firstSeal).toBeLessThan(lines.length - 1);
  const looksWhole = await verify(shortened);
  expect([looksWhole.code, looksWhole.err]).toEqual([0, expect.stringContaining("--seal")]);
  for (const [kept, why] of [
    [shortened, "its end was cut off"],
    [`${lines.slice(0, firstSeal).join("\n")}\n`, "holds no seal at all"],
    ["", "holds no seal at all"],
    [exported.out.slice(0, -20), "breaks off in the middle of a line"],
    [exported.out.replace('"outcome":"done"', '"outcome":"gone"'), "changed, added or taken away"],
  ] as const) {
    const told = await verify(kept, "--seal", written);
    expect([told.code, told.err]).toEqual([1, expect.stringContaining(why)]);
  }
  for (const seal of [written, written.replace(" ", ":")]) {
    const told = await verify(exported.out, "--seal", seal);
    expect([told.code, told.err]).toEqual([0, expect.stringContaining("is in it")]);
  }
  const other = await verify(
    exported.out,
    "--seal",
    written.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
  );
  expect([other.code, other.err]).toEqual([1, expect.stringContaining("is not in it")]);
  expect((await verify(exported.out, "--seal", "yesterday")).code).toBe(2);
  expect((await server.cli("audit", "verify", "--seal", written)).code).toBe(0);
  await server.stop();
  folder.remove();
}, 30_000);

describe("many lines of reads share a row", () => {
  let many: TestDesk;
  const calls = 250;

  beforeAll(async () => {
    many = await openTestDesk();
    const token = await many.token("phone:read", "phone:write");
    for (let n = 0; n < calls; n++) await many.tool("list_lines", {}, token);
    await many.tool("create_contact", { name: "Ada", phone: "+15550100200" }, token);
    await many.tool("get_message_history", { phoneNumber: "+15550100200" }, token);
    await many.desk.audit.flush();
  });
  afterAll(() => many.close());

  const linesOf = async () => {
    const found: AuditRecord[] = [];
    for await (const record of auditRecords(many.desk.database.read)) found.push(record);
    return found;
  };
  const listed = async (filter: object) => {
    const outcome = await many.desk.gate.execute(many.desk.operation("audit.list"), filter, owner, {
      requestId: "r",
    });
    if (outcome.kind !== "done") throw new Error("the audit was not read");
    return outcome.output as { lines: { seq: number; operation: string }[]; before: number | null };
  };
  const owner = {
    user: "owner",
    client: "cli",
    scopes: new Set([]),
    face: "cli",
    authority: "owner",
  } as const;

  test("and are as many lines to whoever reads them, each with a number of its own", async () => {
    const [[rows, packs] = []] = (await many.desk.database.slow.read(
      "SELECT count(*), count(packed) FROM audit",
    )) as [number, number][];
    expect(packs).toBe(2);
    const lines = (await linesOf()).filter(({ type }) => type === "line").map(lineOf);
    expect(lines.filter(({ operation }) => operation === "line.list").length).toBe(calls);
    expect(lines.length).toBeGreaterThan(Number(rows) + 190);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, n) => n + 1));
    const shape = (line: Record<string, unknown>) => Object.keys(line).sort().join();
    expect(new Set(lines.map(shape)).size).toBe(1);
  });

  test("and are found by operation, outcome and client, page by page", async () => {
    const seen: number[] = [];
    let before: number | null | undefined;
    do {
      const page = await listed({ operation: "line.list", limit: 60, ...(before ? { before } : {}) });
      seen.push(...page.lines.map(({ seq }) => seq));
      expect(page.lines.every(({ operation }) => operation === "line.list")).toBe(true);
      before = page.before;
    } while (before);
    expect(seen.length).toBe(calls);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    expect((await listed({ outcome: "FORBIDDEN" })).lines).toEqual([]);
    expect((await listed({ who: "nobody here" })).lines).toEqual([]);
    const whole = await listed({ limit: 500 });
    expect(whole.lines.filter(({ operation }) => operation === "line.list").length).toBe(calls);
  });

  test("and are chained: a change inside a row is found, and so is one that is taken away", async () => {
    await createSealer(many.desk)();
    const found = await linesOf();
    expect(verdictOf(found)).toMatchObject({ isWhole: true, unsealed: 0 });
    const inside = found.findIndex((record) => lineOf(record)["operation"] === "line.list") + 50;
    const changedLine = structuredClone(found);
    Object.assign(lineOf(changedLine[inside] as AuditRecord), { client: "tok_else" });
    expect(verdictOf(changedLine).isWhole).toBe(false);
    expect(verdictOf(found.toSpliced(inside, 1)).isWhole).toBe(false);
    const text = await many.desk.database.slow.read("SELECT packed FROM audit WHERE packed IS NOT NULL");
    expect(JSON.stringify(text)).not.toContain("+1555");
  });

  test("and goes on from the last seal once all that was before has been let go", async () => {
    const last = (await linesOf()).map(lineOf).at(-2)?.seq as number;
    many.clock.advance(60_000);
    await many.desk.database.write(pruneAudit(many.desk.clock.now()));
    const token = await many.token("phone:read");
    for (let n = 0; n < 120; n++) await many.tool("list_lines", {}, token);
    await many.desk.audit.flush();
    await createSealer(many.desk)();
    const left = await linesOf();
    expect(verdictOf(left).isWhole).toBe(true);
    const seqs = left.filter(({ type }) => type === "line").map((record) => lineOf(record).seq);
    expect(Math.max(...seqs)).toBeGreaterThan(last + 119);
    expect(new Set(seqs).size).toBe(seqs.length);
  });
});

describe("what goes on while it is read, let go or kept from being written", () => {
  let desk: TestDesk;
  let serial = 0;
  const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
    ...{ id: newId("aud", desk.clock.now()), at: desk.clock.now(), operation: "line.list", outcome: "done" },
    ...{ user: "owner", client: "tok_one", face: "mcp", requestId: `r${serial++}`, ...more },
  });
  const remember = async (count: number, more: Partial<AuditEntry> = {}) => {
    for (let n = 0; n < count; n++) desk.desk.audit.remember(entry(more));
    await desk.desk.audit.flush();
  };
  const chain = () => createSealer(desk.desk)();
  const read = async () => {
    const found: AuditRecord[] = [];
    for await (const record of auditRecords(desk.desk.database.read)) found.push(record);
    return found;
  };

  beforeEach(async () => {
    desk = await openTestDesk();
    await desk.desk.jobs.stop();
    await remember(0);
    await chain();
  });
  afterEach(() => desk.close());

  test("a seal that is made while it is read is of lines that were not there yet", async () => {
    await remember(300);
    await chain();
    const verifier = createVerifier();
    let seen = 0;
    for await (const record of auditRecords(desk.desk.database.read)) {
      verifier.take(record);
      if (++seen !== 10) continue;
      await remember(3);
      await chain();
    }
    expect(verifier.verdict().problems).toEqual([]);
    expect(verdictOf(await read())).toMatchObject({ isWhole: true, unsealed: 0 });
  });

  test("what is let go is whole seals, be there more lines than go at once", async () => {
    for (let n = 0; n < 4; n++) {
      await remember(700, { requestId: "a b" });
      await remember(200);
      await chain();
      desk.clock.advance(1000);
    }
    const until = desk.clock.now() - 500;
    await remember(5);
    await chain();
    let before = Number.POSITIVE_INFINITY;
    for (let left = (await read()).length; left < before; left = (await read()).length) {
      before = left;
      expect(verdictOf(await read())).toMatchObject({ isWhole: true, problems: [] });
      await desk.desk.database.write(pruneAudit(until));
    }
    const rest = await read();
    expect(verdictOf(rest)).toMatchObject({ isWhole: true, problems: [] });
    expect(rest.filter(({ type }) => type === "line").length).toBeLessThan(20);
    await desk.desk.database.write(pruneAudit(desk.clock.now() + 1));
    expect(verdictOf(await read())).toMatchObject({ isWhole: true, problems: [], lines: 0, seals: 1 });
  });

  test.each(["", "[]", "{", '[["x"]]\nno', "[]\n7 1 aud_x r", "\n"])(
    "lines that somebody has changed into %j are missed, and break nothing off",
    async (changedTo) => {
      await remember(100);
      await chain();
      await remember(3);
      await desk.desk.database.write([
        { sql: "UPDATE audit SET packed = ? WHERE packed IS NOT NULL", args: [changedTo] },
      ]);
      const verdict = verdictOf(await read());
      expect(verdict.isWhole).toBe(false);
      expect(verdict.problems.join()).toContain("were changed, added or taken away");
      const outcome = await desk.desk.gate.execute(
        desk.desk.operation("audit.list"),
        {},
        { user: "owner", client: "cli", scopes: new Set(), face: "cli", authority: "owner" },
        { requestId: "r" },
      );
      expect(outcome.kind).toBe("done");
    },
  );

  test("callers whose names make the same words in a row are told apart", async () => {
    desk.desk.audit.remember(entry({ client: "x", operation: "op", user: "op done mcp u" }));
    desk.desk.audit.remember(entry({ client: "x op done mcp", operation: "op", user: "u" }));
    await remember(98);
    const clients = (await read()).map(lineOf).filter(({ operation }) => operation === "op");
    expect(clients.map(({ client, user }) => [client, user])).toEqual([
      ["x", "op done mcp u"],
      ["x op done mcp", "u"],
    ]);
  });

  test("lines that may not share a row do not keep the others from it", async () => {
    for (let n = 0; n < 50; n++) desk.desk.audit.remember(entry());
    desk.desk.audit.remember(entry({ requestId: "a b" }));
    await remember(49);
    const rows = await desk.desk.database.slow.read(
      "SELECT packed IS NOT NULL FROM audit ORDER BY seq DESC LIMIT 3",
    );
    expect(rows.flat().map(Number)).toEqual([1, 0, 1]);
    const requests = (await read()).map(lineOf).map(({ requestId }) => requestId);
    expect(requests.slice(-100).indexOf("a b")).toBe(50);
  });
});

describe("a database that does not take the lines", () => {
  const line = (n: number): AuditEntry => ({
    ...{ id: `aud_${n}`, at: 1, operation: "line.list", outcome: "done", user: "owner", client: "tok_one" },
    ...{ face: "mcp", requestId: `r${n}` },
  });
  const busy = () => new DeskError("UNAVAILABLE", "Busy.");
  const memoryOver = (write: (unit: Unit) => Promise<unknown>) =>
    createAuditMemory({ write } as unknown as Database);

  test("keeps them, all of them, until it does, whichever of its ways it is refused by", async () => {
    const answers: (Error | undefined)[] = [new Error("refused"), undefined, busy(), undefined, undefined];
    const taken: Unit[] = [];
    const memory = memoryOver(async (unit) => {
      const failure = answers.shift();
      if (failure) throw failure;
      taken.push(unit);
    });
    for (let n = 0; n < 300; n++) memory.remember(line(n));
    expect(memory.flush()).rejects.toThrow("Busy.");
    await Bun.sleep(5);
    await memory.flush();
    expect(taken.flat().length).toBe(3);
  });

  test("and the desk keeps 50,000 of them at most, however long it lasts", async () => {
    let isBusy = true;
    const taken: Unit[] = [];
    const memory = memoryOver(async (unit) => {
      await Bun.sleep(1);
      if (isBusy) throw busy();
      taken.push(unit);
    });
    for (let n = 0; n < 70_000; n++) {
      memory.remember(line(n));
      if (n % 5000 === 0) await Bun.sleep(2);
    }
    await Bun.sleep(20);
    isBusy = false;
    await memory.flush();
    expect(taken.flat().length).toBe(500);
    expect(Math.max(...taken.map(({ length }) => length))).toBeLessThanOrEqual(40);
  });
});
