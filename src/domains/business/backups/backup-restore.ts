import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { planned } from "./backup-run.ts";
import { backupService } from "./service.ts";

/**
 * Has the process that serves put a copy in the database's place: it stops, restores, and serves again.
 * @throws NOT_FOUND for a copy there is not; CONFLICT for one that is cut off; UNSUPPORTED where nothing serves that could
 */
export const backupRestore = defineWrite({
  name: "backup.restore",
  title: "Restore a copy",
  description: "Puts a copy in the place of the database, which is moved aside. Everybody signs in again.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ name: z.string().min(1).max(200) }),
  output: z.object({ id: z.string() }),
  summary: () => "The copy is being restored.",
  hints: { destructive: true, idempotent: false, openWorld: true },
  async plan({ name }, ctx) {
    const { result } = await planned("backup")({}, ctx);
    const service = ctx.service(backupService);
    if (!service.canRestore)
      throw new DeskError("UNSUPPORTED", "Here nothing serves that could restore it.", {
        next: "Stop the desk and use: frontdesk restore",
      });
    const copy = (await service.list()).find((each) => each.name === name);
    if (!copy) throw new DeskError("NOT_FOUND", "There is no copy of that name.");
    if (!copy.isWhole)
      throw new DeskError("CONFLICT", "That copy is cut off: nothing can be restored from it.");
    const ref = `${result.id} ${name}`;
    return { facts: { name }, data: undefined, result, effects: [{ ref, lane: "backups" }] };
  },
  apply: () => [],
  effect: {
    async run(ref, ctx) {
      await ctx.begin();
      ctx.service(backupService).restore(ref.slice(ref.indexOf(" ") + 1));
      return { state: "done", unit: [] };
    },
    lost: () => [],
  },
});
