import { createElement } from "hono/jsx";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { counted } from "#platform/words.ts";
import { SettingsIndex } from "./settings.tsx";

/** `GET /settings`: everything somebody may set, with a word on how it stands. */
export function settingsRoute(parts: DoorParts) {
  return (c: DoorContext): Promise<Response> =>
    withReader(c, parts, async ({ signedIn }) => {
      const settings = parts.settings();
      const numbers = settings.get("business.owner_numbers").length;
      const content = createElement(SettingsIndex, {
        business: parts.business(),
        reader: await readerOf(signedIn, c, parts),
        now: {
          business: settings.get("business.zone").replaceAll("_", " "),
          notices: numbers === 0 ? "nobody yet" : counted(numbers, "number"),
        },
      });
      return await page(content);
    });
}
