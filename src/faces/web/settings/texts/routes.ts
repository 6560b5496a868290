import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";
import { textGroups } from "./texts.ts";

/** `/settings/texts`: the owner's; the gate sees to that. */
export function textsRoutes(parts: DoorParts) {
  const more = [
    {
      title: "Who agreed to what",
      text: "Every STOP, every consent, with the words and when they were said.",
      href: "/settings/consents",
      link: "See the record",
    },
  ];
  return groupedSettings({ title: "Texts and calls", groups: textGroups, more }, parts);
}
