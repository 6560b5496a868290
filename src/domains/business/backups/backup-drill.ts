import { defineWrite } from "#operation/operation.ts";
import { effectOf, planned, shared } from "./backup-run.ts";
import { backupService } from "./service.ts";

/** Restores the newest copy aside, looks whether it is whole, and lets go of it. @throws UNSUPPORTED where the database is a server's */
export const backupDrill = defineWrite({
  ...shared,
  name: "backup.drill",
  title: "Try the newest copy out",
  description: "Restores the newest copy aside, looks whether everything is in it, and lets go of it again.",
  summary: ({ id }) => `${id} is being tried out.`,
  plan: planned("drill"),
  apply: () => [],
  effect: effectOf("drill", (ctx) => ctx.service(backupService).drill()),
});
