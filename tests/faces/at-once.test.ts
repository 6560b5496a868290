import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { auditRecords } from "#gate/audit/store.ts";
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
let atOnce = 0;
let asked = 0;

beforeAll(async () => {
  slow = await openTwin(false);
  quick = await openTwin(true);
  const { bearer } = quick.desk.desk;
  const { knownPrincipalOf } = bearer;
  bearer.knownPrincipalOf = (authorization, face) => {
    const principal = knownPrincipalOf(authorization, face);
    if (principal) atOnce++;
    return principal;
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
  desk.desk.onRevoked();
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
