import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { ColdStart } from "./cold-start.ts";
import { type Contender, middle, wrk } from "./measure.ts";

export interface Results {
  groups: Record<string, Contender[]>;
  rounds: { count: number; seconds: number };
  tokens?: { known: number; read: number };
  starts?: ColdStart[];
  /** Resident megabytes after the start, after half of the calls, and after all. */
  memory?: { idle: number; half: number; all: number; calls: number };
}

/** What the tables are headed with; the first contender of a group is the one that the others stand beside. */
const titles: Record<string, string> = {
  nothing: "A tool call that reads nothing",
  rows: "Ten rows of a history of 100,000",
  events: "An event from outside",
  handoffs: "A voice agent's handoff",
};
const besideOf: Record<string, string> = {
  nothing: "bare Hono route",
  rows: "bare route, prepared",
  events: "bare insert, shared commits",
  handoffs: "bare insert, shared commits, 32 at once",
};

/** What the desk is held to, as ratios in one run. */
interface Aim {
  what: string;
  /** What was measured on 2026-11-28, before anything was done about it. */
  before: string;
  aim: string;
  now: number;
  said: string;
  isMet: boolean;
}

export function report(results: Results): string {
  return [
    conditions(results),
    aimTable(aimsOf(results)),
    ...Object.entries(results.groups).map(([group, list]) => rateTable(group, list)),
    ...more(results),
  ].join("\n\n");
}

function conditions({ rounds }: Results): string {
  const by = wrk
    ? "wrk, one thread"
    : "the project's own generator, which costs as much as the server and hides most of the distance: wrk is not installed";
  return `Bun ${Bun.version}, ${cpus().length} cores, 16 connections, load from ${by}; medians of ${rounds.count} interleaved rounds of ${rounds.seconds} s. Only the ratios carry over to other machines.`;
}

function rateTable(group: string, contenders: readonly Contender[]): string {
  const base = contenders.find(({ name }) => name === besideOf[group]);
  const beside = base && middle(base);
  const lines = contenders.map((contender) => {
    const { perSecond, cpu, p50, p99, bytes } = middle(contender);
    const ratio = beside ? ` ${(cpu / beside.cpu).toFixed(1)} × |` : "";
    return `| ${contender.name} | ${grouped(perSecond)} | ${Math.round(cpu)} |${ratio} ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${grouped(bytes)} |`;
  });
  return [
    `| ${titles[group]} | a second | CPU µs a request | CPU beside the bare route | half within ms | 99 % within ms | bytes |`,
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...lines,
  ].join("\n");
}

function more({ tokens, starts, memory }: Results): string[] {
  return [
    ...(starts
      ? [
          [
            "| From the start of the process to its first answer | |",
            "| --- | ---: |",
            ...starts.map(({ name, milliseconds }) => `| ${name} | ${Math.round(milliseconds)} ms |`),
          ].join("\n"),
        ]
      : []),
    ...(tokens
      ? [
          `A token's check: ${tokens.known.toFixed(1)} µs where it is remembered, ${tokens.read.toFixed(1)} µs where it is read from the database.`,
        ]
      : []),
    ...(memory
      ? [
          `Resident memory: ${memory.idle} MB after the start, ${memory.half} MB after ${grouped(memory.calls / 2)} calls more, ${memory.all} MB after ${grouped(memory.calls)}.`,
        ]
      : []),
  ];
}

