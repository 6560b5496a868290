import { createElement } from "hono/jsx";
import { changeSettings, settingsIn } from "#faces/web/settings/setting-form.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { weekdays } from "#operation/setting-words.ts";
import { Business } from "./business.tsx";
import { placesIn } from "./places.ts";

const own = [
  "business.name",
  "business.zone",
  "business.region",
  "business.currency",
  "business.holidays",
  "business.categories",
] as const;

/** What the page says first to somebody who is sent here. */
const tellings = new Map([
  ["unkept", "You are the owner. What you said of the business was not kept: say it here."],
]);

/** `/settings/business`: the owner's; the gate sees to that. */
export function businessRoutes(parts: DoorParts) {
  return settingsPage<URLSearchParams>(
    {
      acts: {
        async save(form, turn) {
          const given = {
            ...settingsIn(form, own),
            "business.hours": hoursIn(form),
            "business.properties": placesIn(form),
          };
          return { done: await changeSettings(given, turn) };
        },
        async "hide-steps"(_form, turn) {
          await changeSettings({ "business.knows_the_way": true }, turn);
          return { goTo: "/" };
        },
      },
      keepsOnProblem: (form) => form,
      async show({ c, signedIn, run }, { problem, wrong, done, fresh }, status) {
        // Whoever may not change settings does not see the page: asking for them says so.
        await run("setting.list", {});
        const content = createElement(Business, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          settings: parts.settings(),
          given: fresh,
          wrong,
          problem: problem ?? tellings.get(c.req.query("told") ?? ""),
          done,
        });
        return await page(content, status);
      },
    },
    parts,
  );
}

function hoursIn(form: URLSearchParams): Record<string, unknown> {
  return Object.fromEntries(
    weekdays.map(([day]) => {
      const isOpen = form.get(`open.${day}`) === "yes";
      return [day, isOpen ? { open: form.get(`from.${day}`), close: form.get(`until.${day}`) } : null];
    }),
  );
}
