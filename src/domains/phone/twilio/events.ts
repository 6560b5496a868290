import type { CallEvent, LineHint, ParsedEvent, PhoneEvent, TextEvent } from "../provider-events.ts";
import { reasonOfCode } from "./reasons.ts";
import { reassigned } from "./schemas.ts";

type Form = URLSearchParams;

/** Kinds of webhook, by the end of their address; what each is read as. */
const readers: Record<string, (form: Form) => PhoneEvent | undefined> = {
  sms: inboundText,
  "sms-status": textStatus,
  voice: (form) => callEvent(form, { status: "ringing" }),
  "voice-status": callStatus,
  "voice-dialed": dialed,
  "voice-accept": accepted,
  "voice-recorded": (form) => callEvent(form, { status: "ended" }),
  "voice-amd": (form) => callEvent(form, { status: "in_progress" }),
  "voice-opt-out": wishOnCall,
  recording,
  transcription,
};

/** Webhooks that ask for a call's next step and tell of nothing. */
const questions: ReadonlySet<string> = new Set(["voice-whisper"]);

export function isTwilioHook(type: string): boolean {
  return Object.hasOwn(readers, type) || questions.has(type) || type === "events";
}

/** Reads a stored webhook: a form, or one event of Event Streams. An unknown shape is kept, not guessed at. */
export function parseTwilioEvent(raw: string, type: string): ParsedEvent {
  if (questions.has(type)) return { known: true };
  if (type.startsWith("com.twilio.")) return streamedEvent(raw, type);
  const read = readers[type];
  if (!read) return { known: false };
  const form = new URLSearchParams(raw);
  if (!form.get("MessageSid") && !form.get("CallSid")) return { known: false };
  const event = read(form);
  return event ? { known: true, event } : { known: true };
}

/** What tells two deliveries of one event from two events. */
export function twilioEventId(type: string, form: Form): string {
  const told = [
    "MessageSid",
    "CallSid",
    "MessageStatus",
    "CallStatus",
    "SequenceNumber",
    "DialCallStatus",
    "Digits",
  ];
  const more = ["RecordingSid", "RecordingStatus", "TranscriptionSid", "TranscriptionStatus", "AnsweredBy"];
  return [type, ...[...told, ...more].map((name) => form.get(name) ?? "")].join(":").slice(0, 200);
}

const textStates: Record<string, TextEvent["status"]> = {
  accepted: "queued",
  queued: "queued",
  sending: "queued",
  scheduled: "scheduled",
  sent: "sent",
  delivered: "delivered",
  read: "delivered",
  undelivered: "undelivered",
  failed: "failed",
  canceled: "failed",
};

function inboundText(form: Form): TextEvent {
  const pictures = Math.min(10, Number(form.get("NumMedia")) || 0);
  const media = Array.from({ length: pictures }, (_, n) => ({
    url: form.get(`MediaUrl${n}`) ?? "",
    type: form.get(`MediaContentType${n}`),
  })).filter(({ url }) => url !== "");
  const wish = wishes[form.get("OptOutType") ?? ""];
  return {
    ...text(form, form.get("To") ?? "", form.get("From") ?? ""),
    direction: "inbound",
    content: form.get("Body") ?? "",
    media,
    status: "received",
    ...(wish ? { wish } : {}),
  };
}

/** Twilio has understood it, and has answered it itself (Advanced Opt-Out). */
const wishes: Record<string, TextEvent["wish"]> = { STOP: "out", START: "in", HELP: "help" };

function textStatus(form: Form): TextEvent | undefined {
  const status = textStates[form.get("MessageStatus") ?? form.get("SmsStatus") ?? ""];
  if (!status) return undefined;
  const reason = reasonOfCode(form.get("ErrorCode"));
  return {
    ...text(form, form.get("From") ?? "", form.get("To") ?? ""),
    direction: "outbound",
    content: "",
    media: [],
    status,
    ...(reason ? { reason } : {}),
  };
}

function text(form: Form, line: string, peer: string) {
  return {
    kind: "message" as const,
    providerId: form.get("MessageSid") ?? form.get("SmsSid") ?? "",
    line: { providerId: "", number: line },
    peer,
    at: null,
  };
}

const callStates: Record<string, CallEvent["status"]> = {
  queued: "ringing",
  initiated: "ringing",
  ringing: "ringing",
  "in-progress": "in_progress",
  answered: "in_progress",
  completed: "ended",
  busy: "busy",
  "no-answer": "no_answer",
  canceled: "canceled",
  failed: "failed",
};

