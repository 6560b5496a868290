/** @jsxImportSource hono/jsx */
import { Places } from "#faces/web/parts/places.tsx";

/** The views of what is asked of other models. */
export function AssistantPlaces({ at }: { at: "sessions" | "usage" }) {
  return (
    <Places
      label="Other models"
      at={at}
      places={[
        { name: "sessions", href: "/assistant", text: "Conversations" },
        { name: "usage", href: "/assistant/usage", text: "What it costs" },
      ]}
    />
  );
}
