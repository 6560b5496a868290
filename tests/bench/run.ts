import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#db/client.ts";
import { createAuditMemory } from "#gate/audit/memory.ts";
import { createBearer } from "#oauth/bearer.ts";
import { systemClock } from "#platform/clock.ts";
import { createMetrics } from "#platform/metrics.ts";
import { createSeal } from "#platform/seal.ts";
import { signStandard } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { scratchFolder } from "#tests/support/process.ts";
import { measureColdStarts } from "./cold-start.ts";
import { type ServerUnderLoad, startContender } from "./contenders.ts";
import { handoffEnv, handoffTable } from "./handoffs.ts";
import { fillHistory, historyRows, peerOf } from "./history.ts";
import { load, type Shot } from "./load.ts";
import { callShot, nothing, tenRows } from "./shots.ts";
import { median, type Rates, rateTable, writeToReadme } from "./table.ts";

/**
 * `bun run bench [--write]`: the desk beside bare routes that do the same read or insert, and beside the
 * SDK's own handler with the same tools. Each round runs every contender in turn; the figures are medians
 * of the rounds, and only the ratios carry over to other machines. `--write` puts them into the README.
 */
const rounds = 5;
const seconds = 2;
const connections = 16;
const manyCalls = 200_000;
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const json = { "content-type": "application/json" };

interface Contender extends Rates {
  port: number;
  shot(n: number): Shot;
}

const scratch = scratchFolder();
const path = join(scratch.path, "frontdesk.db");
await fillHistory(path);
const desk = await startContender("desk.ts", [], join(scratch.path, "desk.log"), {
  FRONTDESK_DATA: scratch.path,
  QUO_WEBHOOK_SECRET: secret,
  HOME: scratch.path,
  ...handoffEnv,
});
const bare = await startContender("bare.ts", [path], join(scratch.path, "bare.log"));
const sdk = await startContender("sdk.ts", [path], join(scratch.path, "sdk.log"));
const idle = residentMegabytes(desk);
let serial = 0;

const bareShot = (route: string, body: (n: number) => object) => (n: number) => ({
  path: route,
  headers: json,
  body: JSON.stringify(body(n)),
});
const contender = (name: string, { port }: ServerUnderLoad, shot: (n: number) => Shot): Contender => ({
  name,
  port,
  shot,
  rates: [],
});
const calls = (name: string, server: ServerUnderLoad, tool: string, args: (n: number) => object) =>
  (["2025-11-25", "2026-07-28"] as const).map((era) =>
    contender(`${name}, ${era}`, server, (n) => callShot(era, n, tool, args(n), server.tokens)),
  );

const withoutRows = [
  contender("bare Hono route", bare, bareShot("/nothing", nothing)),
  ...calls("the SDK's `createMcpHandler`", sdk, "bench_nothing", nothing),
  ...calls("Frontdesk", desk, "bench_nothing", nothing),
];
const withRows = [
  contender(
    "bare route, prepared",
    bare,
    bareShot("/read-prepared", (n) => ({ peer: peerOf(n) })),
  ),
  contender(
    "bare route, @libsql/client",
    bare,
    bareShot("/read-client", (n) => ({ peer: peerOf(n) })),
  ),
  ...calls("the SDK's `createMcpHandler`, prepared", sdk, "get_message_history", tenRows),
  ...calls("Frontdesk", desk, "get_message_history", tenRows),
];
const arrivals = [
  contender("bare insert, a commit each", bare, bareShot("/insert-each", event)),
  contender("bare insert, shared commits", bare, bareShot("/insert-shared", event)),
  contender("signed webhook to durable row", desk, () => signed(event("contact.updated"))),
  contender("the same, a text that is processed as well", desk, () => signed(event())),
];

