import { recordPage } from "#faces/web/parts/record-page.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";

/** `GET /inbox/<id>`: one conversation. */
export function inboxRoutes(parts: DoorParts) {
  return { get: recordPage(parts) };
}
