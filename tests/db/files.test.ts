import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { commands, run, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

setDefaultTimeout(60_000);

const scratch = scratchFolder();
/** A desk's folder as a kill left it: the file, its log, and an older copy of the file. */
const killed = join(scratch.path, "killed");
const older = join(scratch.path, "older.db");
/** The older copy, started once by itself, as the file in the folder was. */
const twin = join(scratch.path, "twin", "frontdesk.db");

beforeAll(async () => {
  mkdirSync(killed);
  const first = await startServer({ folder: killed });
  await first.tell("token", "create", "before");
  await first.stop();
  copyFileSync(join(killed, "frontdesk.db"), older);
  cpSync(killed, dirname(twin), { recursive: true });
  const apart = await startServer({ folder: dirname(twin) });
  await apart.stop();
  const second = await startServer({ folder: killed });
  for (const name of ["a", "b", "c"]) await second.tell("token", "create", name);
  // Enough of it that the file has to grow.
  for (let n = 0; n < 12; n++)
    await second.tell("settings", "set", "business.holidays", JSON.stringify(holidays(n)));
  await second.stop("SIGKILL");
});
afterAll(() => scratch.remove());

/** Some pages' worth of a setting, whose changes the audit keeps. */
function holidays(round: number): string[] {
  return Array.from({ length: 360 }, (_, day) =>
    new Date(Date.UTC(2030 + round, 0, 1 + day)).toISOString().slice(0, 10),
  );
}

let serial = 0;

/** The killed desk's folder, without the socket that its process left. */
function copyKilled(to: string): void {
  cpSync(killed, to, { recursive: true, filter: (source) => !/\.sock$|\.bun(\/|$)/.test(source) });
}

/** A copy of the killed desk's folder, with something done to it. */
function folderWith(change: (file: string) => void): string {
  const folder = join(scratch.path, `case ${++serial}`);
  copyKilled(folder);
  change(join(folder, "frontdesk.db"));
  return folder;
}

const frontdesk = (folder: string, ...words: string[]) =>
  run([...commands.source, ...words], { ...surroundings, FRONTDESK_DATA: folder, PORT: "0" }, scratch.path);

/** Every file of the database with its bytes: what is told changes nothing of it. */
function filesIn(folder: string): [string, string][] {
  return readdirSync(folder)
    .filter((name) => name.startsWith("frontdesk.db"))
    .sort()
    .map((name) => [name, Bun.hash(readFileSync(join(folder, name))).toString()]);
}

const wrong: [string, (file: string) => void, string[]][] = [
  [
    "cut in half",
    (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
    ["frontdesk.db is cut off", "Put a snapshot or a copy in its place"],
  ],
  [
    "cut off by one page",
    (file) => truncateSync(file, statSync(file).size - 4096),
    ["frontdesk.db is cut off", "bytes and has"],
  ],
  [
    "cut off in its first page",
    (file) => truncateSync(file, 60),
    ["frontdesk.db is cut off", "60 bytes are left"],
  ],
  ["emptied", (file) => truncateSync(file, 0), ["frontdesk.db is cut off", "It is empty"]],
  [
    "an older copy beside a newer log",
    (file) => copyFileSync(older, file),
    [
      "another copy than the one that the log frontdesk.db-wal",
      "move frontdesk.db-wal and frontdesk.db-shm away",
    ],
  ],
  [
    "another copy that was started as often",
    (file) => copyFileSync(twin, file),
    ["another copy than the one that the log frontdesk.db-wal"],
  ],
  [
    "gone, with its log left",
    (file) => rmSync(file),
    ["frontdesk.db is gone, and its log frontdesk.db-wal is still there", "Put frontdesk.db back"],
  ],
  [
    "no database",
    (file) => writeFileSync(file, "x".repeat(20_000)),
    ["cannot be read", "Nothing was changed"],
  ],
];

describe.each(wrong)("a database that is %s", (_name, change, said) => {
  test("is told in a sentence, by serve and doctor alike, and nothing of it is changed", async () => {
    const folder = folderWith(change);
    const before = filesIn(folder);
    for (const command of ["serve", "doctor"]) {
      const { code, out, err } = await frontdesk(folder, command);
      expect([command, code, out]).toEqual([command, 1, ""]);
      for (const part of said) expect(err).toContain(part);
      expect(err).not.toMatch(/\bat \S+ \(|SQLITE|\/src\//);
      expect(filesIn(folder).filter(([name]) => name !== "frontdesk.db-shm")).toEqual(
        before.filter(([name]) => name !== "frontdesk.db-shm"),
      );
    }
  });
});

describe("what is as it should be starts", () => {
  const tokens = async (folder: string) =>
    (JSON.parse((await frontdesk(folder, "token", "list", "--json")).out) as { name: string }[])
      .map(({ name }) => name)
      .sort();

  test("after a kill, with all that was written", async () => {
    expect(await tokens(folderWith(() => undefined))).toEqual(["a", "b", "before", "c"]);
  });

  test("from an older copy, without the log", async () => {
    const folder = folderWith((file) => {
      copyFileSync(older, file);
      for (const rest of ["-wal", "-shm"]) rmSync(`${file}${rest}`, { force: true });
    });
    expect(await tokens(folder)).toEqual(["before"]);
    expect(await tokens(folder)).toEqual(["before"]);
  });

  test("from a file that is short of the pages that its log holds, as a kill in the middle of a checkpoint leaves it", async () => {
    const folder = folderWith(() => undefined);
    const file = join(folder, "frontdesk.db");
    const log = readFileSync(`${file}-wal`);
    const frames = Array.from(
      { length: Math.floor((log.length - 32) / (24 + 4096)) },
      (_, n) => 32 + n * (24 + 4096),
    );
    const pageOf = (at: number) => log.readUInt32BE(at);
    // The file as it is while the log is moved into it: page 1 is there already, with the number of pages to come.
    const last = Math.max(...frames.map((at) => log.readUInt32BE(at + 4)));
    const header = frames.findLast((at) => pageOf(at) === 1);
    const bytes = readFileSync(file);
    const whole = Buffer.concat([bytes, Buffer.alloc(Math.max(0, last * 4096 - bytes.length))]);
    if (header !== undefined) log.copy(whole, 0, header + 24, header + 24 + 4096);
    let short = last;
    while (short > 1 && frames.some((at) => pageOf(at) === short)) short--;
    whole.writeUInt32BE(last, 28);
    whole.writeUInt32BE(whole.readUInt32BE(24), 92);
    expect(short).toBeLessThan(last);
    writeFileSync(file, whole.subarray(0, short * 4096));
    expect(await tokens(folder)).toEqual(["a", "b", "before", "c"]);
  });

  test("from a folder of a version that numbered no starts", async () => {
    expect(await tokens(folderWith((file) => rmSync(`${file}-start`)))).toEqual(["a", "b", "before", "c"]);
  });

  test.each(["", "\n", "what?", "1 2 3"])("whatever the file of starts says: %j", async (text) => {
    expect(await tokens(folderWith((file) => writeFileSync(`${file}-start`, text)))).toEqual([
      "a",
      "b",
      "before",
      "c",
    ]);
  });

  test("from a file that was moved with its log", async () => {
    const folder = folderWith(() => undefined);
    const moved = `${folder} moved`;
    renameSync(folder, moved);
    expect(await tokens(moved)).toEqual(["a", "b", "before", "c"]);
  });
});

const small = join(scratch.path, "small");
mkdirSync(small);
const isMounted =
  process.getuid?.() === 0 &&
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", small]).status === 0;
if (!isMounted)
  process.stderr.write(
    "\nSKIPPED, LOUDLY: a small file system cannot be mounted here, so a start on a full disk was not tried.\n\n",
  );

test.skipIf(!isMounted).each(["nothing yet", "a desk"])(
  "a full disk at the start is told, with %s on it",
  async (what) => {
    try {
      const folder = join(small, what);
      if (what === "a desk") {
        rmSync(join(small, "ballast"), { force: true });
        copyKilled(folder);
      } else mkdirSync(folder);
      spawnSync("dd", ["if=/dev/zero", `of=${join(small, "ballast")}`, "bs=1024"]);
      for (const command of ["serve", "doctor"]) {
        const { code, err } = await frontdesk(folder, command);
        expect([command, code]).toEqual([command, 1]);
        expect(err).toMatch(/disk/);
        expect(err).not.toMatch(/\bat \S+ \(|SQLITE|\/src\//);
      }
      expect(existsSync(join(small, "ballast"))).toBe(true);
    } finally {
      if (what === "a desk") spawnSync("umount", ["-l", small]);
    }
  },
);
