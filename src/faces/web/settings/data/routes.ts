import type { SettingGroup } from "#faces/web/settings/limits/limits.tsx";
import { groupedSettings } from "#faces/web/settings/limits/routes.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";

const groups: readonly SettingGroup[] = [
  {
    title: "How long things are kept",
    fields: [
      ["retention.transcripts_days", "Days that transcripts of calls are kept"],
      ["retention.events_days", "Days that events of providers are kept as they came"],
      ["retention.audit_days", "Days that the audit is kept"],
    ],
  },
];

const copies = {
  title: "Copies",
  text: "Everything is in one folder, and the desk copies its database there before each upgrade. The guide says how to keep a copy elsewhere.",
  href: "/docs/operations#upgrades-and-copies",
  link: "Upgrades and copies",
};

/** `/settings/data`: the owner's; the gate sees to that. */
export function dataRoutes(parts: DoorParts) {
  return groupedSettings({ title: "Data", at: "data", groups, more: [copies] }, parts);
}
