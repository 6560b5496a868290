import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";
import type { DoorParts } from "#faces/web/shell/visit.ts";

const groups: readonly SettingGroup[] = [
  {
    title: "How long things are kept",
    fields: [
      {
        key: "retention.transcripts_days",
        label: "What was said on calls",
        hint: "Transcripts that are older are deleted.",
      },
      {
        key: "retention.events_days",
        label: "What providers sent, as it came",
        hint: "It is for finding faults; texts and calls themselves stay.",
      },
      {
        key: "retention.audit_days",
        label: "The audit",
        hint: "Lines that are older are deleted, whole sealed stretches at a time.",
      },
    ],
  },
];

/** `/settings/data`: the owner's; the gate sees to that. */
export function dataRoutes(parts: DoorParts) {
  return groupedSettings({ title: "Data", groups }, parts);
}
