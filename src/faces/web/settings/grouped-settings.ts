import { createElement } from "hono/jsx";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { changeSettings, settingsIn } from "./setting-form.ts";
import { SettingGroups, type SettingGroupsPage } from "./setting-groups.tsx";

/** A page of settings in groups. */
export function groupedSettings(
  what: Pick<SettingGroupsPage, "title" | "groups" | "more">,
  parts: DoorParts,
) {
  const keys = what.groups.flatMap(({ fields }) => fields.map(({ key }) => key));
  return settingsPage<URLSearchParams>(
    {
      acts: {
        async save(form, turn) {
          return { done: await changeSettings(settingsIn(form, keys), turn) };
        },
      },
      keepsOnProblem: (form) => form,
      async show({ c, signedIn, run }, { problem, wrong, done, fresh }, status) {
        await run("setting.list", {});
        const content = createElement(SettingGroups, {
          ...what,
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          settings: parts.settings(),
          given: fresh,
          wrong,
          problem,
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
