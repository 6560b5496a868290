import { type Finding, ok, type Run, warn } from "#desk/finding.ts";

/** Whether there is a copy of the database that can be relied on. */
export async function lookAtBackups(run: Run): Promise<Finding[]> {
  interface Ended {
    problem: string | null;
  }
  const found = await run<{
    place: string | null;
    seals: boolean;
    last: Ended | null;
    lastDrill: Ended | null;
  }>("backup.list", { withCopies: false });
  const page = "/settings/backups";
  if (found.place === null) return [ok("backups", "the database server keeps its own")];
  if (found.last === null)
    return [warn("backups", "none was made yet.", { say: "Make one", command: "backup", page })];
  const problem = found.last.problem ?? found.lastDrill?.problem;
  if (problem) return [warn("backups", problem, { plain: `Backups do not go well. ${problem}`, page })];
  return [
    ok(
      "backups",
      found.seals ? "made, and sealed" : "made; they are not sealed, BACKUP_PASSPHRASE does that",
    ),
  ];
}
