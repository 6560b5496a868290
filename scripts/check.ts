import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** `bun run check`: the whole gate, in order. The first step that fails ends it. */
const root = join(import.meta.dirname, "..");
const bun = process.execPath;
const started = Date.now();
let passed = 0;
let failed = 0;

/** Folders that hold no tests, or tests that run on their own. */
const notOrdinary = ["architecture.test.ts", "binary", "prove", "bench", "support", "fakes"];
/** Tests that start servers and browsers wait more than they compute: they run beside the others. */
const waiting = ["browser", "clients", "journeys", "proxies"];
const folders = readdirSync(join(root, "tests")).filter((name) => !notOrdinary.includes(name));
const [inProcesses, inHere] = [
  folders.filter((name) => waiting.includes(name)),
  folders.filter((name) => !waiting.includes(name)),
].map((names) => names.map(pathOf));

step("install", ["install", "--frozen-lockfile"]);
step("format and lint", ["run", "--bun", "lint"]);
step("types", ["run", "--bun", "typecheck"]);
step("architecture", ["test", "tests/architecture.test.ts"]);
step("generated pages are up to date", ["scripts/generate.ts", "--check"]);
await together("tests", [inHere ?? [], inProcesses ?? []]);
step("build the binary", ["scripts/build.ts"]);
step("tests of the binary, and of the source under Deno", ["test", "tests/binary"]);
finish();

/** A folder's path ends with a slash: `tests/cli` alone would be `tests/clients` too. */
function pathOf(name: string): string {
  return name.endsWith(".ts") ? `tests/${name}` : `tests/${name}/`;
}

function step(name: string, args: string[]): void {
  const begun = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const isTest = args[0] === "test";
  const ended = spawnSync(bun, isTest ? testing(args.slice(1)) : args, {
    cwd: root,
    stdio: ["ignore", "inherit", isTest ? "pipe" : "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (isTest) report(ended.stderr);
  close(name, begun, ended.status === 0);
}

/** Runs tests in processes side by side: what one says is not mixed with what another does. */
async function together(name: string, groups: string[][]): Promise<void> {
  const begun = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const ended = await Promise.all(groups.map(runTests));
  for (const { said } of ended) report(said);
  close(
    name,
    begun,
    ended.every(({ code }) => code === 0),
  );
}

async function runTests(paths: string[]): Promise<{ said: string; code: number | null }> {
  const child = spawn(bun, testing(paths), { cwd: root, stdio: ["ignore", "inherit", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    said += part;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { said, code };
}

function testing(paths: string[]): string[] {
  return ["test", "--only-failures", ...paths];
}

function report(said: string): void {
  process.stdout.write(said);
  passed += counted(said, "pass");
  failed += counted(said, "fail");
}

function close(name: string, begun: number, isRight: boolean): void {
  process.stdout.write(`-- ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  if (isRight) return;
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
