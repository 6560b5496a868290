import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** `bun run check`: the whole gate, in order. The first step that fails ends it. */
const root = join(import.meta.dirname, "..");
const bun = process.execPath;
const started = Date.now();
let passed = 0;
let failed = 0;

/** Folders of tests that need nothing built. */
const notOrdinary = ["architecture.test.ts", "binary", "prove", "bench", "support", "fakes"];
const ordinary = readdirSync(join(root, "tests"))
  .filter((name) => !notOrdinary.includes(name))
  .map((name) => `tests/${name}`);

step("install", ["install", "--frozen-lockfile"]);
step("format and lint", ["run", "--bun", "lint"]);
step("types", ["run", "--bun", "typecheck"]);
step("architecture", ["test", "tests/architecture.test.ts"]);
step("generated pages are up to date", ["scripts/generate.ts", "--check"]);
step("tests", ["test", ...ordinary]);
step("build the binary", ["scripts/build.ts"]);
step("tests of the binary, and of the source under Deno", ["test", "tests/binary"]);
finish();

function step(name: string, args: string[]): void {
  const begun = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const isTest = args[0] === "test";
  const ended = spawnSync(bun, isTest ? ["test", "--only-failures", ...args.slice(1)] : args, {
    cwd: root,
    stdio: ["ignore", "inherit", isTest ? "pipe" : "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (isTest) {
    process.stdout.write(ended.stderr);
    passed += counted(ended.stderr, "pass");
    failed += counted(ended.stderr, "fail");
  }
  process.stdout.write(`-- ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  if (ended.status === 0) return;
  if (failed === 0) failed = 1;
  process.stdout.write(`\nThe step "${name}" failed.\n`);
  finish();
}

function counted(report: string, word: string): number {
  return [...report.matchAll(new RegExp(`^ *(\\d+) ${word}$`, "gm"))].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
}

function finish(): never {
  process.stdout.write(
    `\n${((Date.now() - started) / 1000).toFixed(0)} s in all\n${passed} passed, ${failed} failed\n`,
  );
  process.exit(failed === 0 ? 0 : 1);
}
