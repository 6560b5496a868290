import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";
import { officeGroups } from "./office.ts";

/** `/settings/office`: the owner's; the gate sees to that. */
export function officeRoutes(parts: DoorParts) {
  const more = [
    {
      title: "What you offer",
      text: "Services with their price and how long they take.",
      href: "/settings/services",
      link: "See the services",
    },
    {
      title: "Other calendars",
      text: "Your phone shows these appointments, and yours are read here.",
      href: "/settings/calendars",
      link: "Connect a calendar",
    },
  ];
  return groupedSettings({ title: "Appointments", groups: officeGroups, more }, parts);
}
