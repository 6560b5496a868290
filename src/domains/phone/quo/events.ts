import { createHash } from "node:crypto";
import type { ParsedEvent } from "../provider-events.ts";
import { datedEvent, fromDated } from "./dated-events.ts";
import { envelope } from "./event-fields.ts";
import { fromLegacy, legacyEvent } from "./legacy-events.ts";

/** Events that are real but of no use here yet. */
const ignored = /^(contact|task|integration)\.|^call\.(summary|recording|voicemail|menu)\.|^callSummary$/;

/** Reads a stored delivery, app-made or API-made, of either version. An unknown shape is kept, not guessed at. */
export function parseQuoEvent(raw: string): ParsedEvent {
  const body = jsonOf(raw);
  const named = envelope.safeParse(body);
  if (!named.success) return { known: false };
  const { type } = named.data;
  const id = named.data.id || nameByWords(raw);
  if (ignored.test(type)) return { known: true };
  const dated = datedEvent.safeParse(body);
  const event = dated.success
    ? fromDated(type, id, dated.data)
    : fromLegacy(type, id, legacyEvent.safeParse(body).data);
  return event ? { known: true, event } : { known: false };
}

/** An event without a name of its own is told from others by what it says. */
export function nameByWords(raw: string | Uint8Array): string {
  return `EV${createHash("sha256").update(raw).digest("hex").slice(0, 32)}`;
}

function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
