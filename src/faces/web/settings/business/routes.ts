import { createElement } from "hono/jsx";
import { changeSettings, settingsIn } from "#faces/web/settings/setting-form.ts";
import { settingsPage } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { weekdays } from "#operation/setting-words.ts";
import { Business } from "./business.tsx";

const own = [
  "business.name",
  "business.zone",
  "business.region",
  "business.currency",
  "business.holidays",
  "business.categories",
] as const;

/** `/settings/business`: the owner's; the gate sees to that. */
export function businessRoutes(parts: DoorParts) {
  return settingsPage<never>(
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
      async show({ c, signedIn, run }, { problem, done }, status) {
        // Whoever may not change settings does not see the page: asking for them says so.
        await run("setting.list", {});
        const content = createElement(Business, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          settings: parts.settings(),
          problem,
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

/** Rows with a name; one that is new gets an id from it. */
function placesIn(form: URLSearchParams): Record<string, string>[] {
  const column = (part: string) => form.getAll(`place.${part}`).map((text) => text.trim());
  const [ids, names, addresses, lines] = [column("id"), column("name"), column("address"), column("line")];
  const taken = new Set(ids.filter(Boolean));
  return names.flatMap((name, n) => {
    if (name === "") return [];
    const id = ids[n] || freeId(name, taken);
    taken.add(id);
    const [address, line] = [addresses[n], lines[n]];
    return [{ id, name, ...(address ? { address } : {}), ...(line ? { line } : {}) }];
  });
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  const base =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 34) || "place";
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
