import type * as z from "zod";
import { isE164 } from "#platform/phone-number.ts";
import type { SentText } from "../provider.ts";
import type { CallEvent, LineHint, PhoneEvent, TextEvent } from "../provider-events.ts";
import { callStatus, said } from "./event-fields.ts";
import { type QuoRead, quoPages } from "./paging.ts";
import * as quo from "./schemas.ts";

interface Line {
  providerId: string;
  number: string;
}

/** A thread's own times are Quo's, and may lag behind what happened in it: milliseconds. */
const overlap = 3_600_000;
const day = 86_400_000;

/** What was exchanged with one number, newest first, at most 100 of each. */
export async function historyAtQuo(read: QuoRead, line: Line, peer: string): Promise<PhoneEvent[]> {
  const query = { phoneNumberId: line.providerId, participants: [peer], maxResults: "100" };
  const [messages, calls] = await Promise.all([
    read(quo.listMessagesAnswer, { method: "GET", path: "/v1/messages", query }),
    read(quo.listCallsAnswer, { method: "GET", path: "/v1/calls", query }),
  ]);
  return [
    ...messages.data.map((found) => textOf(found, line, peer)),
    ...calls.data.map((found) => callOf(found, line, peer)),
  ];
}

/** What was exchanged over a line since then, thread by thread: Quo lists texts and calls of a thread alone. */
export async function* recentAtQuo(read: QuoRead, line: Line, since: number): AsyncGenerator<PhoneEvent[]> {
  const from = since - overlap;
  const threads = quoPages(read, quo.listConversationsAnswer, "/v1/conversations", {
    phoneNumbers: [line.providerId],
    // Whether an activity moves this time at once is not said: a day more, of which the still ones are left out.
    updatedAfter: new Date(from - day).toISOString(),
    maxResults: "100",
  });
  for await (const page of threads) {
    for (const { participants, lastActivityAt } of page) {
      const isStill = lastActivityAt !== null && Date.parse(lastActivityAt) < from;
      if (!isStill && participants.length > 0) yield* threadAtQuo(read, line, participants, from);
    }
  }
}

async function* threadAtQuo(
  read: QuoRead,
  line: Line,
  participants: string[],
  since: number,
): AsyncGenerator<PhoneEvent[]> {
  const query = {
    ...{ phoneNumberId: line.providerId, participants, maxResults: "100" },
    createdAfter: new Date(since).toISOString(),
  };
  const [peer = ""] = participants;
  for await (const page of quoPages(read, quo.listMessagesAnswer, "/v1/messages", query))
    yield page.map((found) => textOf(found, line, otherSideOf(found, peer, participants.length)));
  // A call has one other side.
  if (participants.length > 1) return;
  for await (const page of quoPages(read, quo.listCallsAnswer, "/v1/calls", query))
    yield page.map((found) => callOf(found, line, peer));
}

/** Of a thread with several, whoever wrote a text, or the first it went to. */
function otherSideOf(found: z.infer<typeof quo.message>, peer: string, participants: number): string {
  if (participants === 1) return peer;
  return found.direction === "incoming" ? found.from : (found.to[0] ?? peer);
}

/** What was left on a call that nobody took; nothing where nobody spoke. */
export async function voicemailAtQuo(read: QuoRead, callId: string): Promise<PhoneEvent[]> {
  const { data } = await read(quo.voicemailAnswer, {
    method: "GET",
    path: `/v1/call-voicemails/${encodeURIComponent(callId)}`,
  });
  const status = data.status === "completed" ? "completed" : "in_progress";
  const { duration, transcript } = data;
  return [
    { kind: "recording", providerId: data.id, providerCallId: callId, what: "voicemail", status, duration },
    ...(transcript === null || transcript === ""
      ? []
      : [
          {
            ...{ kind: "transcript" as const, providerCallId: callId, status: "completed" as const },
            dialogue: [{ speaker: "customer" as const, content: transcript, start: 0, end: duration ?? 0 }],
            ...{ duration, at: 0 },
          },
        ]),
  ];
}

/** What was said on a call. */
export async function transcriptAtQuo(read: QuoRead, callId: string) {
  const { data } = await read(quo.transcriptAnswer, {
    method: "GET",
    path: `/v1/call-transcripts/${encodeURIComponent(callId)}`,
  });
  return {
    kind: "transcript" as const,
    providerCallId: data.callId,
    status: data.status === "in-progress" ? ("in_progress" as const) : data.status,
    dialogue: (data.dialogue ?? []).map(said),
    duration: Math.round(data.duration),
    at: Date.parse(data.createdAt),
  };
}

export function sentStatus(status: z.infer<typeof quo.message>["status"]): SentText["status"] {
  return status === "received" ? "sent" : status;
}

function hintOf({ providerId, number }: Line): LineHint {
  return { providerId, number };
}

function textOf(found: z.infer<typeof quo.message>, line: Line, peer: string): TextEvent {
  const direction = found.direction === "incoming" ? "inbound" : "outbound";
  return {
    kind: "message",
    providerId: found.id,
    line: hintOf(line),
    direction,
    peer,
    content: found.text,
    media: [],
    status: direction === "inbound" ? "received" : sentStatus(found.status),
    at: Date.parse(found.createdAt),
  };
}

function callOf(found: z.infer<typeof quo.call>, line: Line, peer: string): CallEvent {
  const direction = found.direction === "incoming" ? "inbound" : "outbound";
  const wasHandled = found.answeredAt !== null || found.aiHandled !== null;
  const time = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    kind: "call",
    providerId: found.id,
    line: hintOf(line),
    direction,
    peer: isE164(peer) ? peer : (found.participants[0] ?? peer),
    status: callStatus("", found.status, direction, wasHandled, found.forwardedTo !== null),
    duration: found.duration,
    at: Date.parse(found.createdAt),
    answeredAt: time(found.answeredAt),
    completedAt: time(found.completedAt),
    updatedAt: time(found.updatedAt) ?? time(found.completedAt) ?? Date.parse(found.createdAt),
  };
}
