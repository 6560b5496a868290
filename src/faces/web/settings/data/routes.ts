import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import type { SettingGroup } from "#faces/web/settings/setting-groups.tsx";
import type { DoorParts } from "#faces/web/shell/visit.ts";

const groups: readonly SettingGroup[] = [
  {
    title: "What is read at your phone company",
    fields: [
      {
        key: "sync.minutes",
        label: "Minutes between two readings",
        hint: "For what it could not tell the desk by itself. With 0 nothing is read.",
      },
      { key: "sync.days", label: "Days of the past, when a line is new", hint: "At most 365." },
    ],
  },
  {
    title: "How long things are kept",
    fields: [
      {
        key: "archive.after_days",
        label: "Texts and calls before they are archived",
        hint: "Assistants read the archive only when they ask for it. You see everything as before.",
      },
      {
        key: "retention.messages_days",
        label: "Texts and pictures",
        hint: "Older ones are deleted for good. With 0 they stay.",
      },
      {
        key: "retention.calls_days",
        label: "Calls and recordings",
        hint: "Older ones are deleted for good. With 0 they stay.",
      },
      {
        key: "retention.transcripts_days",
        label: "What was said on calls",
        hint: "Transcripts that are older are deleted.",
      },
      {
        key: "retention.chats_days",
        label: "Conversations with other models",
        hint: "Deleted so long after their last word.",
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
