import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { auditRecords } from "#gate/audit/store.ts";
import type { Operation } from "#operation/operation.ts";
import type { Era } from "#tests/bench/shots.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { type OddRequest, rawBodies, twisted, twists } from "./mcp-requests.ts";

/**
 * Two desks alike, one with the way in for calls that are recognised whole and one without it: whatever is asked, they
 * answer the same, with the same headers, and write the same into audit, metrics and log.
 */
interface Twin {
  desk: TestDesk;
  /** Tokens by what they may do; the same on both, but for their letters. */
  tokens: Record<"reader" | "writer" | "revoked", string>;
  /** What is this desk's own, and what stands for it where the two are compared. */
  names: Map<string, string>;
  seen: unknown[];
}

let quick: Twin;
let slow: Twin;
/** Operations that cannot say what they have found, with what they say it by. */
const failing = new Map<Operation, Operation["summary"]>();
let atOnce = 0;
let asked = 0;

beforeAll(async () => {
  slow = await openTwin(false);
  quick = await openTwin(true);
  const { bearer } = quick.desk.desk;
  const { accept } = bearer;
  bearer.accept = (held, face) => {
    atOnce++;
    return accept(held, face);
  };
});

afterAll(async () => {
  await quick.desk.close();
  await slow.desk.close();
});

async function openTwin(isAtOnce: boolean): Promise<Twin> {
  const desk = await openTestDesk({ isAtOnce });
  await desk.set("limits.reads_per_minute", 4000);
  await desk.set("limits.writes_per_minute", 4000);
  const reader = await desk.token("phone:read", "phone:write");
  const writer = await desk.token("phone:write");
  const revoked = await desk.token("phone:read");
  await desk.tool("send_sms", { to: ["+15550100200"], content: 'Hi \u2028 "there" ✓' }, reader);
  await desk.settle();
  const rows = (await desk.desk.database.slow.read("SELECT id FROM tokens ORDER BY rowid")) as [string][];
  const names = new Map(rows.map(([id], n) => [id, `token ${n}`]));
  const last = rows.at(-1)?.[0];
  await desk.desk.database.write([
    { sql: "UPDATE tokens SET revoked_at = 1 WHERE id = ?", args: [last ?? ""] },
  ]);
  await desk.desk.committed([{ type: "token.revoked", subject: "oauth" }]);
  return { desk, tokens: { reader, writer, revoked }, names, seen: [] };
}

interface Asked {
  path?: string;
  who?: keyof Twin["tokens"] | "nobody" | "a stranger";
  headers?: Record<string, string>;
}

