import { Buffer } from "node:buffer";
import type * as z from "zod";
import { createService, type ServiceAnswer, ServiceFailure, type ServiceRequest } from "#platform/http.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import type { Metrics } from "#platform/metrics.ts";
import { fetchPublic, PublicFetchError } from "#platform/public-fetch.ts";
import { type FailureReason, ProviderFailure } from "../failures.ts";
import type { Begin, OutgoingText, PhoneProvider, SentText } from "../provider.ts";
import { contactsAtQuo } from "./contacts.ts";
import { envelope } from "./event-fields.ts";
import { nameByWords, parseQuoEvent } from "./events.ts";
import { historyAtQuo, recentAtQuo, sentStatus, transcriptAtQuo, voicemailAtQuo } from "./history.ts";
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
    capabilities: new Set(
      apiKey ? ["send", "find_sent", "transcripts", "history", "sync", "lines", "contacts"] : [],
    ),
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
    history: (line, peer) => historyAtQuo(read, line, peer),
    recent: (line, since) => recentAtQuo(read, line, since),
    contacts: (since) => contactsAtQuo(read, since),
    voicemail: (callId) => voicemailAtQuo(read, callId),
    transcript: (callId) => transcriptAtQuo(read, callId),
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
      source: quo.ourSource,
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

function jsonOrUndefined(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}
