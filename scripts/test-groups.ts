import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname, "..");

/** Folders that hold no tests, or tests that run on their own. */
const notOrdinary = ["architecture.test.ts", "binary", "prove", "bench", "support", "fakes"];
/** Tests that open browsers and start programs wait more than they compute: they run beside the others. */
const atBrowsers = ["browser", "cli", "clients", "conformance", "proxies"];
/** Tests of what days, hours and zones decide. */
const ofDays = ["domains", "journeys"];

const folders = readdirSync(join(root, "tests")).filter((name) => !notOrdinary.includes(name));

/** The tests in three groups of about the same length, each for a process of its own. */
export const testGroups = {
  computing: folders.filter((name) => ![...atBrowsers, ...ofDays].includes(name)).map(pathOf),
  atBrowsers: atBrowsers.map(pathOf),
  ofDays: ofDays.map(pathOf),
};

/**
 * What holds wherever the database is, run again with every desk on a libSQL server. The gate runs the chosen, in two
 * processes side by side: what depends most on units, guards, claims and search.
 */
export const onAServer = {
  all: ["domains", "oversight", "ingest", "journeys", "webhooks"].map(pathOf),
  chosen: [
    [
      ...["contract", "exactly-once"].map((name) => `ingest/${name}`),
      ...["decisions", "once", "rules", "splitting", "stopping", "untrusted", "denied-parts"].map(
        (name) => `oversight/${name}`,
      ),
      "domains/assistant/budgets",
    ].map(testOf),
    [
      ...["contacts/removal", "helpdesk/tickets", "helpdesk/merging", "business/settings"].map(
        (name) => `domains/${name}`,
      ),
      ...["phone/search", "phone/texting", "phone/inbox"].map((name) => `domains/${name}`),
      "journeys/handoffs",
      "webhooks/deliver",
    ].map(testOf),
  ],
};

function testOf(name: string): string {
  return `tests/${name}.test.ts`;
}

/** A folder's path ends with a slash: `tests/cli` alone would be `tests/clients` too. */
function pathOf(name: string): string {
  return name.endsWith(".ts") ? `tests/${name}` : `tests/${name}/`;
}

/** What a run of tests said and how it ended. */
export interface TestRun {
  said: string;
  isRight: boolean;
  passed: number;
  failed: number;
  /** Why something was not tried, a line each. */
  skipped: string[];
}

/** A test that hangs is ended; one that waits for a busy machine is not. */
const patience = ["--timeout", "60000"];

/** Runs tests in a process of their own. */
export async function runTests(paths: string[], clock: Record<string, string> = {}): Promise<TestRun> {
  const child = Bun.spawn([process.execPath, "test", "--only-failures", ...patience, ...paths], {
    cwd: root,
    env: { ...process.env, ...clock },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const code = await child.exited;
  return {
    said: out + err,
    isRight: code === 0,
    passed: counted(err, "pass"),
    failed: counted(err, "fail"),
    skipped: [...err.matchAll(/^SKIPPED, LOUDLY: (.*)$/gm)].map((match) => match[1] ?? ""),
  };
}

function counted(report: string, word: string): number {
  return [...report.matchAll(new RegExp(`^ *(\\d+) ${word}$`, "gm"))].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
}
