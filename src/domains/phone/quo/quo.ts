import { Buffer } from "node:buffer";
import type * as z from "zod";
import { createService, type ServiceAnswer, ServiceFailure, type ServiceRequest } from "#platform/http.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import type { Metrics } from "#platform/metrics.ts";
import { isE164 } from "#platform/phone-number.ts";
import { fetchPublic, PublicFetchError } from "#platform/public-fetch.ts";
import { type FailureReason, ProviderFailure } from "../failures.ts";
import type { Begin, OutgoingText, PhoneProvider, SentText } from "../provider.ts";
import type { CallEvent, TextEvent } from "../provider-events.ts";
import { callStatus, envelope, said } from "./event-fields.ts";
import { nameByWords, parseQuoEvent } from "./events.ts";
import * as quo from "./schemas.ts";
import { checkSignature } from "./signature.ts";

export interface QuoOptions {
  apiKey: string | undefined;
  webhookSecrets: readonly string[];
  baseUrl: string;
  metrics: Metrics;
  /** Milliseconds for one try; 30 s unless a test says otherwise. */
  timeout?: number;
  /** How many processes share what Quo allows; one where it is not said. */
  sharers?: () => number;
}

/** Quo allows ten requests a second for a key. */
const perSecond = 10;

const largestPicture = 5_000_000;

/** How far a text's time at Quo may lie from ours when one is looked for, in milliseconds. */
const clockSlack = 60_000;
const lookAhead = 15 * 60_000;

