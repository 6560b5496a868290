import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { SignedRequest } from "#operation/event-source.ts";
import { isE164 } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { ProviderFailure } from "../failures.ts";
import type { PhoneProvider } from "../provider.ts";
import type { DialogueLine, ParsedEvent, VoiceEvent } from "../provider-events.ts";

/** How old a signature may be, and how far ahead, in milliseconds: its makers allow half an hour. */
const oldest = 30 * 60_000;
const ahead = 5 * 60_000;

const envelope = z.looseObject({
  type: z.string(),
  data: z.looseObject({ conversation_id: z.string().max(200).optional() }),
});

const turn = z.looseObject({
  role: z.enum(["user", "agent"]),
  message: z.string().nullish().catch(null),
  /** Where a turn is spoken in several voices its words stand here. */
  multivoice_message: z
    .looseObject({ parts: z.array(z.looseObject({ text: z.string().catch("") })).catch([]) })
    .nullish()
    .catch(null),
  time_in_call_secs: z.coerce.number().min(0).catch(0),
});

/** A turn that cannot be read is left out, and the others stand. */
const turns = z
  .array(z.unknown())
  .catch([])
  .transform((list) => list.flatMap((each) => turn.safeParse(each).data ?? []));

/** Seconds since 1970 as a number, in digits or as ISO 8601; null for anything else. */
const instant = z
  .unknown()
  .optional()
  .transform((value) => {
    const number = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === "number") return Number.isFinite(number) && number > 0 ? number : null;
    const at = typeof number === "string" ? Date.parse(number) / 1000 : Number.NaN;
    return Number.isFinite(at) ? at : null;
  });

const phoneCall = z.looseObject({
  direction: z.enum(["inbound", "outbound"]),
  phone_number_id: z.string().nullish(),
  agent_number: z.string(),
  external_number: z.string(),
});

const transcription = z.looseObject({
  type: z.literal("post_call_transcription"),
  event_timestamp: instant,
  data: z.looseObject({
    conversation_id: z.string().min(1).max(200),
    transcript: turns,
    metadata: z
      .looseObject({
        start_time_unix_secs: instant,
        call_duration_secs: z.coerce.number().min(0).nullish().catch(null),
        phone_call: phoneCall.nullish().catch(null),
      })
      .catch({ start_time_unix_secs: null, call_duration_secs: null, phone_call: null }),
  }),
});

/** Events that say nothing the desk keeps. */
const others = new Set([
  "post_call_audio",
  "call_initiation_failure",
  "voice_removal_notice",
  "voice_removal_notice_withdrawn",
  "voice_removed",
]);

/** ElevenLabs' agents: what they tell after a call. They place and send nothing for the desk. */
export function createElevenLabs(secrets: readonly string[]): PhoneProvider {
  return {
    name: "elevenlabs",
    capabilities: new Set(),
    isResting: false,
    lines: async () => [],
    send: unsupported,
    findSent: async () => [],
    placeCall: unsupported,
    history: async () => [],
    transcript: unsupported,
    createContact: unsupported,
    verify(request) {
      checkSignature(request, secrets);
      const named = envelope.safeParse(jsonIn(request.body));
      if (!named.success) throw new DeskError("VALIDATION_ERROR", "The event does not say what it is.");
      const { type, data } = named.data;
      // What is about no conversation is told apart by what it says.
      const about = data.conversation_id ?? createHash("sha256").update(request.body).digest("hex");
      return { eventId: `${type}:${about}`, type };
    },
    answersWord: () => false,
    parse,
  };
}

async function unsupported(): Promise<never> {
  throw new ProviderFailure("unsupported");
}

/**
 * `ElevenLabs-Signature: t=<seconds>,v0=<hex>` over `t.body` (HMAC-SHA256), in constant time, against every secret in
 * use. @throws DeskError AUTH_REQUIRED
 */
function checkSignature({ header, body, now }: SignedRequest, secrets: readonly string[]): void {
  const parts = new Map(
    (header("elevenlabs-signature") ?? "").split(",").map((part) => {
      const [name = "", value = ""] = part.trim().split("=");
      return [name, value];
    }),
  );
  const [seconds = "", given = ""] = [parts.get("t"), parts.get("v0")];
  if (!/^\d{1,12}$/.test(seconds) || !/^[0-9a-f]{64}$/.test(given))
    throw refused("The request carries no signature that is known here.");
  const age = now - Number(seconds) * 1000;
  if (age > oldest || age < -ahead)
    throw refused("The request was signed too long ago, or by a clock that is wrong.");
  const bytes = Buffer.from(given, "hex");
  const matches = secrets.map((secret) =>
    timingSafeEqual(createHmac("sha256", secret).update(`${seconds}.`).update(body).digest(), bytes),
  );
  if (!matches.includes(true)) throw refused("The signature does not fit the request.");
}

function refused(message: string): DeskError {
  return new DeskError("AUTH_REQUIRED", message, {
    next: "Check that ELEVENLABS_WEBHOOK_SECRET is this webhook's secret, and that the clock is right.",
  });
}

function parse(raw: string): ParsedEvent {
  const value = jsonIn(raw);
  const read = transcription.safeParse(value);
  if (read.success) return { known: true, event: eventOf(read.data) };
  const named = envelope.safeParse(value);
  return { known: named.success && others.has(named.data.type) };
}

function eventOf({ event_timestamp, data }: z.infer<typeof transcription>): VoiceEvent {
  const { conversation_id: conversationId, transcript, metadata } = data;
  const { start_time_unix_secs: start, call_duration_secs: duration, phone_call: call } = metadata;
  const seconds = duration ?? null;
  const begun = start ?? (event_timestamp === null ? null : event_timestamp - (seconds ?? 0));
  const over = event_timestamp ?? (begun === null ? null : begun + (seconds ?? 0));
  const isCall = call !== null && call !== undefined && isE164(call.agent_number);
  return {
    kind: "voice",
    providerId: conversationId,
    peer: isCall ? call.external_number : "",
    call: isCall
      ? {
          line: { providerId: call.phone_number_id ?? call.agent_number, number: call.agent_number },
          direction: call.direction,
        }
      : null,
    at: begun === null ? null : Math.round(begun * 1000),
    duration: seconds === null ? null : Math.round(seconds),
    updatedAt: over === null ? null : Math.round(over * 1000),
    dialogue: dialogueOf(transcript, seconds),
  };
}

/** What was said; a turn that only used a tool said nothing. */
function dialogueOf(all: z.infer<typeof turns>, duration: number | null): DialogueLine[] {
  const said = all.map((each) => ({ ...each, words: wordsOf(each) })).filter(({ words }) => words !== "");
  return said.map(({ role, words, time_in_call_secs: start }, at) => ({
    speaker: role === "user" ? ("customer" as const) : ("desk" as const),
    content: words.replaceAll("\0", "").toWellFormed(),
    start,
    end: said[at + 1]?.time_in_call_secs ?? Math.max(start, duration ?? start),
  }));
}

function wordsOf({ message, multivoice_message: voices }: z.infer<typeof turn>): string {
  return message || (voices?.parts ?? []).flatMap(({ text }) => text.trim() || []).join(" ");
}

function jsonIn(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text));
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}
