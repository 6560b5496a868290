import { note, token } from "#tests/ingest/caller.ts";
import type { ServerUnderLoad } from "./contenders.ts";
import { load } from "./load.ts";
import { median } from "./table.ts";

/** What the desk is started with, so that it takes handoffs in. */
export const handoffEnv = { INGEST_TOKEN: token };

const connections = 32;
const rounds = 5;
const seconds = 2;

interface Timed {
  name: string;
  port: number;
  path: string;
  headers: Record<string, string>;
  /** Milliseconds of each answer, a list for each round. */
  took: number[][];
}

/** The time to a ticket number, each handoff of another caller, beside bare routes with one durable insert. */
export async function handoffTable(desk: ServerUnderLoad, bare: ServerUnderLoad): Promise<string> {
  const json = { "content-type": "application/json" };
  const contenders: Timed[] = [
    { name: "bare insert, a commit each", port: bare.port, path: "/insert-each", headers: json, took: [] },
    { name: "bare insert, shared commits", port: bare.port, path: "/insert-shared", headers: json, took: [] },
    {
      name: "handoff to ticket number",
      port: desk.port,
      path: "/ingest/oa-handoff",
      headers: { ...json, "x-auth-token": token },
      took: [],
    },
  ];
  let serial = 0;
  for (let round = -1; round < rounds; round++) {
    for (const { name, port, path, headers, took } of contenders) {
      const times: number[] = [];
      await load({
        port,
        connections,
        seconds: round < 0 ? 1 : seconds,
        shot: () => ({
          path,
          headers,
          body: JSON.stringify({ note: note(), callerNumber: `+1555${String(2_000_000 + serial++)}` }),
        }),
        check(status, body) {
          if (status !== 200) throw new Error(`${name} answered ${status}: ${body.slice(0, 200)}`);
        },
        took: (milliseconds) => times.push(milliseconds),
      });
      if (round >= 0) took.push(times);
    }
  }
  const lines = contenders.map(({ name, took }) => {
    const at = (share: number) => `${median(took.map((times) => quantile(times, share))).toFixed(1)} ms`;
    const perSecond = median(took.map(({ length }) => length / seconds));
    return `| ${name} | ${at(0.5)} | ${at(0.99)} | ${Math.round(perSecond).toLocaleString("en")} |`;
  });
  return [
    `| ${connections} callers at once | half within | 99 % within | a second |`,
    "| --- | ---: | ---: | ---: |",
    ...lines,
  ].join("\n");
}

function quantile(values: number[], share: number): number {
  return values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