function aimsOf({ groups, starts }: Results): Aim[] {
  const find = (name: string) => {
    const found = Object.values(groups)
      .flat()
      .find((contender) => contender.name === name && contender.rounds.length > 0);
    return found && middle(found);
  };
  const aims: Aim[] = [];
  const times = (value: number) => `${value.toFixed(1)} ×`;
  const most = (what: string, before: string, now: number | undefined, aim: number, said = times) => {
    if (now !== undefined)
      aims.push({ what, before, aim: `≤ ${said(aim)}`, now, said: said(now), isMet: now <= aim });
  };
  const least = (what: string, before: string, now: number | undefined, aim: number, said = times) => {
    if (now !== undefined)
      aims.push({ what, before, aim: `≥ ${said(aim)}`, now, said: said(now), isMet: now >= aim });
  };
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  const ms = (value: number) => (value < 2 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`);
  const over = (first: number | undefined, second: number | undefined) =>
    first === undefined || second === undefined ? undefined : first / second;

  const bare = find("bare Hono route");
  const rows = find("bare route, prepared");
  for (const era of ["2025-11-25", "2026-07-28"]) {
    const mine = find(`Frontdesk, ${era}`);
    const theirs = find(`the SDK's \`createMcpHandler\`, ${era}`);
    most(`nothing read, CPU beside the bare route, ${era}`, "8–9 ×", over(mine?.cpu, bare?.cpu), 3);
    least(
      `nothing read, calls a second beside the SDK's handler, ${era}`,
      "0.9 ×",
      over(mine?.perSecond, theirs?.perSecond),
      2,
    );
    most(`nothing read, p99 beside the bare route, ${era}`, "4–6 ×", over(mine?.p99, bare?.p99), 2);
    const ten = groups["rows"]?.find(({ name }) => name === `Frontdesk, ${era}`);
    const tenRows = ten && middle(ten);
    most(
      `ten rows, CPU beside the bare prepared route, ${era}`,
      "3.5–4 ×",
      over(tenRows?.cpu, rows?.cpu),
      1.5,
    );
    most(`ten rows, p99 beside the bare prepared route, ${era}`, "4 ×", over(tenRows?.p99, rows?.p99), 2);
  }
  const shared = find("bare insert, shared commits");
  least(
    "event to durable row, a second beside the bare shared insert",
    "32 %",
    over(find("signed webhook to durable row")?.perSecond, shared?.perSecond),
    0.6,
    percent,
  );
  const handoff = find("handoff to ticket number, 32 at once");
  most("handoff to number, CPU", "0.85 ms", handoff && handoff.cpu / 1000, 0.45, ms);
  const start = starts?.find(({ name }) => name.startsWith("`frontdesk serve`"));
  most("first answer of the binary", "183 ms", start?.milliseconds, 70, ms);
  return aims;
}

function aimTable(aims: readonly Aim[]): string {
  return [
    "| | 28 November 2026 | aim | measured | |",
    "| --- | ---: | ---: | ---: | --- |",
    ...aims.map(
      ({ what, before, aim, said, isMet }) =>
        `| ${what} | ${before} | ${aim} | ${said} | ${isMet ? "met" : "missed"} |`,
    ),
  ].join("\n");
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString("en");
}

const root = join(import.meta.dirname, "../..");

/** The tables into docs/speed.md, a line into its history, and a summary into the README. */
export function writeReport(results: Results): void {
  const aims = aimsOf(results);
  replaceBetween("docs/speed.md", "bench", report(results));
  replaceBetween("README.md", "bench", aimTable(aims));
  const path = join(root, "docs/speed.md");
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  const day = new Date().toISOString().slice(0, 10);
  const line = `| ${day} | ${commit} | ${aims.map(({ said }) => said).join(" | ")} |`;
  const end = /\n+<!-- \/history -->/;
  writeFileSync(path, readFileSync(path, "utf8").replace(end, `\n${line}\n\n<!-- /history -->`));
  const biome = join(root, "node_modules/.bin/biome");
  execFileSync(biome, ["format", "--write", "README.md", "docs/speed.md"], { cwd: root });
}

/** @throws where the file has no marks to write between */
function replaceBetween(file: string, mark: string, text: string): void {
  const path = join(root, file);
  const whole = existsSync(path) ? readFileSync(path, "utf8") : "";
  const begin = `<!-- ${mark}: written by \`bun run bench --write\` -->`;
  const [from, to] = [whole.indexOf(begin), whole.indexOf(`<!-- /${mark} -->`)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for the tables`);
  writeFileSync(path, `${whole.slice(0, from + begin.length)}\n\n${text}\n\n${whole.slice(to)}`);
}
