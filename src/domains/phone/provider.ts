import type { registrations } from "#db/schema/phone.ts";
import type { EventSource } from "#operation/event-source.ts";
import type { ServiceKey } from "#operation/operation.ts";
import type { FailureReason } from "./failures.ts";
import type { PhoneEvent, TranscriptEvent } from "./provider-events.ts";

/** What a provider can do; an operation asks before it relies on one. */
export type Capability =
  | "send"
  | "find_sent"
  | "pictures"
  | "call"
  | "find_placed"
  | "recordings"
  | "transcripts"
  | "history"
  | "sync"
  | "lines"
  | "contacts"
  | "consents";

export interface ProviderLine {
  providerId: string;
  /** E.164. */
  number: string;
  name: string;
  canText: boolean;
  /** True where it is not said. */
  canCall?: boolean;
  /** Left out where the provider does not say. */
  registration?: Registration;
}

export type Registration = (typeof registrations)[number];

export interface OutgoingText {
  /** Our message id. */
  ref: string;
  line: { providerId: string; number: string };
  /** E.164. */
  to: string;
  content: string;
  /** Addresses of pictures that go along. */
  mediaUrls: readonly string[];
  /** In how many parts carriers take it. */
  segments: number;
  /** Milliseconds, UTC: when it went out. */
  triedAt: number;
  /** Seconds from then in which it may still reach them; a provider that can drops it afterwards. */
  validFor: number;
}

/** Called by a provider at the last moment before its request goes out. */
export type Begin = () => Promise<void>;

export interface SentText {
  providerId: string;
  status: "queued" | "sent" | "delivered" | "undelivered";
  /** Why it was not delivered, where the provider says. */
  reason?: FailureReason | undefined;
}

export interface OutgoingCall {
  ref: string;
  line: { providerId: string; number: string };
  to: string;
  /** Seconds. */
  maxDuration: number | undefined;
  /** What happens when it is taken. */
  step: CallStep;
}

/** What the provider's own ledger is told of somebody. */
export interface ToldConsent {
  phone: string;
  state: "out" | "in";
  /** Milliseconds, UTC. */
  at: number;
}

/** What comes next on a call that somebody's provider asks about. */
export type CallStep =
  | { do: "hang_up"; words: string }
  /** Whoever was rung has taken it. */
  | { do: "connect" }
  /** Says to whoever is rung what it is about, and asks them to press 1. */
  | { do: "ask"; words: string }
  | {
      do: "ring";
      words: string;
      numbers: readonly string[];
      seconds: number;
      isRecorded: boolean;
      callerId?: string | undefined;
    }
  | { do: "voicemail"; words: string }
  /** An artificial voice says it; pressing 9 asks for no more. */
  | { do: "say"; words: string };

/** What a provider is answered, beside the status 200. */
export interface HookAnswer {
  type: string;
  body: string;
}

/** A call that a provider asks about: where it is, with whom, and what has happened on it. */
export interface CallQuestion {
  /** The business's number, and the other side's. */
  line: string;
  peer: string;
  /** `arrives`, then how ringing somebody ended. */
  at: "arrives" | "whisper" | "accepted" | "declined" | "unanswered" | "over";
}

/** An adapter to an outside phone service. Methods beyond `capabilities` are not called. */
export interface PhoneProvider extends EventSource<PhoneEvent> {
  readonly capabilities: ReadonlySet<Capability>;
  /** True while the service rests after failing again and again. */
  readonly isResting: boolean;
  lines(): Promise<ProviderLine[]>;
  /** @throws ProviderFailure */
  send(text: OutgoingText, begin: Begin): Promise<SentText>;
  /** What has become of a text by now. @throws ProviderFailure */
  readText?(providerId: string): Promise<SentText>;
  /** What the provider has that could be a text whose sending ended in doubt, oldest first. */
  findSent(text: OutgoingText): Promise<SentText[]>;
  placeCall(call: OutgoingCall, begin: Begin): Promise<{ providerId: string }>;
  /** What the provider has that could be a call whose placing ended in doubt, oldest first. */
  findPlaced?(
    call: Pick<OutgoingCall, "line" | "to"> & { triedAt: number },
  ): Promise<{ providerId: string }[]>;
  /** What was exchanged with one number, newest first, at most 100 of each. */
  history(line: { providerId: string; number: string }, peer: string): Promise<PhoneEvent[]>;
  /**
   * What was exchanged over a line since then, in batches; what was before it may be among them.
   * @throws ProviderFailure
   */
  recent?(line: { providerId: string; number: string }, since: number): AsyncIterable<PhoneEvent[]>;
  /** What was left on a call that nobody took. @throws ProviderFailure */
  voicemail?(providerCallId: string): Promise<PhoneEvent[]>;
  transcript(providerCallId: string): Promise<TranscriptEvent>;
  createContact(
    contact: { id: string; name: string; phones: string[]; email: string | null },
    begin: Begin,
  ): Promise<void>;
  /** Whether the provider itself answers a customer's text that is a word such as STOP: then nobody else does. */
  answersWord(text: string): boolean;
  /** What a webhook asks to be told, beyond that it was heard; undefined for nothing. */
  question?(raw: string, type: string): CallQuestion | undefined;
  /** How it is told, in the provider's own language. */
  answer?(step: CallStep | undefined): HookAnswer;
  /** Tells the provider's ledger who wants what. @throws ProviderFailure */
  tellConsents?(
    told: readonly ToldConsent[],
    lines: readonly { number: string }[],
    begin: Begin,
  ): Promise<void>;
  /** Its address book, as far as that was changed since then, in milliseconds, UTC. @throws ProviderFailure */
  contacts?(since: number): AsyncIterable<ProviderContact[]>;
  /** A picture that came with a text. @throws ProviderFailure */
  fetchPicture?(url: string): Promise<Uint8Array>;
  /** A recording, as MP3. @throws ProviderFailure */
  fetchRecording?(providerId: string): Promise<Uint8Array>;
}

/** Somebody in a provider's address book. */
export interface ProviderContact {
  name: string;
  /** As they stand there. */
  phones: string[];
  email: string | null;
}

/** The providers this desk is configured with. */
export interface PhoneProviders {
  readonly all: readonly PhoneProvider[];
  /** Whose line a text leaves from when the caller names none. */
  readonly preferred: string;
  get(name: string): PhoneProvider | undefined;
}

export const phoneProviders: ServiceKey<PhoneProviders> = { name: "phone providers" };
