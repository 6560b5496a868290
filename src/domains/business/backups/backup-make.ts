import { defineWrite } from "#operation/operation.ts";
import { effectOf, planned, shared } from "./backup-run.ts";
import { backupService } from "./service.ts";

/** Makes a copy of the database now. @throws UNSUPPORTED where the database is a server's */
export const backupMake = defineWrite({
  ...shared,
  name: "backup.make",
  title: "Make a copy",
  description: "Copies the whole database to where copies are kept, and looks whether the copy is whole.",
  summary: ({ id }) => `${id} is being made.`,
  plan: planned("backup"),
  apply: () => [],
  effect: effectOf("backup", (ctx) => ctx.service(backupService).make(ctx.settings.get("backup.keep"))),
});
