import { createElement } from "hono/jsx";
import { changeSettings, settingsIn } from "#faces/web/settings/setting-form.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { commandFor } from "#runtime/compiled.ts";
import { Backups, backupSettings, type Listed } from "./backups.tsx";

export interface BackupsParts extends DoorParts {
  dataFolder: string;
}

const keys = backupSettings.map(({ key }) => key);

/** `/settings/backups`: the owner's; the gate sees to that. */
export function backupsRoutes(parts: BackupsParts) {
  return settingsPage<URLSearchParams>(
    {
      acts: {
        make: (_form, turn) => ended(turn, "backup.make", "last", "A copy is made, and it is whole."),
        drill: (_form, turn) =>
          ended(
            turn,
            "backup.drill",
            "lastDrill",
            "The newest copy was restored aside: everything is in it.",
          ),
        async restore(form, { run }) {
          await run("backup.restore", { name: form.get("id") });
          return {
            done: "The copy is being restored. The desk is back in a moment, and everybody signs in again.",
          };
        },
        async save(form, turn) {
          return { done: await changeSettings(settingsIn(form, keys), turn) };
        },
      },
      keepsOnProblem: (form) => form,
      async show({ c, signedIn, run }, { problem, wrong, done }, status) {
        const content = createElement(Backups, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          listed: await run<Listed>("backup.list", {}),
          settings: parts.settings(),
          command: commandFor(parts.dataFolder),
          ...{ wrong, problem, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
}

/** How it ended, where it has; a large database takes longer than anybody waits. */
async function ended({ run }: Turn, name: string, which: "last" | "lastDrill", well: string) {
  const before = (await run<Listed>("backup.list", { withCopies: false }))[which]?.at;
  await run(name, {});
  const { [which]: end } = await run<Listed>("backup.list", { withCopies: false });
  if (end === null || end.at === before) return { done: "It is under way. Look again in a moment." };
  return end.problem === null ? { done: well } : { problem: end.problem };
}
