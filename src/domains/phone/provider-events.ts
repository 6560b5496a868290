import type { ReadEvent } from "#operation/event-source.ts";
import type { FailureReason } from "./failures.ts";

/** A recording that the provider keeps. */
export interface RecordingEvent {
  kind: "recording";
  providerId: string;
  providerCallId: string;
  what: "recording" | "voicemail";
  status: "in_progress" | "completed" | "absent" | "failed" | "deleted";
  /** Seconds; null where the event does not say. */
  duration: number | null;
}

/** A voice agent's conversation that is over. */
export interface VoiceEvent {
  kind: "voice";
  /** The platform's id of the conversation. */
  providerId: string;
  /** Empty for a number that is withheld, and where no phone was used. */
  peer: string;
  /** Null for a conversation over no phone. */
  call: { line: LineHint; direction: "inbound" | "outbound" } | null;
  /** Null where the event does not say. */
  at: number | null;
  /** Seconds. */
  duration: number | null;
  updatedAt: number | null;
  dialogue: DialogueLine[];
}

/** What came in about a text, in the words of this house whatever the provider's. */
export interface TextEvent {
  kind: "message";
  providerId: string;
  line: LineHint;
  /** Every number that the event names, where it may have them in another order than it says. */
  parties?: string[];
  direction: "inbound" | "outbound";
  peer: string;
  content: string;
  media: { url: string; type: string | null }[];
  /** `scheduled`: the provider holds it back until it may go out. */
  status: "received" | "queued" | "scheduled" | "sent" | "delivered" | "undelivered" | "failed";
  /** Why it did not go through, where the provider says. */
  reason?: FailureReason;
  /** What the provider understood them to want, where it says; it has answered that itself. */
  wish?: "out" | "in" | "help" | undefined;
  /** Null where the event does not say. */
  at: number | null;
}

/** What somebody wants, heard in another way than by a text. */
export interface WishEvent {
  kind: "wish";
  phone: string;
  state: "out" | "in";
  source: "call" | "provider";
  words: string;
  /** Null where the event does not say: then it is when it was heard. */
  at: number | null;
}

export interface CallEvent {
  kind: "call";
  providerId: string;
  line: LineHint;
  /** Every number that the event names, where it may have them in another order than it says. */
  parties?: string[];
  /** Left out where an event does not say; then the call's other events do. */
  direction?: "inbound" | "outbound";
  /** Empty when the event does not say. */
  peer: string;
  status:
    | "ringing"
    | "in_progress"
    | "completed"
    | "missed"
    | "no_answer"
    | "busy"
    | "forwarded"
    | "canceled"
    | "failed"
    /** It is over; whether somebody took it is known from its other events. */
    | "ended";
  answeredBy?: "human" | "machine" | "fax" | "unknown" | undefined;
  duration: number | null;
  /** Null where the event does not say. */
  at: number | null;
  answeredAt: number | null;
  completedAt: number | null;
  /** The provider's time of this state: older ones never overwrite newer ones. Null where it does not say. */
  updatedAt: number | null;
}

export interface DialogueLine {
  /** The speaker's number, where the provider says. */
  speaker: "desk" | "customer" | "unknown";
  content: string;
  /** Seconds from the start of the call. */
  start: number;
  end: number;
}

export interface TranscriptEvent {
  kind: "transcript";
  providerCallId: string;
  status: "completed" | "in_progress" | "absent" | "failed";
  dialogue: DialogueLine[];
  duration: number | null;
  at: number;
}

export type PhoneEvent = TextEvent | CallEvent | TranscriptEvent | VoiceEvent | RecordingEvent | WishEvent;

/** Which of our lines an event is about; the number lets a line be recorded that was not known. */
export interface LineHint {
  providerId: string;
  number: string | undefined;
}

/** What a provider's file makes of a stored event: nothing it knows, nothing of interest, or an event. */
export type ParsedEvent = ReadEvent<PhoneEvent>;
