import * as z from "zod";
import type { CallEvent, DialogueLine, PhoneEvent, TextEvent } from "../provider-events.ts";

/** What every delivery of either kind begins with. */
export const envelope = z.object({ id: z.string().min(1).catch(""), type: z.string().min(1) });

/**
 * Fields are read one by one: what is missing, or has a shape of its own, is left out, and the rest of the event stands.
 * A customer's words are shown whatever else cannot be read.
 */
export const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);
const anything = z.unknown().optional();

/** Times that a phone event can have; anything else is not read as one. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** ISO 8601, or seconds or milliseconds as a number or in digits; null for anything else. */
export const time = anything.transform((value) => {
  if (typeof value !== "number" && typeof value !== "string") return null;
  const digits = typeof value === "number" || (typeof value === "string" && /^\d{9,16}(\.\d+)?$/.test(value));
  const number = digits ? Number(value) : Number.NaN;
  const at = digits ? (number < 1e11 ? number * 1000 : number) : Date.parse(String(value));
  return at >= earliest && at < latest ? Math.round(at) : null;
});
export const direction = z
  .string()
  .transform((way): "inbound" | "outbound" | undefined =>
    /^in/i.test(way) ? "inbound" : /^out/i.test(way) ? "outbound" : undefined,
  )
  .optional()
  .catch(undefined);

/** Which way a text went whose event says it by its name alone: what is not told of ours has come in. */
export function wayOf(type: string): "inbound" | "outbound" {
  return /\.(?:sent|delivered|undelivered|failed|queued|sending|outgoing|outbound)$/.test(type)
    ? "outbound"
    : "inbound";
}

/** Whole seconds, also as a text of digits. */
export const seconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(?:\.\d+)?$/)
      .transform(Number),
  ])
  .pipe(z.number().min(0).max(10_000_000))
  .nullish()
  .catch(null)
  .transform((value) => (value === null || value === undefined ? null : Math.round(value)));

/** So many characters of a party are kept, and so many parties. */
const longestParty = 200;
const mostParties = 100;

/** Numbers, one or many, plain or in an object, in their order; a JSON number lacks its plus. */
export const numbers = anything.transform((value): string[] =>
  [value].flat().slice(0, mostParties).flatMap(party),
);

function party(value: unknown): string[] {
  if (typeof value === "number") return /^\d{7,15}$/.test(String(value)) ? [`+${value}`] : [];
  if (typeof value === "string") return value.trim() === "" ? [] : [value.slice(0, longestParty)];
  const held = z
    .object({ phoneNumber: z.union([z.string(), z.number()]) })
    .or(z.object({ number: z.union([z.string(), z.number()]) }))
    .safeParse(value);
  if (!held.success) return [];
  return party("phoneNumber" in held.data ? held.data.phoneNumber : held.data.number);
}

/** Pictures and the like: a list of addresses, or of objects with one. */
export const media = anything.transform((value): { url: string; type: string | null }[] =>
  [value].flat().flatMap((each) => {
    if (typeof each === "string") return each === "" ? [] : [{ url: each, type: null }];
    const held = z.object({ url: z.string().min(1), type: word }).safeParse(each);
    return held.success ? [{ url: held.data.url, type: held.data.type ?? null }] : [];
  }),
);
export const dialogue = anything.transform((value): DialogueLine[] =>
  [value].flat().flatMap((each) => {
    const line = z
      .object({ content: z.string(), start: z.number().catch(0), end: z.number().catch(0), userId: word })
      .safeParse(each);
    return line.success ? [said(line.data)] : [];
  }),
);

/** A call's own name, which its other events know it by. */
export const callName = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().trim().min(1).max(200));

export function transcriptOf(found: {
  callId: string;
  createdAt: number | null;
  dialogue: DialogueLine[];
  duration: number | null;
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
    duration: found.duration,
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
export function textStatus(type: string, way: "inbound" | "outbound"): TextEvent["status"] {
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