for (const each of [...withoutRows, ...withRows, ...arrivals]) await rate(each, 1);
for (let round = 0; round < rounds; round++) {
  for (const each of [...withoutRows, ...withRows, ...arrivals]) each.rates.push(await rate(each, seconds));
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}
const handoffs = await handoffTable(desk, bare);
const busy = await residentAfterCalls();
for (const server of [desk, bare, sdk]) await server.stop();
const report = [
  `Bun ${Bun.version}, ${cpus().length} cores, ${connections} connections; medians of ${rounds} interleaved rounds of ${seconds} s. Only the ratios carry over to other machines.`,
  rateTable("A tool call that reads nothing", withoutRows, ["bare Hono route", withoutRows[2]?.name ?? ""]),
  rateTable(`Ten rows of a history of ${historyRows.toLocaleString("en")}`, withRows, [
    "bare route, prepared",
    "bare route, @libsql/client",
  ]),
  rateTable("An event from outside", arrivals, ["bare insert, shared commits", "bare insert, a commit each"]),
  handoffs,
  await tokenTable(),
  startTable(await measureColdStarts()),
  `Resident memory: ${idle} MB after the start, ${busy} MB after ${manyCalls.toLocaleString("en")} calls more.`,
].join("\n\n");
console.log(report);
if (process.argv.includes("--write")) writeToReadme(report);
scratch.remove();

function event(type: number | string = "message.received"): object {
  const n = serial++;
  const options = { id: `EV${n}`, messageId: `AC${n}`, text: `event ${n}`, customer: peerOf(n) };
  return messageOfNow(typeof type === "string" ? { ...options, type } : options);
}

function signed(body: object): Shot {
  const text = JSON.stringify(body);
  return {
    path: "/webhooks/quo",
    headers: { ...json, ...signStandard(text, secret, Date.now()) },
    body: text,
  };
}

async function rate({ name, port, shot }: Contender, forSeconds: number): Promise<number> {
  return await load({
    port,
    connections,
    seconds: forSeconds,
    shot,
    check(status, body) {
      if (status !== 200 || body.includes('"isError"') || body.includes('"error"'))
        throw new Error(`${name} answered ${status}: ${body.slice(0, 200)}`);
    },
  });
}

/** Memory once that many calls more have been answered. */
async function residentAfterCalls(): Promise<number> {
  const [caller] = withRows.slice(-1);
  for (let done = 0; caller && done < manyCalls; ) done += Math.round((await rate(caller, 5)) * 5);
  return residentMegabytes(desk);
}

function residentMegabytes({ pid }: ServerUnderLoad): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** Who a token speaks for, remembered and read from the database. */
async function tokenTable(): Promise<string> {
  const database = await openDatabase({ path, now: Date.now() });
  const bearer = createBearer({
    database,
    clock: systemClock,
    metrics: createMetrics(),
    audit: createAuditMemory(database),
    seal: createSeal([""]),
    baseUrl: "http://localhost",
  });
  const header = `Bearer ${desk.tokens[0]}`;
  const check = () => bearer.principalOf(header, "mcp", { address: "127.0.0.1", requestId: "bench" });
  const known = await microseconds(check);
  const read = await microseconds(async () => {
    bearer.forget();
    await check();
  });
  await database.close();
  return `A token's check: ${known.toFixed(1)} µs where it is remembered, ${read.toFixed(1)} µs where it is read from the database.`;
}

async function microseconds(work: () => Promise<unknown>): Promise<number> {
  const each: number[] = [];
  for (let round = 0; round < 9; round++) {
    const started = performance.now();
    for (let i = 0; i < 2000; i++) await work();
    each.push((performance.now() - started) / 2);
  }
  return median(each);
}

function startTable(starts: Awaited<ReturnType<typeof measureColdStarts>>): string {
  const lines = starts.map(({ name, milliseconds }) => `| ${name} | ${Math.round(milliseconds)} ms |`);
  return ["| From the start of the process to its first answer | |", "| --- | ---: |", ...lines].join("\n");
}
