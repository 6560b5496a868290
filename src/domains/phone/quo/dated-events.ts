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

export const datedEvent = z.object({
  createdAt: time,
  data: z.object({ resource: z.looseObject({}), context: z.looseObject({}).catch({}) }),
});

const datedMessage = z.object({ id: word, direction, text: word, media, createdAt: time });

const messageContext = z.object({
  phoneNumberId: word,
  senderIdentifier: numbers,
  recipientIdentifiers: numbers,
});

const datedCall = z.object({
  id: callName,
  direction,
  status: word,
  createdAt: time,
  answeredAt: time,
  completedAt: time,
  updatedAt: time,
  duration: seconds,
});

const callContext = z.object({
  phoneNumberId: word,
  participants: z.object({ workspace: numbers, external: numbers }).catch({ workspace: [], external: [] }),
});

const datedTranscript = z.object({
  callId: z.string().min(1),
  createdAt: time,
  dialogue,
  duration: seconds,
  processingStatus: word,
});

/** A 2026-03-30 event; undefined when there are neither words nor parties in it. `id` is the event's own. */
export function fromDated(
  type: string,
  id: string,
  event: z.infer<typeof datedEvent>,
): PhoneEvent | undefined {
  const { resource, context } = event.data;
  if (/^message\./.test(type))
    return textOfDated(
      type,
      id,
      datedMessage.parse(resource),
      messageContext.parse(context),
      event.createdAt,
    );
  if (/^call\.transcript\./.test(type)) {
    const found = datedTranscript.safeParse(resource).data;
    return found && transcriptOf(found);
  }
  if (!/^call\./.test(type)) return undefined;
  const found = datedCall.safeParse(resource).data;
  return found && callOfDated(type, found, callContext.parse(context), event.createdAt);
}

function textOfDated(
  type: string,
  eventId: string,
  found: z.infer<typeof datedMessage>,
  about: z.infer<typeof messageContext>,
  eventAt: number | null,
): TextEvent | undefined {
  const way = found.direction ?? wayOf(type);
  const isInbound = way === "inbound";
  const [sender = ""] = about.senderIdentifier;
  const [recipient = ""] = about.recipientIdentifiers;
  const content = found.text ?? "";
  if (content === "" && found.media.length === 0 && sender === "" && recipient === "") return undefined;
  return {
    kind: "message",
    providerId: (found.id?.trim() || eventId).slice(0, 200),
    line: { providerId: about.phoneNumberId ?? "", number: isInbound ? recipient : sender },
    parties: [...about.senderIdentifier, ...about.recipientIdentifiers],
    direction: way,
    peer: isInbound ? sender : recipient,
    content,
    media: found.media,
    status: textStatus(type, way),
    at: found.createdAt ?? eventAt,
  };
}

function callOfDated(
  type: string,
  found: z.infer<typeof datedCall>,
  { phoneNumberId, participants }: z.infer<typeof callContext>,
  eventAt: number | null,
): CallEvent {
  const way = found.direction ?? (type === "call.missed" ? "inbound" : undefined);
  const [ours] = participants.workspace;
  const [theirs = ""] = participants.external;
  return {
    kind: "call",
    providerId: found.id,
    line: { providerId: phoneNumberId ?? "", number: ours },
    parties: [...participants.external, ...participants.workspace],
    ...(way ? { direction: way } : {}),
    peer: theirs,
    status: callStatus(type, found.status ?? "", way ?? "inbound", found.answeredAt !== null, false),
    duration: found.duration,
    at: found.createdAt ?? found.answeredAt ?? eventAt,
    answeredAt: found.answeredAt,
    completedAt: found.completedAt,
    updatedAt: found.updatedAt ?? eventAt ?? found.completedAt,
  };
}
