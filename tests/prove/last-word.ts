import { availableParallelism } from "node:os";
import type { Failure, ShardReport } from "./last-word/shard.ts";
import { addTally, emptyTally, missingIn, type Tally } from "./last-word/tally.ts";

export interface LastWordReport {
  /** `LAST_WORD_SEED` chooses another. */
  seed: number;
  seconds: number;
  tally: Tally;
  /** Kinds of outcomes that never came about: what was not tried is not proved. */
  missing: string[];
  failures: Failure[];
}

const usualSeed = 20_261_121;
/** Seeds from one shard to the next: each batch of a shard takes one. */
const apart = 1_000_000;

/**
 * So many random schedules of requests, decisions, changes, crashes and expiries through the real gate and outbox on
 * real databases, in a process for each core: nothing runs without a person's decision, twice, with other arguments
 * or after a denial. `rules.ts` has what is held against each request.
 */
export async function keepTheLastWord(schedules: number): Promise<LastWordReport> {
  const seed = Number(process.env["LAST_WORD_SEED"] ?? usualSeed);
  console.log(`The last word: ${schedules} schedules from seed ${seed}.`);
  const started = performance.now();
  const shards = Math.min(4, availableParallelism());
  const share = Math.ceil(schedules / shards);
  const reports = await Promise.all(
    Array.from({ length: shards }, (_, place) => runShard(share, seed + place * apart)),
  );
  const tally = emptyTally();
  for (const report of reports) addTally(tally, report.tally);
  const failures = reports.flatMap(({ failure }) => failure ?? []);
  for (const { batch, wrong } of failures) console.log(`${wrong.join("\n")}\n${JSON.stringify({ batch })}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  return { seed, seconds, tally, missing: missingIn(tally), failures };
}

async function runShard(schedules: number, seed: number): Promise<ShardReport> {
  const script = new URL("./last-word/shard.ts", import.meta.url).pathname;
  const child = Bun.spawn([process.execPath, script, String(schedules), String(seed)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const report = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`A shard of the proof ended with ${child.exitCode}.`);
  return JSON.parse(report) as ShardReport;
}
