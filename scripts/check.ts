import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { clockAt, gateMoment } from "./moments.ts";
import { onAServer, runTests, type TestRun, testGroups } from "./test-groups.ts";

/** `bun run check`: the whole gate, in order. The first step that fails ends it. */
const root = join(import.meta.dirname, "..");
const started = Date.now();
const skipped = new Set<string>();
let passed = 0;
let failed = 0;

step("install", ["install", "--frozen-lockfile"]);
step("format and lint", ["run", "--bun", "lint"]);
step("types", ["run", "--bun", "typecheck"]);
await tests("architecture", [["tests/architecture.test.ts"]]);
step("generated pages are up to date", ["scripts/generate.ts", "--check"]);
await tests("tests", [testGroups.computing, testGroups.atBrowsers], onAnotherDay());
step("build the binary", ["scripts/build.ts"]);
await tests(
  "tests of the binary, of the source under Deno, and on a libSQL server",
  [["tests/binary"]],
  ...onAServerToo(),
);
finish();

/** What days decide is tried on another day than this one, at another hour and in another zone. */
function onAnotherDay(): Promise<TestRun> {
  const clock = clockAt(gateMoment);
  if (clock === undefined)
    skipped.add("there is no faketime here, so no test was run on another day than this one.");
  else
    process.stdout.write(
      `Beside it ${testGroups.ofDays.join(", ")} on ${gateMoment.at}, ${gateMoment.name}.\n`,
    );
  return runTests(testGroups.ofDays, clock);
}

/** The chosen third of what holds wherever the database is, with every desk on a libSQL server. */
function onAServerToo(): Promise<TestRun>[] {
  process.stdout.write(`On a libSQL server: ${onAServer.chosen.flat().join(", ")}.\n`);
  return onAServer.chosen.map((paths) => runTests(paths, { TESTS_ON: "server" }));
}

function step(name: string, args: string[]): void {
  const begun = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  close(name, begun, status === 0);
}

/** Runs tests in processes side by side: what one says is not mixed with what another does. */
async function tests(name: string, groups: string[][], ...more: Promise<TestRun>[]): Promise<void> {
  const begun = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const runs = await Promise.all([...groups.map((paths) => runTests(paths)), ...more]);
  for (const run of runs) {
    process.stdout.write(run.said);
    passed += run.passed;
    failed += run.failed;
    for (const why of run.skipped) skipped.add(why);
  }
  close(
    name,
    begun,
    runs.every(({ isRight }) => isRight),
  );
}

function close(name: string, begun: number, isRight: boolean): void {
  process.stdout.write(`-- ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  if (isRight) return;
  if (failed === 0) failed = 1;
  process.stdout.write(`\nThe step "${name}" failed.\n`);
  finish();
}

function finish(): never {
  const all = ((Date.now() - started) / 1000).toFixed(0);
  const notTried =
    skipped.size === 0 ? ["Nothing was skipped."] : [...skipped].map((why) => `Skipped: ${why}`);
  process.stdout.write(`\n${notTried.join("\n")}\n${all} s in all\n${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
