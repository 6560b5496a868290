import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOperation } from "#src/cli/command.ts";
import { openTestDesk } from "#tests/support/desk.ts";

const small = mkdtempSync(join(tmpdir(), "frontdesk-small-"));
const isMounted =
  process.getuid?.() === 0 &&
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", small]).status === 0;
if (!isMounted)
  process.stderr.write(
    "\nSKIPPED, LOUDLY: a small file system cannot be mounted here, so copies on a full disk were not tried.\n\n",
  );

interface Listed {
  copies: { isWhole: boolean }[];
  last: { problem: string | null };
}

test.skipIf(!isMounted)(
  "a full disk of copies is told, leaves no half copy, and the next one is made once there is room",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "frontdesk-full-copies-"));
    const t = await openTestDesk({
      folder,
      env: {
        DATABASE_URL: `file:${join(folder, "frontdesk.db")}`,
        FRONTDESK_SECRET: "",
        BACKUP_URL: `file:${join(small, "copies")}`,
      },
    });
    try {
      const made = async () => {
        t.clock.advance(1000);
        await runOperation(t.desk, "backup.make", {}, { wait: 20_000 });
        return await runOperation<Listed>(t.desk, "backup.list", {});
      };
      writeFileSync(join(small, "ballast"), new Uint8Array(1_040_000));
      const full = await made();
      expect(full.last.problem).toContain("disk is full");
      expect(full.copies).toEqual([]);
      expect(readdirSync(join(small, "copies"))).toEqual([]);
      rmSync(join(small, "ballast"));
      expect(await made()).toMatchObject({ last: { problem: null }, copies: [{ isWhole: true }] });
    } finally {
      await t.close();
      spawnSync("umount", [small]);
      rmSync(folder, { recursive: true, force: true });
      rmSync(small, { recursive: true, force: true });
    }
  },
);
