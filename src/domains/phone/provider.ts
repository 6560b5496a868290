import type { ServiceKey } from "#operation/operation.ts";

/** What a provider can do; an operation asks before it relies on one. */
export type Capability = "send" | "find_sent" | "call" | "transcripts" | "history" | "lines" | "contacts";

export interface ProviderLine {
  providerId: string;
  /** E.164. */
  number: string;
  name: string;
  canText: boolean;
}

export interface OutgoingText {
  /** Our message id. */
  ref: string;
  line: { providerId: string; number: string };
  /** E.164. */
  to: string;
  content: string;
  /** Milliseconds, UTC: when it went out. */
  triedAt: number;
}

/** Called by a provider at the last moment before its request goes out. */
export type Begin = () => Promise<void>;

export interface SentText {
  providerId: string;
  status: "queued" | "sent" | "delivered" | "undelivered";
}

export interface OutgoingCall {
  ref: string;
  line: { providerId: string; number: string };
  to: string;
  /** Seconds. */
  maxDuration: number | undefined;
}

export interface DialogueLine {
  /** The speaker's number, where the provider says. */
  speaker: "desk" | "customer" | "unknown";
  content: string;
  /** Seconds from the start of the call. */
  start: number;
  end: number;
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
  status: "received" | "queued" | "sent" | "delivered" | "undelivered" | "failed";
  /** Null where the event does not say. */
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
    | "failed";
  duration: number | null;
  /** Null where the event does not say. */
  at: number | null;
  answeredAt: number | null;
  completedAt: number | null;
  /** The provider's time of this state: older ones never overwrite newer ones. Null where it does not say. */
  updatedAt: number | null;
}

export interface TranscriptEvent {
  kind: "transcript";
  providerCallId: string;
  status: "completed" | "in_progress" | "absent" | "failed";
  dialogue: DialogueLine[];
  duration: number | null;
  at: number;
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

export type PhoneEvent = TextEvent | CallEvent | TranscriptEvent | VoiceEvent;

/** Which of our lines an event is about; the number lets a line be recorded that was not known. */
export interface LineHint {
  providerId: string;
  number: string | undefined;
}

export interface SignedRequest {
  header(name: string): string | undefined;
  body: Uint8Array;
  now: number;
}

/** A webhook whose signature holds. `eventId` is the provider's own id of the event. */
export interface VerifiedEvent {
  eventId: string;
  type: string;
}

/** What a provider's file makes of a stored event: nothing it knows, nothing of interest, or an event. */
export type ParsedEvent = { known: false } | { known: true; event?: PhoneEvent };

/** An adapter to an outside phone service. Methods beyond `capabilities` are not called. */
export interface PhoneProvider {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** True while the service rests after failing again and again. */
  readonly isResting: boolean;
  lines(): Promise<ProviderLine[]>;
  /** @throws ProviderFailure */
  send(text: OutgoingText, begin: Begin): Promise<SentText>;
  /** What the provider has that could be a text whose sending ended in doubt, oldest first. */
  findSent(text: OutgoingText): Promise<SentText[]>;
  placeCall(call: OutgoingCall, begin: Begin): Promise<{ providerId: string }>;
  /** What was exchanged with one number, newest first, at most 100 of each. */
  history(line: { providerId: string; number: string }, peer: string): Promise<PhoneEvent[]>;
  transcript(providerCallId: string): Promise<TranscriptEvent>;
  createContact(
    contact: { id: string; name: string; phones: string[]; email: string | null },
    begin: Begin,
  ): Promise<void>;
  /** @throws DeskError AUTH_REQUIRED when no signature of ours is on it or it is too old. */
  verify(request: SignedRequest): VerifiedEvent;
  parse(raw: string): ParsedEvent;
}

/** The providers this desk is configured with. */
export interface PhoneProviders {
  readonly all: readonly PhoneProvider[];
  /** Whose line a text leaves from when the caller names none. */
  readonly preferred: string;
  get(name: string): PhoneProvider | undefined;
}

export const phoneProviders: ServiceKey<PhoneProviders> = { name: "phone providers" };
