import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { run, scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

const root = join(import.meta.dirname, "../..");
export const suite = join(root, "node_modules/@modelcontextprotocol/conformance");

export type Revision = "2025-11-25" | "2026-07-28";

const check = z.object({
  id: z.string(),
  status: z.enum(["SUCCESS", "FAILURE", "WARNING", "SKIPPED", "INFO"]),
  errorMessage: z.string().optional(),
  details: z.object({ untestable: z.boolean().optional() }).nullish(),
});

export type Check = z.infer<typeof check>;

/** What a run said, by scenario. */
export type Results = Map<string, Check[]>;

/** The scenarios a revision asks a server to pass; what is run beside them does not count. */
export function requiredBy(revision: Revision): string[] {
  const text = readFileSync(join(suite, "requirements", `${revision}.yaml`), "utf8");
  return z.object({ server: z.array(z.string()) }).parse(Bun.YAML.parse(text)).server;
}

/**
 * Everything a revision asks for, and what the suite runs beside it for show, by the suite as a program of
 * its own. Its exit code says nothing that the checks do not. @throws Error when it wrote no results.
 */
export async function runSuite(url: string, revision: Revision): Promise<Results> {
  const folder = scratchFolder();
  const program = [process.execPath, "--bun", join(suite, "dist/index.js"), "server"];
  const written = join(folder.path, "results");
  const options = ["--url", url, "--requirements", revision, "-o", written];
  try {
    const env = { ...surroundings, HOME: folder.path, NO_COLOR: "1" };
    const { out, err } = await run([...program, ...options], env, folder.path);
    if (!existsSync(written)) throw new Error(`The suite wrote no results:\n${out}\n${err}`);
    return readResults(written, "server");
  } finally {
    folder.remove();
  }
}

/** What the suite wrote of each scenario of a kind. */
export function readResults(folder: string, kind: "server" | "authorization-server"): Results {
  const scenarios = readdirSync(folder).map((name): [string, Check[]] => {
    const scenario = /^(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/.exec(name)?.[1]?.slice(`${kind}-`.length);
    if (!scenario) throw new Error(`The suite wrote ${name}, which names no scenario.`);
    const file = join(folder, name, "checks.json");
    // A scenario that broke off has a folder and nothing in it; to its readers it has checked nothing.
    const checks: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
    return [scenario, z.array(check).parse(checks)];
  });
  return new Map(scenarios);
}

export function idsWith(status: Check["status"], checks: Check[]): string[] {
  return checks.filter((each) => each.status === status).map(({ id }) => id);
}

/** Scenarios that did not pass, with the reasons: a check failed, or none was made. */
export function failuresOf(scenarios: string[], results: Results): Record<string, string[]> {
  const reasons = scenarios.map((scenario): [string, string[]] => {
    const checks = results.get(scenario) ?? [];
    if (checks.every(({ status }) => status === "SKIPPED")) return [scenario, ["nothing was checked"]];
    const failed = checks.filter(({ status }) => status === "FAILURE");
    return [scenario, failed.map(({ id, errorMessage }) => `${id}: ${errorMessage ?? "failed"}`)];
  });
  return Object.fromEntries(reasons.filter(([, why]) => why.length > 0));
}