/** Sends the same to both and demands the same of both. */
async function compare(
  odd: OddRequest,
  { path = "/mcp", who = "reader", headers = {} }: Asked = {},
): Promise<void> {
  asked++;
  const told = async (twin: Twin) => {
    const { desk, tokens } = twin;
    const before = quick.desk.log.length;
    const token = who === "a stranger" ? "fdk_strange" : who === "nobody" ? undefined : tokens[who];
    const answer = await desk.request(path, {
      method: "POST",
      headers: { ...odd.headers, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      body: odd.body,
    });
    const text = await answer.text();
    const id = answer.headers.get("x-request-id") ?? "";
    const plain = (given: string) => withoutSeconds(given.replaceAll(id, "REQUEST"));
    const lines = quick.desk.log.slice(before).map((line) => logged(plain(line), twin));
    return {
      status: answer.status,
      headers: Object.fromEntries(
        [...answer.headers].map(([name, value]) => [
          name,
          name === "ratelimit-remaining" ? value : plain(value),
        ]),
      ),
      body: own(plain(text), twin),
      lines,
    };
  };
  const request = `${odd.name} ${path} ${who}`;
  expect({ request, ...(await told(quick)) }).toEqual({ request, ...(await told(slow)) });
}

/** What is left of a window is told in seconds, and the two are asked one after the other. */
function withoutSeconds(text: string): string {
  return text
    .replace(/;t=\d+$/, ";t=SECONDS")
    .replaceAll(/Wait \d+ s|"retry_?[aA]fter":\d+/g, "WAIT")
    .replace(/^\d{1,2}$|^\d{10}$/, "SECONDS");
}

/** A text with this desk's own ids by the names that both have for them. */
function own(text: string, { names }: Twin): string {
  let told = text;
  for (const [id, name] of names) told = told.replaceAll(id, name);
  return told.replaceAll(/\b(aud|msg|con|cnv|lin|evt|out|tok)_[0-9a-z]{26}\b/g, "$1_ID");
}

function logged(line: string, twin: Twin): unknown {
  const { "@timestamp": _at, ms: _ms, ...rest } = JSON.parse(own(line, twin)) as Record<string, unknown>;
  return rest;
}

const eras: Era[] = ["2025-11-25", "2026-07-28"];

describe.each(eras)("with the quick way and without it, %s", (era) => {
  beforeAll(async () => {
    // The SDK has taken a call through before its like is recognised.
    for (let n = 0; n < 2; n++) await compare(twisted(era) as OddRequest);
  });

  test("an ordinary call again and again", async () => {
    const before = atOnce;
    for (let n = 0; n < 150; n++) await compare(twisted(era) as OddRequest);
    expect(atOnce - before).toBe(150);
  });

  test("each odd thing alone", async () => {
    for (const twist of twists) await compare(twisted(era, twist) as OddRequest);
  });

  test("two odd things at once", async () => {
    for (const [i, first] of twists.entries()) {
      for (const second of [twists[(i * 7 + 3) % twists.length], twists[(i * 13 + 5) % twists.length]]) {
        const odd = second && twisted(era, first, second);
        if (odd) await compare(odd);
      }
    }
  });

  test("who may not, who has no token, a token that is none, one that was taken back", async () => {
    for (const who of ["writer", "nobody", "a stranger", "revoked"] as const)
      for (const twist of twists.slice(0, 8)) await compare(twisted(era, twist) as OddRequest, { who });
  });

  test("other addresses, hosts, pages, keys and clients", async () => {
    const odd = twisted(era) as OddRequest;
    for (const path of [
      "/mcp/",
      "/mcp?x=1",
      "/mcp/connector",
      "/mcp/default",
      "/mcp/none",
      "/mcp/connector/",
    ])
      await compare(odd, { path });
    for (const headers of [
      { host: "elsewhere.example" },
      { host: "localhost:3000" },
      { host: "a b" },
      { origin: "http://localhost:5173" },
      { origin: "https://elsewhere.example" },
      { "x-openphone-api-key": "key_of_somebody" },
      { "x-openphone-api-key": " " },
      { "user-agent": "openai-mcp/1.0" },
      { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
      { "content-length": "5" },
    ])
      await compare(odd, { headers });
  });
});

test("bodies that are no ordinary JSON", async () => {
  for (const [name, body] of rawBodies)
    await compare({ ...(twisted("2025-11-25") as OddRequest), name, body });
});

test("a caller who has used up what a minute allows", async () => {
  for (const { desk } of [quick, slow]) await desk.set("limits.reads_per_minute", 3);
  for (let n = 0; n < 6; n++) await compare(twisted("2025-11-25") as OddRequest, { path: "/mcp/connector" });
  for (const { desk } of [quick, slow]) await desk.set("limits.reads_per_minute", 4000);
});

test("what is nested deeper than it can be written down, with a token and without", async () => {
  const deep = `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`;
  for (const era of eras) {
    const { body, ...odd } = twisted(era) as OddRequest;
    const meta = body.includes('"_meta":{') ? body.replace('"_meta":{', `"_meta":{"x":${deep},`) : body;
    const params = body.replace('"limit":3', `"limit":3,"x":${deep}`);
    for (const who of ["reader", "a stranger"] as const)
      for (const text of [meta, params]) await compare({ ...odd, body: text, name: `${era} deep` }, { who });
  }
}, 60_000);

test("an answer that cannot be put together", async () => {
  for (const { desk } of [quick, slow]) {
    const operation = desk.desk.tools.find("get_message_history")?.operation;
    if (operation) failing.set(operation, operation.summary);
  }
  for (const operation of failing.keys())
    operation.summary = () => {
      throw new Error("+15550100200");
    };
  await compare(twisted("2025-11-25") as OddRequest);
  for (const [operation, summary] of failing) operation.summary = summary;
});

test("of who is not known nothing is read, be it a megabyte", async () => {
  const body = `[${"[],".repeat(300_000)}[]]`;
  const headers = { "content-type": "application/json", accept: "application/json" };
  const parse = JSON.parse;
  for (const { desk, tokens } of [quick, slow]) {
    let read = 0;
    JSON.parse = (...given: Parameters<typeof parse>) => {
      if (given[0].length > 100_000) read++;
      return parse(...given);
    };
    const ask = async (more: Record<string, string>) =>
      (await desk.request("/mcp", { method: "POST", headers: { ...headers, ...more }, body })).status;
    const own = `Bearer ${tokens.reader}`;
    const strangers = [await ask({}), await ask({ authorization: own, host: "elsewhere.example" })];
    expect([strangers, read]).toEqual([[401, 403], 0]);
    await ask({ authorization: own });
    JSON.parse = parse;
    expect(read).toBe(1);
  }
});

test("the time that a body takes to come counts for whatever is asked", async () => {
  const listing = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  for (const { desk, tokens } of [quick, slow]) {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(listing.slice(0, 10)));
        await Bun.sleep(300);
        controller.enqueue(new TextEncoder().encode(listing.slice(10)));
        controller.close();
      },
    });
    const headers = {
      "content-type": "application/json",
      accept: "application/json",
      authorization: `Bearer ${tokens.reader}`,
    };
    const before = quick.desk.log.length;
    expect((await desk.request("/mcp", { method: "POST", headers, body })).status).toBe(200);
    const line = quick.desk.log.slice(before).find((each) => each.includes("Answered."));
    expect((JSON.parse(line ?? "{}") as { ms: number }).ms).toBeGreaterThanOrEqual(290);
  }
});

