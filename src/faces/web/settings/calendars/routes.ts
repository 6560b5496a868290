import { createElement } from "hono/jsx";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { Calendars, type CalendarsPage, type OtherCalendar } from "./calendars.tsx";

/** `/settings/calendars`: the owner's; the gate sees to that. */
export function calendarsRoutes(parts: DoorParts) {
  return settingsPage<URLSearchParams>(
    {
      acts: {
        async add(form, { run }) {
          const [kind, subject = ""] = (form.get("subject") ?? "").split(":");
          await run("calendar.add", { name: form.get("name"), url: form.get("url"), kind, subject });
          return { done: "Added. It is read within a minute." };
        },
        async remove(form, { run }) {
          await run("calendar.remove", { id: form.get("id") });
          return { done: "It is not read any more." };
        },
      },
      keepsOnProblem: (form) => form,
      async show({ c, signedIn, run }, { problem, wrong, done, fresh }, status) {
        await run("setting.list", {});
        const [{ calendars }, { feed, team }] = await Promise.all([
          run<{ calendars: OtherCalendar[] }>("calendar.list", {}),
          run<Pick<CalendarsPage, "feed" | "team">>("calendar.browse", { days: 1 }),
        ]);
        const content = createElement(Calendars, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          ...{ calendars, feed, team, problem, wrong, done, given: fresh },
          properties: parts.settings().get("business.properties"),
        });
        return await page(content, status);
      },
    },
    parts,
  );
}
