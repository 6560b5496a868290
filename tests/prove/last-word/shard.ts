import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { configureLog } from "#platform/log.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { runBatch } from "./batch.ts";
import { openLedger } from "./ledger.ts";
import { type Batch, batches } from "./schedule.ts";
import { addTally, emptyTally, type Tally } from "./tally.ts";

/** What one process of the proof has found. */
export interface ShardReport {
  tally: Tally;
  failure?: Failure;
}

export interface Failure {
  /** Of the batch as it was made. */
  seed: number;
  wrong: string[];
  /** The batch, as small as it could be made; `bun tests/prove/last-word/shard.ts replay <file>` runs it again. */
  batch: Batch;
}

const perBatch = 100;
/** Milliseconds that a failure is made smaller for. */
const shrinking = 60_000;

/** Runs at least so many schedules; ends with the first batch in which a rule does not hold. */
async function runShard(schedules: number, seed: number): Promise<ShardReport> {
  const t = await openProofDesk();
  try {
    const tally = emptyTally();
    for (let next = seed; tally.schedules < schedules; next++) {
      const [batch] = fc.sample(batches(perBatch), { seed: next, numRuns: 1 }) as [Batch];
      const verdict = await runBatch(t, batch);
      addTally(tally, verdict.tally);
      if (verdict.wrong.size > 0) return { tally, failure: await smallest(batch, verdict.wrong, next) };
    }
    return { tally };
  } finally {
    await closeProofDesk(t);
  }
}

/** First a guilty schedule alone, where it fails alone; then whatever fast-check can leave out. */
async function smallest(batch: Batch, wrong: Map<number, string[]>, seed: number): Promise<Failure> {
  let found: Failure = { seed, wrong: [...wrong.values()].flat(), batch };
  const fails = async (candidate: Batch): Promise<boolean> => {
    const broken = await replay(candidate);
    if (broken.length > 0) found = { seed, wrong: broken, batch: candidate };
    return broken.length > 0;
  };
  const guilty = [...wrong.keys()].flatMap((place) => batch.schedules[place] ?? []);
  for (const schedule of guilty.slice(0, 5)) if (await fails({ ...batch, schedules: [schedule] })) break;
  const property = fc.asyncProperty(batches(perBatch, 1), async (each) => !(await fails(each)));
  await fc.check(property, { examples: [[found.batch]], numRuns: 1, interruptAfterTimeLimit: shrinking });
  return found;
}

/** The rules that a batch breaks on a desk of its own. */
async function replay(batch: Batch): Promise<string[]> {
  const t = await openProofDesk();
  try {
    return [...(await runBatch(t, batch)).wrong.values()].flat();
  } finally {
    await closeProofDesk(t);
  }
}

/** A desk in memory, where there is such a place, whose own work in the background has stopped. */
async function openProofDesk(): Promise<TestDesk> {
  const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const t = await openTestDesk({ folder: mkdtempSync(join(place, "last-word-")) });
  configureLog({ level: "fatal", format: "json", write: () => {} });
  await t.desk.jobs.stop();
  for (const limit of ["limits.writes_per_minute", "limits.reads_per_minute"]) await t.set(limit, 100_000);
  await openLedger(t.desk.database);
  return t;
}

async function closeProofDesk(t: TestDesk): Promise<void> {
  await t.desk.database.close();
  rmSync(t.folder, { recursive: true, force: true });
}

const [first = "", second = ""] = process.argv.slice(2);
if (first === "replay") {
  const { batch } = (await Bun.file(second).json()) as Pick<Failure, "batch">;
  console.log((await replay(batch)).join("\n") || "No rule is broken.");
} else await Bun.write(Bun.stdout, JSON.stringify(await runShard(Number(first), Number(second))));
process.exit(0);
