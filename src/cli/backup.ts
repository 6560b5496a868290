import type { Desk } from "#desk/desk.ts";
import { ago } from "#platform/ago.ts";
import { commandName } from "#runtime/compiled.ts";
import { type CommandResult, type DeskCommand, runOperation, table, UsageError } from "./command.ts";

interface Listed {
  place: string | null;
  copies: { name: string; madeAt: number; bytes: number; isWhole: boolean; triedAt: number | null }[];
  problem: string | null;
  last: { problem: string | null; name: string | null; at: number } | null;
  lastDrill: { problem: string | null; name: string | null; at: number } | null;
}

/** `frontdesk backup [list|drill]`. */
export const backup: DeskCommand = {
  usage: `frontdesk backup [list | drill] [--json]

Makes a copy of the whole database while the desk works, looks whether the copy is whole, and keeps it where BACKUP_URL
says; older ones beyond backup.keep go. "list" shows the copies there are. "drill" restores the newest one aside, looks
whether everything is in it, and lets go of it again. Exit code 1 when something is wrong.`,
  summary: "copy the database, list copies, try the newest out",
  async run(desk, [action = "make"], flags) {
    if (action === "list") return await list(desk, Boolean(flags["json"]));
    if (action === "make") return await once(desk, "backup.make", "last");
    if (action === "drill") return await once(desk, "backup.drill", "lastDrill");
    throw new UsageError("backup takes list or drill, or nothing to make a copy.");
  },
};

async function once(desk: Desk, name: string, which: "last" | "lastDrill"): Promise<CommandResult> {
  const { id } = await runOperation<{ id: string }>(desk, name, {}, { wait: 3_600_000 });
  const { [which]: end } = await runOperation<Listed>(desk, "backup.list", {});
  if (end === null) return { notes: [`${id} has not ended yet.`], code: 1 };
  if (end.problem !== null) return { notes: [end.problem], code: 1 };
  return which === "last"
    ? { out: end.name ?? "", notes: ["The copy is made and whole."] }
    : { notes: [`${end.name} was restored aside: everything is in it.`] };
}

async function list(desk: Desk, isJson: boolean): Promise<CommandResult> {
  const listed = await runOperation<Listed>(desk, "backup.list", {});
  if (isJson) return { out: JSON.stringify(listed, null, 2) };
  if (listed.place === null)
    return { notes: ["The database is a server's, and its copies are made there (docs/turso.md)."] };
  if (listed.problem !== null) return { notes: [listed.problem], code: 1 };
  if (listed.copies.length === 0)
    return { notes: [`There is no copy in ${listed.place} yet. Make one: ${commandName} backup`] };
  const now = desk.clock.now();
  const rows = listed.copies.map(({ name, madeAt, bytes, isWhole, triedAt }) => [
    name,
    bytes < 1e6 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`,
    ago(madeAt, now),
    isWhole ? (triedAt === null ? "whole" : "whole, tried out") : "cut off",
  ]);
  const ended = (what: string, end: Listed["last"]) =>
    end === null ? [] : [`Last ${what}: ${end.problem ?? "well"}, ${ago(end.at, now)}.`];
  return {
    out: table(rows),
    notes: [`In ${listed.place}.`, ...ended("backup", listed.last), ...ended("drill", listed.lastDrill)],
  };
}