const answerers: Record<string, CallEvent["answeredBy"]> = {
  human: "human",
  machine_start: "machine",
  machine_end_beep: "machine",
  machine_end_silence: "machine",
  machine_end_other: "machine",
  fax: "fax",
  unknown: "unknown",
};

function callStatus(form: Form): CallEvent | undefined {
  const status = callStates[form.get("CallStatus") ?? ""];
  // The leg to whoever is rung is part of the customer's call, and no call of its own.
  if (!status || form.get("ParentCallSid")) return undefined;
  // A call that came in is under way as soon as the desk answers it, with whatever words.
  if (form.get("Direction") === "inbound" && status === "in_progress") return undefined;
  return callEvent(form, { status });
}

/** How the ringing of somebody of the business ended: whoever did not press 1 did not take it. */
function dialed(form: Form): CallEvent {
  const wasTaken = form.get("DialCallStatus") === "completed" && form.get("DialBridged") !== "false";
  return callEvent(form, wasTaken ? { status: "ended" } : { status: "missed" });
}

/** Somebody of the business has pressed 1. */
function accepted(form: Form): CallEvent | undefined {
  const parent = form.get("ParentCallSid");
  if (!parent || form.get("Digits") !== "1") return undefined;
  const unsaid = { duration: null, at: null, answeredAt: null, completedAt: null, updatedAt: null };
  return { kind: "call", providerId: parent, line: nowhere, peer: "", status: "in_progress", ...unsaid };
}

const nowhere: LineHint = { providerId: "", number: undefined };

function callEvent(form: Form, { status }: Pick<CallEvent, "status">): CallEvent {
  const told = form.get("Direction") ?? "";
  const direction = told.startsWith("outbound") ? "outbound" : told === "inbound" ? "inbound" : undefined;
  const [from, to] = [form.get("From") ?? "", form.get("To") ?? ""];
  const [line, peer] = direction === "outbound" ? [from, to] : [to, from];
  const timestamp = Date.parse(form.get("Timestamp") ?? "");
  const at = Number.isNaN(timestamp) ? null : timestamp;
  const seconds = form.get("CallDuration");
  const answeredBy = answerers[form.get("AnsweredBy") ?? ""];
  return {
    kind: "call",
    providerId: form.get("CallSid") ?? "",
    line: { providerId: "", number: line },
    ...(direction ? { direction } : {}),
    peer,
    status,
    duration: seconds === null ? null : Number(seconds) || 0,
    at: null,
    answeredAt: status === "in_progress" ? at : null,
    completedAt: status === "ended" ? at : null,
    // Twilio's clock shows whole seconds, and not on every event: in what order they came says more.
    updatedAt: null,
    ...(answeredBy ? { answeredBy } : {}),
  };
}

function wishOnCall(form: Form): PhoneEvent | undefined {
  if (form.get("Digits") !== "9") return undefined;
  const { peer } = callEvent(form, { status: "in_progress" });
  return { kind: "wish", phone: peer, state: "out", source: "call", words: "pressed 9 on a call", at: null };
}

function recording(form: Form): PhoneEvent {
  const states = { "in-progress": "in_progress", completed: "completed", absent: "absent" } as const;
  const status = states[(form.get("RecordingStatus") ?? "completed") as keyof typeof states] ?? "failed";
  return {
    kind: "recording",
    providerId: form.get("RecordingSid") ?? "",
    providerCallId: form.get("CallSid") ?? "",
    what: form.get("RecordingSource") === "RecordVerb" ? "voicemail" : "recording",
    status,
    duration: Number(form.get("RecordingDuration")) || null,
  };
}

function transcription(form: Form): PhoneEvent {
  const words = form.get("TranscriptionText") ?? "";
  const isDone = form.get("TranscriptionStatus") === "completed";
  return {
    kind: "transcript",
    providerCallId: form.get("CallSid") ?? "",
    status: isDone ? "completed" : "failed",
    dialogue: isDone ? [{ speaker: "customer", content: words, start: 0, end: 0 }] : [],
    duration: null,
    at: 0,
  };
}

/** A number that Twilio found to have another owner: whoever has it now has agreed to nothing. */
function streamedEvent(raw: string, type: string): ParsedEvent {
  if (type !== "com.twilio.messaging.reassigned-number.detected") return { known: true };
  const { data } = JSON.parse(raw) as { data: unknown };
  const read = reassigned.safeParse(data);
  if (!read.success) return { known: false };
  const at = Date.parse(read.data.consent_updated_at ?? read.data.timestamp ?? "");
  return {
    known: true,
    event: {
      ...{ kind: "wish", phone: read.data.to_number, state: "out", source: "provider" },
      words: "the number has another owner now",
      at: Number.isNaN(at) ? null : at,
    },
  };
}
