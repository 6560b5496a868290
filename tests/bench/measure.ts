import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "#tests/support/process.ts";
import type { ServerUnderLoad } from "./contenders.ts";
import { load } from "./load.ts";
import { median, quantile } from "./median.ts";
import { type Shot, wireOf } from "./shots.ts";

/** One round of one contender. */
export interface Round {
  perSecond: number;
  /** CPU time of the server, in microseconds. */
  cpu: number;
  p50: number;
  /** Milliseconds. */
  p99: number;
  /** Bytes of an answer, head and body. */
  bytes: number;
}

export interface Contender {
  name: string;
  server: ServerUnderLoad;
  /** The request of number `n`. */
  shot(n: number): Shot;
  /** True where an equal request a second time would be another thing: each is sent once. */
  isOnce?: true;
  /** Under how many connections. */
  connections?: number;
  rounds: Round[];
}

/** Where wrk is on this machine; null where it is not. */
export const wrk = Bun.which("wrk", { PATH: "/usr/bin:/usr/local/bin:/bin" });

const ticksPerSecond = 100;
/** Requests that are sent over and over, where they may be. */
const repeated = 4000;

let serial = 0;

/** @throws where an answer is not the one expected: nothing is measured of refusals. */
export async function measure(contender: Contender, seconds: number): Promise<Round> {
  const { name, server, connections = 16 } = contender;
  await checkOne(contender);
  const before = cpuSeconds(server.pid);
  const said = await (wrk
    ? underWrk(contender, seconds, connections)
    : underOurs(contender, seconds, connections));
  const used = cpuSeconds(server.pid) - before;
  if (said.failed > 0) throw new Error(`${name}: ${said.failed} requests failed`);
  return {
    perSecond: said.requests / said.seconds,
    cpu: (used / said.requests) * 1e6,
    p50: said.p50,
    p99: said.p99,
    bytes: said.bytes / said.requests,
  };
}

/** CPU time that a process has taken, in seconds. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

interface Said {
  requests: number;
  seconds: number;
  bytes: number;
  p50: number;
  p99: number;
  failed: number;
}

async function checkOne({ name, server, shot }: Contender): Promise<void> {
  const { path, headers, body } = shot(serial++);
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: "POST", headers, body });
  requireGood(name, answer.status, await answer.text());
}

function requireGood(name: string, status: number, body: string): void {
  if (status !== 200 || body.includes('"isError"') || body.includes('"error"'))
    throw new Error(`${name} answered ${status}: ${body.slice(0, 200)}`);
}

async function underWrk(
  { name, server, shot, isOnce, rounds }: Contender,
  seconds: number,
  connections: number,
) {
  const folder = scratchFolder();
  const path = join(folder.path, "shots");
  const fastest = Math.max(8000, ...rounds.map(({ perSecond }) => perSecond));
  const count = isOnce ? Math.round(fastest * (seconds + 0.5) * 1.5) : repeated;
  const shots = Array.from({ length: count }, () => wireOf(shot(serial++)));
  writeFileSync(path, shots.map((wire) => `${Buffer.byteLength(wire)}\n${wire}`).join(""));
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", join(import.meta.dirname, "wrk.lua")];
  const target = `http://127.0.0.1:${server.port}`;
  const run = Bun.spawn([wrk ?? "", ...args, target, "--", path, ...(isOnce ? ["once"] : [])], {
    stderr: "pipe",
  });
  const [out, problem] = await Promise.all([run.stdout.text(), run.stderr.text()]);
  folder.remove();
  const last = out.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`wrk could not measure ${name}: ${problem}`);
  const said = JSON.parse(last) as Said & { repeated: boolean };
  if (said.repeated) throw new Error(`${name} was asked the same twice: ${count} requests were too few`);
  return said;
}

async function underOurs(
  { name, server, shot }: Contender,
  seconds: number,
  connections: number,
): Promise<Said> {
  const times: number[] = [];
  let bytes = 0;
  const begun = performance.now();
  await load({
    ...{ port: server.port, connections, seconds },
    shot: () => shot(serial++),
    check: (status, body) => requireGood(name, status, body),
    took(milliseconds, size) {
      times.push(milliseconds);
      bytes += size;
    },
  });
  const took = (performance.now() - begun) / 1000;
  const at = (share: number) => quantile(times, share);
  return { requests: times.length, seconds: took, bytes, p50: at(0.5), p99: at(0.99), failed: 0 };
}

/** The medians of a contender's rounds. */
export function middle({ rounds }: Contender): Round {
  const of = (key: keyof Round) => median(rounds.map((round) => round[key]));
  return { perSecond: of("perSecond"), cpu: of("cpu"), p50: of("p50"), p99: of("p99"), bytes: of("bytes") };
}
