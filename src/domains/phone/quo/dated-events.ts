import * as z from "zod";
import type { CallEvent, PhoneEvent, TextEvent } from "../provider.ts";
import {
  callStatus,
  dialogue,
  direction,
  envelope,
  instant,
  listed,
  media,
  textStatus,
  time,
  transcriptOf,
  wholeSeconds,
} from "./event-fields.ts";

export const datedEvent = envelope.extend({
  apiVersion: z.string(),
  createdAt: instant,
  data: z.object({ resource: z.looseObject({}), context: z.looseObject({}) }),
});

const datedMessage = z.object({
  id: z.string(),
  direction,
  text: z.string().nullish(),
  media,
  status: z.string().nullish(),
  createdAt: instant,
});

const messageContext = z.object({
  phoneNumberId: z.string().nullish(),
  senderIdentifier: z.string().nullish(),
  recipientIdentifiers: z.array(z.string()).nullish(),
});

const datedCall = z.object({
  id: z.string(),
  direction: direction.nullish(),
  status: z.string().nullish(),
  createdAt: instant,
  answeredAt: time,
  completedAt: time,
  updatedAt: time,
  duration: z.number().nullish(),
});

const callContext = z.object({
  phoneNumberId: z.string().nullish(),
  participants: z
    .object({ workspace: z.array(z.unknown()).nullish(), external: z.array(z.unknown()).nullish() })
    .nullish(),
});

const datedTranscript = z.object({
  callId: z.string(),
  createdAt: time,
  dialogue,
  duration: z.number().nullish(),
  processingStatus: z.string().nullish(),
});

/** A 2026-03-30 event; undefined when its shape is not known. */
export function fromDated(type: string, event: z.infer<typeof datedEvent>): PhoneEvent | undefined {
  const { resource, context } = event.data;
  if (/^message\./.test(type)) {
    const about = messageContext.safeParse(context).data;
    return listed(datedMessage.safeParse(resource).data, (found) => textOfDated(type, found, about));
  }
  if (/^call\.transcript\./.test(type)) return listed(datedTranscript.safeParse(resource).data, transcriptOf);
  if (/^call\./.test(type)) {
    const about = callContext.safeParse(context).data;
    return listed(datedCall.safeParse(resource).data, (found) =>
      callOfDated(type, found, about, event.createdAt),
    );
  }
  return undefined;
}

function textOfDated(
  type: string,
  found: z.infer<typeof datedMessage>,
  about: z.infer<typeof messageContext> | undefined,
): TextEvent {
  const isInbound = found.direction === "inbound";
  const sender = about?.senderIdentifier ?? "";
  const recipient = about?.recipientIdentifiers?.[0] ?? "";
  return {
    kind: "message",
    providerId: found.id,
    line: { providerId: about?.phoneNumberId ?? "", number: isInbound ? recipient : sender },
    direction: found.direction,
    peer: isInbound ? sender : recipient,
    content: found.text ?? "",
    media: found.media,
    status: textStatus(type, found.direction),
    at: found.createdAt,
  };
}

function callOfDated(
  type: string,
  found: z.infer<typeof datedCall>,
  about: z.infer<typeof callContext> | undefined,
  eventAt: number,
): CallEvent {
  const way = found.direction ?? (type === "call.missed" ? "inbound" : undefined);
  return {
    kind: "call",
    providerId: found.id,
    line: { providerId: about?.phoneNumberId ?? "", number: numberIn(about?.participants?.workspace) },
    ...(way ? { direction: way } : {}),
    peer: numberIn(about?.participants?.external) ?? "",
    status: callStatus(type, found.status ?? "", way ?? "inbound", found.answeredAt !== null, false),
    duration: wholeSeconds(found.duration),
    at: found.createdAt,
    answeredAt: found.answeredAt,
    completedAt: found.completedAt,
    updatedAt: found.updatedAt ?? eventAt,
  };
}

function numberIn(participants: unknown[] | null | undefined): string | undefined {
  const [first] = participants ?? [];
  if (typeof first === "string") return first;
  const held = z.object({ phoneNumber: z.string() }).safeParse(first);
  return held.success ? held.data.phoneNumber : undefined;
}
