import type { Config } from "#desk/config.ts";
import { socketPath } from "#desk/config.ts";
import { counted } from "#platform/words.ts";
import { whoRuns } from "./beside.ts";
import { type CommandResult, type Flags, UsageError } from "./command.ts";

export const restoreUsage = `frontdesk restore [NAME | FILE] --yes

Puts a backup in the database's place: the newest one, the one of that name ("frontdesk backup list" shows them), or a
file, also one of snapshots/. Stop the desk first (systemctl stop frontdesk), or do it on Settings, Backups. The copy
is fetched, opened and looked at before anything is touched; what was there is moved aside, to snapshots/ in the data
folder. A sealed copy needs BACKUP_PASSPHRASE, one of an encrypted database FRONTDESK_ENCRYPTION_KEY.

What was erased since the copy was made is erased again, who has said stop stays out, and what was taken back stays so.
Texts that may have gone out since are in doubt and are looked up, never sent again; what waited for a person has to be
asked again, and everybody signs in again.`;

export const restoreOptions = { yes: { type: "boolean" } } as const;

/** `frontdesk restore`: works on the data folder alone. */
export async function restore(config: Config, words: string[], flags: Flags): Promise<CommandResult> {
  const [which, ...more] = words;
  if (more.length > 0) throw new UsageError("restore takes one copy.");
  if (!flags["yes"])
    throw new UsageError("restore replaces the database that is there: say --yes if that is meant.");
  const running = await whoRuns(socketPath(config));
  if (running)
    return {
      notes: [
        `A desk runs on this data folder (process ${running.pid}). Stop it first (systemctl stop frontdesk, or Ctrl-C where it was started), or restore on Settings, Backups.`,
      ],
      code: 1,
    };
  const [{ restore: run }, { problemOf }, { PlaceFailure }, { CopyFault }] = await Promise.all([
    import("#desk/backups/restore.ts"),
    import("#desk/backups/backups.ts"),
    import("#desk/backups/place.ts"),
    import("#db/local/copies.ts"),
  ]);
  try {
    const done = await run(config, which);
    if (flags["json"]) return { out: JSON.stringify(done, null, 2) };
    return {
      notes: [
        `Restored ${done.name}, made at ${done.madeAt}: ${counted(done.rows, "row")}.`,
        ...(done.before ? [`What was there before is in ${done.before}.`] : []),
        ...(done.erasedAgain > 0
          ? [
              `${counted(done.erasedAgain, "contact")} that had been erased since ${done.erasedAgain === 1 ? "is" : "are"} gone again.`,
            ]
          : []),
        secretNote(done.secret),
        ...(done.unopened > 0
          ? [
              `${counted(done.unopened, "kept key")} cannot be opened with the root secret that is here: put back the file \`secret\` (or FRONTDESK_SECRET) that belongs to it, or leave the keys anew on Settings.`,
            ]
          : []),
        "Everybody signs in again, and what waited for a person has to be asked again. Start the desk now.",
      ],
    };
  } catch (failure) {
    if (failure instanceof PlaceFailure || failure instanceof CopyFault)
      return { notes: [problemOf(failure), "Nothing was changed."], code: 1 };
    throw failure;
  }
}

function secretNote(secret: string): string {
  if (secret === "taken from the copy")
    return "The root secret that was in the copy is in the data folder now.";
  if (secret === "from the environment")
    return "The root secret is FRONTDESK_SECRET, as the environment sets it.";
  if (secret === "as it was") return "The root secret in the data folder is as it was.";
  return "The copy holds no root secret, since it is not sealed, and there was none here: a new one is made.";
}
