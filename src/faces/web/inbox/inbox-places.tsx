/** @jsxImportSource hono/jsx */
import { atMost } from "#faces/web/parts/count.ts";
import { Places } from "#faces/web/parts/places.tsx";

export type InboxPlace = "all" | "unanswered" | "snoozed" | "done" | "missed" | "scheduled";

/** The views of the inbox. */
export function InboxPlaces({ at, unanswered }: { at: InboxPlace; unanswered: number }) {
  return (
    <Places
      label="Conversations"
      at={at}
      places={[
        { name: "all", href: "/inbox", text: "All" },
        {
          name: "unanswered",
          href: "/inbox?show=unanswered",
          text: `Unanswered${unanswered > 0 ? ` (${atMost(unanswered)})` : ""}`,
        },
        { name: "missed", href: "/inbox/missed", text: "Missed calls" },
        { name: "scheduled", href: "/inbox/scheduled", text: "Going out later" },
        { name: "snoozed", href: "/inbox?show=snoozed", text: "Put aside" },
        { name: "done", href: "/inbox?show=done", text: "Done" },
      ]}
    />
  );
}
