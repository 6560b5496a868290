import { join } from "node:path";
import type { Scope } from "#operation/scopes.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import { scratchFolder } from "#tests/support/process.ts";

/** A desk over a database that was filled before, and a token that may read it as often as it likes. */
export async function openFilled(fill: (path: string) => Promise<void>, scope: Scope) {
  const scratch = scratchFolder();
  await fill(join(scratch.path, "frontdesk.db"));
  const t = await openTestDesk({ folder: scratch.path, env: { LOG_LEVEL: "error" } });
  await t.set("limits.reads_per_minute", 100_000);
  const token = await t.token(scope);
  const close = async () => {
    await t.close();
    scratch.remove();
  };
  return { t, token, close };
}