test("a desk that is shutting down", async () => {
  for (const { desk } of [quick, slow]) desk.app.turnAway();
  await compare(twisted("2025-11-25") as OddRequest);
});

test("and both have written the same into audit and metrics", async () => {
  expect(asked).toBeGreaterThan(1000);
  expect(atOnce).toBeGreaterThan(500);
  const audits = await Promise.all([quick, slow].map(auditOf));
  expect(audits[0]).toEqual(audits[1] as unknown[]);
  expect(audits[0]?.length).toBeGreaterThan(600);
  const metrics = await Promise.all([quick, slow].map(countsOf));
  expect(metrics[0]).toEqual(metrics[1] as string[]);
  expect(metrics[0]?.join("\n")).toContain('frontdesk_http_requests_total{route="/mcp",status="200"}');
});

/** The lines of calls over MCP, in their order: a write's line is there at once, and a read's within a second. */
async function auditOf(twin: Twin): Promise<unknown[]> {
  await twin.desk.desk.audit.flush();
  const lines: Record<string, unknown>[] = [];
  for await (const record of auditRecords(twin.desk.desk.database.read)) {
    if (record.type !== "line" || record.line["face"] !== "mcp") continue;
    const { id: _id, requestId: _request, seq: _seq, payloadHash: _payload, ...line } = record.line;
    lines.push({ ...line, client: own(String(line["client"]), twin), digest: line["digest"] !== null });
  }
  const isWrite = ({ digest }: Record<string, unknown>) => digest === true;
  return [...lines.filter((line) => !isWrite(line)), ...lines.filter(isWrite)];
}

/** Every number of the metrics but times. */
async function countsOf({ desk }: Twin): Promise<string[]> {
  const text = await desk.desk.metrics.registry.metrics();
  return text.split("\n").filter((line) => !/_bucket|_sum|database|commit|write_queue/.test(line));
}
