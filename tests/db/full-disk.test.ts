import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#db/open.ts";
import { settings } from "#db/schema/index.ts";
import { statement } from "#db/statement.ts";

const folder = mkdtempSync(join(tmpdir(), "frontdesk-full-"));
const isMounted =
  process.getuid?.() === 0 &&
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]).status === 0;
if (!isMounted)
  process.stderr.write(
    "\nSKIPPED, LOUDLY: a small file system cannot be mounted here, so a full disk was not tried.\n\n",
  );

test.skipIf(!isMounted)(
  "a full disk, and then a file that is out of reach, are UNAVAILABLE, lose nothing that was answered, and work goes on afterwards",
  async () => {
    try {
      const database = await openDatabase(
        { kind: "local", path: join(folder, "data/frontdesk.db") },
        { now: 1, patience: 300 },
      );
      const put = (key: string, value: string) =>
        database.write([
          statement(database.read.insert(settings).values({ key, value, updatedAt: 1, updatedBy: "t" })),
        ]);
      writeFileSync(join(folder, "ballast"), new Uint8Array(1_500_000));
      const answered: string[] = [];
      let refusal: unknown;
      for (let i = 0; i < 200 && !refusal; i++) {
        await put(`k${i}`, "x".repeat(50_000)).then(
          () => answered.push(`k${i}`),
          (failure: unknown) => {
            refusal = failure;
          },
        );
      }
      expect(refusal).toMatchObject({ code: "UNAVAILABLE" });
      rmSync(join(folder, "ballast"));
      renameSync(join(folder, "data"), join(folder, "elsewhere"));
      await expect(put("lost", "1")).rejects.toMatchObject({ code: "UNAVAILABLE" });
      expect(database.isWritable).toBe(false);
      renameSync(join(folder, "elsewhere"), join(folder, "data"));
      await put("after", "1");
      const kept = (await database.read.select({ key: settings.key }).from(settings)).map((row) => row.key);
      expect(kept.sort()).toEqual([...answered, "after"].sort());
      await database.close();
    } finally {
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
  30_000,
);
