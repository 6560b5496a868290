import * as z from "zod";
import type { CallEvent, DialogueLine, ParsedEvent, PhoneEvent, TextEvent } from "../provider.ts";

/** What every delivery of either kind begins with. */
export const envelope = z.object({ id: z.string().min(1), type: z.string().min(1) });

const instant = z.string().transform((text, ctx) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) ctx.addIssue({ code: "custom", message: "not a time" });
  return at;
});
const time = instant.nullish().transform((at) => at ?? null);
const direction = z
  .enum(["incoming", "outgoing"])
  .transform((way): "inbound" | "outbound" => (way === "incoming" ? "inbound" : "outbound"));
const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const media = z
  .array(z.object({ url: z.string(), type: z.string().nullish() }))
  .nullish()
  .transform((list) => (list ?? []).map((each) => ({ url: each.url, type: each.type ?? null })));
const dialogue = z
  .array(z.object({ content: z.string(), start: z.number(), end: z.number(), userId: z.string().nullish() }))
  .nullish()
  .transform((list) => (list ?? []).map(said));

const legacyEvent = envelope.extend({ createdAt: instant, data: z.object({ object: z.looseObject({}) }) });

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

const datedEvent = envelope.extend({
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

/** Events that are real but of no use here yet. */
const ignored = /^(contact|task|integration)\.|^call\.(summary|recording|voicemail|menu)\.|^callSummary$/;

/** Reads a stored delivery, app-made or API-made, of either version. An unknown shape is kept, not guessed at. */
export function parseQuoEvent(raw: string): ParsedEvent {
  const body = jsonOf(raw);
  const named = envelope.safeParse(body);
  if (!named.success) return { known: false };
  const { type } = named.data;
  if (ignored.test(type)) return { known: true, events: [] };
  const dated = datedEvent.safeParse(body);
  const events = dated.success
    ? fromDated(type, dated.data)
    : fromLegacy(type, legacyEvent.safeParse(body).data);
  return events ? { known: true, events } : { known: false };
}

function fromLegacy(type: string, event: z.infer<typeof legacyEvent> | undefined): PhoneEvent[] | undefined {
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

function fromDated(type: string, event: z.infer<typeof datedEvent>): PhoneEvent[] | undefined {
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
  const way = found.direction ?? "inbound";
  return {
    kind: "call",
    providerId: found.id,
    line: { providerId: about?.phoneNumberId ?? "", number: numberIn(about?.participants?.workspace) },
    direction: way,
    peer: numberIn(about?.participants?.external) ?? "",
    status: callStatus(type, found.status ?? "", way, found.answeredAt !== null, false),
    duration: wholeSeconds(found.duration),
    at: found.createdAt,
    answeredAt: found.answeredAt,
    completedAt: found.completedAt,
    updatedAt: found.updatedAt ?? eventAt,
  };
}

function transcriptOf(found: {
  callId: string;
  createdAt: number | null;
  dialogue: DialogueLine[];
  duration?: number | null | undefined;
  status?: string | null | undefined;
  processingStatus?: string | null | undefined;
}): PhoneEvent {
  const status = (found.status ?? found.processingStatus ?? "completed").replace("-", "_");
  const known = (["completed", "in_progress", "absent", "failed"] as const).find((each) => each === status);
  return {
    kind: "transcript",
    providerCallId: found.callId,
    status: known ?? "completed",
    dialogue: found.dialogue,
    duration: wholeSeconds(found.duration),
    at: found.createdAt ?? 0,
  };
}

/** A line that one of the workspace's users spoke carries their id. */
export function said(line: {
  content: string;
  start: number;
  end: number;
  userId?: string | null | undefined;
}): DialogueLine {
  return {
    speaker: line.userId ? "desk" : "customer",
    content: line.content,
    start: line.start,
    end: line.end,
  };
}

/** What happened is in the event's name; the status beside it lags at times. */
function textStatus(type: string, way: "inbound" | "outbound"): TextEvent["status"] {
  if (way === "inbound") return "received";
  if (type === "message.delivered") return "delivered";
  if (type === "message.undelivered") return "undelivered";
  return type === "message.failed" ? "failed" : "sent";
}

/** Quo has no missed-call state of its own in v1: it is a call that came in and nobody answered. */
export function callStatus(
  type: string,
  status: string,
  way: "inbound" | "outbound",
  wasAnswered: boolean,
  wasForwarded: boolean,
): CallEvent["status"] {
  if (type === "call.ringing") return "ringing";
  if (type === "call.answered") return "in_progress";
  if (type === "call.forwarded" || wasForwarded || status === "forwarded") return "forwarded";
  if (type === "call.missed") return "missed";
  if (["queued", "initiated", "ringing"].includes(status)) return "ringing";
  if (status === "in-progress") return "in_progress";
  if (status === "busy" || status === "failed" || status === "canceled") return status;
  if (wasAnswered || status === "ai-handled" || status === "answered") return "completed";
  return way === "inbound" ? "missed" : "no_answer";
}

function numberIn(participants: unknown[] | null | undefined): string | undefined {
  const [first] = participants ?? [];
  if (typeof first === "string") return first;
  const held = z.object({ phoneNumber: z.string() }).safeParse(first);
  return held.success ? held.data.phoneNumber : undefined;
}

function wholeSeconds(duration: number | null | undefined): number | null {
  return duration === null || duration === undefined ? null : Math.round(duration);
}

function listed<Found>(
  found: Found | undefined,
  read: (found: Found) => PhoneEvent,
): PhoneEvent[] | undefined {
  return found === undefined ? undefined : [read(found)];
}

function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
