import * as z from "zod";
import type { CallEvent, PhoneEvent, TextEvent } from "../provider-events.ts";
import {
  callName,
  callStatus,
  dialogue,
  direction,
  media,
  numbers,
  seconds,
  textStatus,
  time,
  transcriptOf,
  wayOf,
  word,
} from "./event-fields.ts";

export const legacyEvent = z.object({ createdAt: time, data: z.object({ object: z.looseObject({}) }) });

const legacyMessage = z.object({
  id: word,
  from: numbers,
  to: numbers,
  direction,
  text: word,
  body: word,
  media,
  createdAt: time,
  phoneNumberId: word,
});

const legacyCall = z.object({
  id: callName,
  direction,
  status: word,
  answeredAt: time,
  completedAt: time,
  createdAt: time,
  updatedAt: time,
  duration: seconds,
  forwardedTo: word,
  phoneNumberId: word,
  participants: numbers,
  from: numbers,
  to: numbers,
});

const legacyTranscript = z.object({
  callId: z.string().min(1),
  createdAt: time,
  dialogue,
  duration: seconds,
  status: word,
});

/** A v4 event (or an older one made in the app); undefined when there are neither words nor parties in it. */
export function fromLegacy(
  type: string,
  id: string,
  event: z.infer<typeof legacyEvent> | undefined,
): PhoneEvent | undefined {
  if (!event) return undefined;
  const { object } = event.data;
  if (/^message\./.test(type)) return textOfLegacy(type, id, legacyMessage.parse(object), event.createdAt);
  if (/transcript/i.test(type)) {
    const found = legacyTranscript.safeParse(object).data;
    return found && transcriptOf(found);
  }
  if (!/^call\./.test(type)) return undefined;
  const found = legacyCall.safeParse(object).data;
  return found && callOfLegacy(type, found, event.createdAt);
}

function textOfLegacy(
  type: string,
  eventId: string,
  found: z.infer<typeof legacyMessage>,
  eventAt: number | null,
): TextEvent | undefined {
  const way = found.direction ?? wayOf(type);
  const isInbound = way === "inbound";
  const [sender = ""] = found.from;
  const [recipient = ""] = found.to;
  const content = found.text || found.body || "";
  if (content === "" && found.media.length === 0 && sender === "" && recipient === "") return undefined;
  return {
    kind: "message",
    providerId: (found.id?.trim() || eventId).slice(0, 200),
    line: { providerId: found.phoneNumberId ?? "", number: isInbound ? recipient : sender },
    parties: [...found.from, ...found.to],
    direction: way,
    peer: isInbound ? sender : recipient,
    content,
    media: found.media,
    status: textStatus(type, way),
    at: found.createdAt ?? eventAt,
  };
}

/** Participants come in either order: who of them is the desk is told by its lines, when the event is recorded. */
function callOfLegacy(type: string, found: z.infer<typeof legacyCall>, eventAt: number | null): CallEvent {
  const way = found.direction ?? (type === "call.missed" ? "inbound" : undefined);
  const isInbound = way !== "outbound";
  const [first, second] = found.participants;
  const [from] = found.from;
  const [to] = found.to;
  const theirs = isInbound ? (from ?? first) : (to ?? first);
  const ours = isInbound ? (to ?? second) : (from ?? second);
  const wasForwarded = Boolean(found.forwardedTo);
  const wasAnswered = found.answeredAt !== null;
  return {
    kind: "call",
    providerId: found.id,
    line: { providerId: found.phoneNumberId ?? "", number: ours },
    parties: [...found.from, ...found.to, ...found.participants],
    ...(way ? { direction: way } : {}),
    peer: theirs ?? "",
    status: callStatus(type, found.status ?? "", way ?? "inbound", wasAnswered, wasForwarded),
    duration: found.duration,
    at: found.createdAt ?? found.answeredAt ?? eventAt,
    answeredAt: found.answeredAt,
    completedAt: found.completedAt,
    updatedAt: found.updatedAt ?? found.completedAt ?? eventAt,
  };
}