/** Quo, formerly OpenPhone: its REST API v1, and both versions of its webhooks. It places no calls. */
export function createQuo(options: QuoOptions): PhoneProvider {
  const { apiKey, metrics, baseUrl, timeout, sharers = () => 1 } = options;
  const service = createService({
    name: "quo",
    baseUrl,
    concurrency: perSecond,
    perSecond,
    sharers,
    metrics,
    ...(timeout === undefined ? {} : { timeout }),
  });

  return {
    name: "quo",
    capabilities: new Set(apiKey ? ["send", "find_sent", "transcripts", "history", "lines", "contacts"] : []),
    get isResting() {
      return service.isOpen;
    },
    lines,
    send,
    async readText(id) {
      const path = `/v1/messages/${encodeURIComponent(id)}`;
      const { data } = await read(quo.readMessageAnswer, { method: "GET", path });
      return { providerId: data.id, status: sentStatus(data.status) };
    },
    findSent,
    async placeCall() {
      throw new ProviderFailure("unsupported");
    },
    history,
    transcript,
    createContact,
    // Quo's own list (its guide to opting out): one word alone, in any case.
    answersWord: (text) => /^\s*(?:stop|stopall|unsubscribe|cancel|end|quit|start|unstop)\s*$/i.test(text),
    verify(request) {
      checkSignature(request, options.webhookSecrets);
      const named = envelope.safeParse(jsonOrUndefined(request.body));
      const { id, type } = named.success ? named.data : { id: "", type: "unreadable" };
      return { eventId: id || (request.header("webhook-id") ?? nameByWords(request.body)), type };
    },
    parse: parseQuoEvent,
    async fetchPicture(url) {
      // Quo's pictures lie at addresses of other hosts, which need no key and are shown none.
      const found = await fetchPublic(url, {
        ...{ longest: largestPicture, patience: 30_000, allowLoopback: isLoopbackUrl(baseUrl) },
      }).catch((failure: unknown) => {
        throw failure instanceof PublicFetchError ? new ProviderFailure("not_there") : failure;
      });
      if (found.status !== 200) throw new ProviderFailure("not_there");
      return found.bytes;
    },
  };

  async function lines() {
    const { data } = await read(quo.listNumbersAnswer, { method: "GET", path: "/v1/phone-numbers" });
    return data.map((line) => ({
      providerId: line.id,
      number: line.number,
      name: line.name,
      canText: line.restrictions.messaging.US === "unrestricted",
    }));
  }

  async function send({ line, to, content }: OutgoingText, begin: Begin): Promise<SentText> {
    const body: z.infer<typeof quo.sendMessageRequest> = { content, from: line.number, to: [to] };
    const { data } = await read(quo.sendMessageAnswer, { method: "POST", path: "/v1/messages", body, begin });
    return { providerId: data.id, status: sentStatus(data.status) };
  }

  /** Quo has no idempotency: a text in doubt is looked for by line, number, words and time. */
  async function findSent({ line, to, content, triedAt }: OutgoingText) {
    const { data } = await read(quo.listMessagesAnswer, {
      method: "GET",
      path: "/v1/messages",
      query: {
        phoneNumberId: line.providerId,
        participants: [to],
        createdAfter: new Date(triedAt - clockSlack).toISOString(),
        createdBefore: new Date(triedAt + lookAhead).toISOString(),
        maxResults: "100",
      },
    });
    return data
      .filter((found) => found.direction === "outgoing" && found.text === content)
      .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
      .map((found) => ({ providerId: found.id, status: sentStatus(found.status) }));
  }

  async function history(line: { providerId: string; number: string }, peer: string) {
    const query = { phoneNumberId: line.providerId, participants: [peer], maxResults: "100" };
    const [messages, calls] = await Promise.all([
      read(quo.listMessagesAnswer, { method: "GET", path: "/v1/messages", query }),
      read(quo.listCallsAnswer, { method: "GET", path: "/v1/calls", query }),
    ]);
    const hint = { providerId: line.providerId, number: line.number };
    return [
      ...messages.data.map((found): TextEvent => textOf(found, hint, peer)),
      ...calls.data.map((found): CallEvent => callOf(found, hint, peer)),
    ];
  }

  async function transcript(callId: string) {
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

  async function createContact(contact: Parameters<PhoneProvider["createContact"]>[0], begin: Begin) {
    const { id, name, phones, email } = contact;
    const [firstName = name, ...others] = name.split(/\s+/);
    const body: z.infer<typeof quo.createContactRequest> = {
      defaultFields: {
        firstName,
        lastName: others.join(" ") || null,
        phoneNumbers: phones.map((value) => ({ name: "phone", value })),
        ...(email ? { emails: [{ name: "email", value: email }] } : {}),
      },
      source: "frontdesk",
      externalId: id,
    };
    await read(quo.createContactAnswer, { method: "POST", path: "/v1/contacts", body, begin });
  }

  /** One request and its answer by schema. Quo takes the bare key: a `Bearer` before it is refused. */
  async function read<Answer>(
    schema: z.ZodType<Answer>,
    wanted: Omit<ServiceRequest, "headers">,
  ): Promise<Answer> {
    const isWrite = wanted.method !== "GET";
    let answer: ServiceAnswer;
    try {
      answer = await service.request({ ...wanted, headers: { authorization: apiKey ?? "" } });
    } catch (failure) {
      throw failure instanceof ServiceFailure ? silence(failure, isWrite) : failure;
    }
    if (answer.status >= 400) throw refusal(answer, isWrite);
    const parsed = schema.safeParse(answer.json);
    if (!parsed.success) throw new ProviderFailure("unreadable", isWrite);
    return parsed.data;
  }
}

function silence(failure: ServiceFailure, isWrite: boolean): ProviderFailure {
  if (failure.isUnsent) return new ProviderFailure("unreachable");
  return new ProviderFailure(failure.kind === "timeout" ? "timeout" : "provider_error", isWrite);
}

const reasonsByCode: Record<string, FailureReason> = {
  "0206400": "carrier_registration",
  "0204403": "daily_cap",
  "0201402": "no_credit",
};

const reasonsByStatus: Record<number, FailureReason> = {
  401: "key_refused",
  402: "no_credit",
  403: "not_your_line",
  404: "not_there",
  429: "rate_limited",
};

function refusal({ status, json }: ServiceAnswer, isWrite: boolean): ProviderFailure {
  if (status >= 500) return new ProviderFailure("provider_error", isWrite);
  const told = quo.errorAnswer.safeParse(json).data;
  const code = told && "code" in told ? told.code : "";
  return new ProviderFailure(reasonsByCode[code] ?? reasonsByStatus[status] ?? "refused");
}

function sentStatus(status: z.infer<typeof quo.message>["status"]): SentText["status"] {
  return status === "received" ? "sent" : status;
}

function textOf(
  found: z.infer<typeof quo.message>,
  line: { providerId: string; number: string },
  peer: string,
): TextEvent {
  const direction = found.direction === "incoming" ? "inbound" : "outbound";
  return {
    kind: "message",
    providerId: found.id,
    line,
    direction,
    peer,
    content: found.text,
    media: [],
    status: direction === "inbound" ? "received" : sentStatus(found.status),
    at: Date.parse(found.createdAt),
  };
}

function callOf(
  found: z.infer<typeof quo.call>,
  line: { providerId: string; number: string },
  peer: string,
): CallEvent {
  const direction = found.direction === "incoming" ? "inbound" : "outbound";
  const wasHandled = found.answeredAt !== null || found.aiHandled !== null;
  const time = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    kind: "call",
    providerId: found.id,
    line,
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

function jsonOrUndefined(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}
