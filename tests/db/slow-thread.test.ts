import { expect, test } from "bun:test";
import { join } from "node:path";
import { openNative } from "#runtime/libsql.ts";
import { scratchFolder } from "#tests/support/process.ts";

test("a thread for slow reads that is closed at any moment answers first, and takes nothing down", async () => {
  const folder = scratchFolder();
  const path = join(folder.path, "desk.db");
  const database = await openNative(path, {});
  database.exec("CREATE TABLE messages (id)");
  database.close();
  const script = join(import.meta.dir, "ending-thread.ts");
  const run = Bun.spawn([process.execPath, script, path], { stdout: "pipe", stderr: "pipe" });
  expect([await run.exited, await new Response(run.stdout).text()]).toEqual([0, "ended"]);
  folder.remove();
}, 60_000);
