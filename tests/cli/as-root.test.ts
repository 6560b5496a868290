import { expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { commands, run, scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

const isRoot = process.getuid?.() === 0;
if (!isRoot)
  process.stderr.write("SKIPPED, LOUDLY: this is not root, so commands typed as root were not tried.\n");

/** The service's user, by numbers that nobody else has. */
const desk = 65_532;

function ownersIn(folder: string): Set<number> {
  const entries = readdirSync(folder, { recursive: true }) as string[];
  return new Set(entries.map((name) => statSync(join(folder, name)).uid));
}

test.skipIf(!isRoot)(
  "a command that root types leaves nothing in the desk's folder that the desk cannot open",
  async () => {
    const scratch = scratchFolder();
    chmodSync(scratch.path, 0o755);
    const data = join(scratch.path, "data");
    mkdirSync(data, { mode: 0o700 });
    chownSync(data, desk, desk);
    const env = { ...surroundings, HOME: scratch.path, FRONTDESK_DATA: data, LOG_LEVEL: "error" };
    for (const words of [["backup"], ["restore", "--yes"]]) {
      const done = await run([...commands.source, ...words], env, scratch.path);
      expect([words, done.code, done.err.includes("rror")]).toEqual([words, 0, false]);
      expect([words, [...ownersIn(data)]]).toEqual([words, [desk]]);
    }
    scratch.remove();
  },
  30_000,
);

test.skipIf(!isRoot)(
  "started as root with FRONTDESK_USER, the desk takes its folder and becomes that user",
  async () => {
    const scratch = scratchFolder();
    chmodSync(scratch.path, 0o755);
    const data = join(scratch.path, "data");
    const env = {
      ...surroundings,
      HOME: scratch.path,
      FRONTDESK_DATA: data,
      FRONTDESK_USER: `${desk}:${desk}`,
      LOG_LEVEL: "error",
    };
    const done = await run([...commands.source, "token", "create", "me"], env, scratch.path);
    expect([done.code, done.out.startsWith("fdk_")]).toEqual([0, true]);
    expect([statSync(data).uid, ...ownersIn(data)]).toEqual([desk, desk]);
    scratch.remove();
  },
  30_000,
);
