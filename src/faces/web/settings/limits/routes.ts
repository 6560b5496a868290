import { groupedSettings } from "#faces/web/settings/grouped-settings.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";
import { limitGroups } from "./limits.ts";

/** `/settings/limits`: the owner's; the gate sees to that. */
export function limitsRoutes(parts: DoorParts) {
  return groupedSettings({ title: "Limits", groups: limitGroups }, parts);
}
