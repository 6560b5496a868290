import { readFileSync } from "node:fs";
import { join } from "node:path";
import { signStandard } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { note, token } from "#tests/ingest/caller.ts";
import { scratchFolder } from "#tests/support/process.ts";
import { measureColdStarts } from "./cold-start.ts";
import { type ServerUnderLoad, startContender } from "./contenders.ts";
import { customerTable, measureCustomers } from "./customers.ts";
import { distanceTable, measureDistance } from "./distance.ts";
import { fillHistory, peerOf } from "./history.ts";
import { type Contender, measure } from "./measure.ts";
import { type Results, report, writeReport } from "./report.ts";
import { measureSearch, searchTable } from "./search.ts";
import { callShot, json, nothing, type Shot, tenRows } from "./shots.ts";
import { measureTokens } from "./tokens.ts";

/**
 * `bun run bench [--write] [GROUP …]`: the desk beside bare routes that do the same read or insert, beside the
 * SDK's own handler and two other MCP servers with the same tools. Each round of a group runs its contenders in turn; the
 * figures are medians of the rounds, and only the ratios carry over to other machines. `--write` puts them into
 * docs/speed.md and a summary into the README. Groups: nothing, rows, events, handoffs, start, memory; and, only where it
 * is named, distance: the database on a server, behind a proxy that delays each round trip; search: a million texts; and
 * customers: 100,000 contacts.
 */
const rounds = 5;
const seconds = 3;
const manyCalls = 1_000_000;
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const isWritten = process.argv.includes("--write");
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const isWanted = (group: string) => wanted.length === 0 || wanted.includes(group);

if (wanted.includes("distance")) {
  console.log(distanceTable(await measureDistance()));
  if (wanted.length === 1) process.exit(0);
}
if (wanted.includes("customers")) {
  console.log(customerTable(await measureCustomers()));
  process.exit(0);
}
if (wanted.includes("search")) {
  console.log(searchTable(await measureSearch()));
  process.exit(0);
}
const scratch = scratchFolder();
const path = join(scratch.path, "frontdesk.db");
await fillHistory(path);
const log = (name: string) => join(scratch.path, `${name}.log`);
const desk = await startContender("desk.ts", [], log("desk"), {
  FRONTDESK_DATA: scratch.path,
  QUO_WEBHOOK_SECRET: secret,
  INGEST_TOKEN: token,
  HOME: scratch.path,
});
const bare = await startContender("bare.ts", [path], log("bare"));
const sdk = await startContender("sdk.ts", [path], log("sdk"));
const lite = await startContender("peers.ts", ["mcp-lite", path], log("mcp-lite"));
const tmcp = await startContender("peers.ts", ["tmcp", path], log("tmcp"));
const idle = residentMegabytes(desk);
let serial = 0;

const bareShot = (route: string, body: (n: number) => object) => (n: number) => ({
  path: route,
  headers: json,
  body: JSON.stringify(body(n)),
});
const contender = (
  name: string,
  server: ServerUnderLoad,
  shot: (n: number) => Shot,
  more = {},
): Contender => ({
  ...{ name, server, shot, rounds: [] },
  ...more,
});
const calls = (name: string, server: ServerUnderLoad, tool: string, args: (n: number) => object) =>
  (["2025-11-25", "2026-07-28"] as const).map((era) =>
    contender(`${name}, ${era}`, server, (n) => callShot(era, n, tool, args(n), server.tokens)),
  );
const others = (tool: string, args: (n: number) => object) => [
  ...calls("the SDK's `createMcpHandler`", sdk, tool, args),
  contender("mcp-lite, 2025-06-18", lite, (n) => callShot("2025-06-18", n, tool, args(n))),
  contender("tmcp, 2026-07-28", tmcp, (n) => callShot("2026-07-28", n, tool, args(n))),
];
const peerBody = (n: number) => ({ peer: peerOf(n) });

const groups: Record<string, Contender[]> = {
  nothing: [
    contender("bare Hono route", bare, bareShot("/nothing", nothing)),
    ...others("bench_nothing", nothing),
    ...calls("Frontdesk", desk, "bench_nothing", nothing),
  ],
  rows: [
    contender("bare route, prepared", bare, bareShot("/read-prepared", peerBody)),
    contender("bare route, @libsql/client", bare, bareShot("/read-client", peerBody)),
    ...others("get_message_history", tenRows),
    ...calls("Frontdesk", desk, "get_message_history", tenRows),
  ],
  events: [
    contender("bare insert, a commit each", bare, bareShot("/insert-each", event)),
    contender("bare insert, shared commits", bare, bareShot("/insert-shared", event)),
    contender("signed webhook to durable row", desk, () => signed(event("contact.updated")), {
      isOnce: true,
    }),
    contender("the same, a text that is processed as well", desk, () => signed(event()), { isOnce: true }),
  ],
  handoffs: [
    contender("bare insert, a commit each, 32 at once", bare, bareShot("/insert-each", event), {
      connections: 32,
    }),
    contender("bare insert, shared commits, 32 at once", bare, bareShot("/insert-shared", event), {
      connections: 32,
    }),
    contender("handoff to ticket number, 32 at once", desk, handoff, { isOnce: true, connections: 32 }),
  ],
};

// Group by group: what arrives in one leaves work behind that would be counted to whoever is measured next.
for (const [group, list] of Object.entries(groups)) {
  if (!isWanted(group)) continue;
  for (const each of list) await measure(each, 1);
  for (let round = 0; round < rounds; round++) {
    for (const each of list) each.rounds.push(await measure(each, seconds));
    process.stderr.write(`${group}: round ${round + 1} of ${rounds}\n`);
  }
}
const results: Results = {
  groups: Object.fromEntries(Object.entries(groups).filter(([group]) => isWanted(group))),
  rounds: { count: rounds, seconds },
};
if (isWanted("memory")) results.memory = { idle, ...(await memoryOverCalls()), calls: manyCalls };
for (const server of [desk, bare, sdk, lite, tmcp]) await server.stop();
if (isWanted("start")) {
  results.tokens = await measureTokens(path, desk.tokens[0] ?? "");
  results.starts = await measureColdStarts();
}
console.log(report(results));
if (isWritten) writeReport(results);
scratch.remove();

function event(type: number | string = "message.received"): object {
  const n = serial++;
  const options = { id: `EV${n}`, messageId: `AC${n}`, text: `event ${n}`, customer: peerOf(n) };
  return messageOfNow(typeof type === "string" ? { ...options, type } : options);
}

function signed(body: object): Shot {
  const text = JSON.stringify(body);
  const headers = { ...json, ...signStandard(text, secret, Date.now()) };
  return { path: "/webhooks/quo", headers, body: text };
}

/** Each of another caller. */
function handoff(): Shot {
  const body = JSON.stringify({ note: note(), callerNumber: `+1555${String(2_000_000 + serial++)}` });
  return { path: "/ingest/oa-handoff", headers: { ...json, "x-auth-token": token }, body };
}

/** Memory once half of the calls have been answered, and once all have. */
async function memoryOverCalls(): Promise<{ half: number; all: number }> {
  const caller = contender("memory", desk, (n) => callShot("2026-07-28", n, "list_lines", {}, desk.tokens));
  const after: number[] = [];
  let done = 0;
  for (const goal of [manyCalls / 2, manyCalls]) {
    for (; done < goal; ) done += Math.round((await measure(caller, 10)).perSecond * 10);
    after.push(residentMegabytes(desk));
  }
  const [half = 0, all = 0] = after;
  return { half, all };
}

function residentMegabytes({ pid }: ServerUnderLoad): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
