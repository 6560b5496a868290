import * as z from "zod";
import type { CallEvent, DialogueLine, PhoneEvent, TextEvent } from "../provider.ts";

/** What every delivery of either kind begins with. */
export const envelope = z.object({ id: z.string().min(1), type: z.string().min(1) });

/** Times that a phone event can have; anything else is a shape that is not known. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

export const instant = z.string().transform((text, ctx) => {
  const at = Date.parse(text);
  if (!(at >= earliest && at < latest)) ctx.addIssue({ code: "custom", message: "not a time" });
  return at;
});
export const time = instant.nullish().transform((at) => at ?? null);
export const direction = z
  .enum(["incoming", "outgoing"])
  .transform((way): "inbound" | "outbound" => (way === "incoming" ? "inbound" : "outbound"));
export const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
export const media = z
  .array(z.object({ url: z.string(), type: z.string().nullish() }))
  .nullish()
  .transform((list) => (list ?? []).map((each) => ({ url: each.url, type: each.type ?? null })));
export const dialogue = z
  .array(z.object({ content: z.string(), start: z.number(), end: z.number(), userId: z.string().nullish() }))
  .nullish()
  .transform((list) => (list ?? []).map(said));

export function transcriptOf(found: {
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

export function wholeSeconds(duration: number | null | undefined): number | null {
  return duration === null || duration === undefined ? null : Math.round(duration);
}

export function listed<Found>(
  found: Found | undefined,
  read: (found: Found) => PhoneEvent,
): PhoneEvent | undefined {
  return found === undefined ? undefined : read(found);
}
