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
  oneOrMany,
  textStatus,
  time,
  transcriptOf,
  wholeSeconds,
} from "./event-fields.ts";

export const legacyEvent = envelope.extend({
  createdAt: instant,
  data: z.object({ object: z.looseObject({}) }),
});

const legacyMessage = z.object({
  id: z.string(),
  from: z.string(),
  to: oneOrMany,
  direction,
  text: z.string().nullish(),
  body: z.string().nullish(),
  media,
  status: z.string().nullish(),
  createdAt: instant,
  phoneNumberId: z.string().nullish(),
});

const legacyCall = z.object({
  id: z.string(),
  direction,
  status: z.string().nullish(),
  answeredAt: time,
  completedAt: time,
  createdAt: instant,
  updatedAt: time,
  duration: z.number().nullish(),
  forwardedTo: z.string().nullish(),
  phoneNumberId: z.string().nullish(),
  participants: z.array(z.string()).nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
});

const legacyTranscript = z.object({
  callId: z.string(),
  createdAt: time,
  dialogue,
  duration: z.number().nullish(),
  status: z.string().nullish(),
});

/** A v4 event (or an older one made in the app); undefined when its shape is not known. */
export function fromLegacy(
  type: string,
  event: z.infer<typeof legacyEvent> | undefined,
): PhoneEvent | undefined {
  if (!event) return undefined;
  const { object } = event.data;
  if (/^message\./.test(type))
    return listed(legacyMessage.safeParse(object).data, (found) => textOfLegacy(type, found));
  if (/transcript/i.test(type)) return listed(legacyTranscript.safeParse(object).data, transcriptOf);
  if (/^call\./.test(type))
    return listed(legacyCall.safeParse(object).data, (found) => callOfLegacy(type, found, event.createdAt));
  return undefined;
}

function textOfLegacy(type: string, found: z.infer<typeof legacyMessage>): TextEvent {
  const isInbound = found.direction === "inbound";
  const ours = isInbound ? found.to[0] : found.from;
  return {
    kind: "message",
    providerId: found.id,
    line: { providerId: found.phoneNumberId ?? "", number: ours },
    direction: found.direction,
    peer: (isInbound ? found.from : found.to[0]) ?? "",
    content: found.text ?? found.body ?? "",
    media: found.media,
    status: textStatus(type, found.direction),
    at: found.createdAt,
  };
}

function callOfLegacy(type: string, found: z.infer<typeof legacyCall>, eventAt: number): CallEvent {
  const isInbound = found.direction === "inbound";
  const [first, second] = found.participants ?? [];
  const from = found.from ?? (isInbound ? first : undefined);
  const to = found.to ?? (isInbound ? second : first);
  const wasForwarded = Boolean(found.forwardedTo);
  return {
    kind: "call",
    providerId: found.id,
    line: {
      providerId: found.phoneNumberId ?? "",
      number: isInbound ? (found.to ?? second) : (found.from ?? second),
    },
    direction: found.direction,
    peer: (isInbound ? from : to) ?? "",
    status: callStatus(type, found.status ?? "", found.direction, found.answeredAt !== null, wasForwarded),
    duration: wholeSeconds(found.duration),
    at: found.createdAt,
    answeredAt: found.answeredAt,
    completedAt: found.completedAt,
    updatedAt: found.updatedAt ?? found.completedAt ?? eventAt,
  };
}
