import { recordPage } from "#faces/web/parts/record-page.ts";
import type { DoorParts } from "#faces/web/shell/visit.ts";

/** `GET /contacts/<id>`: one contact. */
export function contactsRoutes(parts: DoorParts) {
  return { get: recordPage(parts) };
}
