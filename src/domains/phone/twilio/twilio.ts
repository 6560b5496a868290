import { Buffer } from "node:buffer";
import { createService } from "#platform/http.ts";
import type { Metrics } from "#platform/metrics.ts";
import { createPace } from "#platform/pace.ts";
import { ProviderFailure } from "../failures.ts";
import type { Begin, OutgoingCall, OutgoingText, PhoneProvider, SentText, ToldConsent } from "../provider.ts";
import { createTwilioApi } from "./api.ts";
import { isTwilioHook, parseTwilioEvent, twilioEventId } from "./events.ts";
import { callForm, isTollFree, textForm } from "./forms.ts";
import { callsOf, placedAround, recentAtTwilio, textsOf, traceOf } from "./history.ts";
import { questionOf } from "./questions.ts";
import { readRegistrations } from "./registration.ts";
import * as twilio from "./schemas.ts";
import { checkTwilioSignature } from "./signature.ts";
import { nothing, twimlOf } from "./twiml.ts";

export interface TwilioOptions {
  accountSid: string | undefined;
  /** The account's primary token, and the one before it while that is turned over. */
  authTokens: readonly string[];
  baseUrl: string;
  /** The desk's own public address, which Twilio calls. */
  publicUrl: string;
  metrics: Metrics;
  /** Parts of texts that a line sends in a second. */
  segmentsPerSecond(): number;
  /** Milliseconds for one try; 30 s unless a test says otherwise. */
  timeout?: number;
  sharers?: () => number;
}

/** Requests that the desk makes of the API in a second. */
const perSecond = 25;
/** What toll-free numbers send at least. */
const tollFreeRate = 3;
const largestPicture = 5_000_000;
const longestRecording = 50_000_000;
const consentsAtOnce = 25;

/** Twilio: its REST API of 2010-04-01 and its webhooks. */
export function createTwilio(options: TwilioOptions): PhoneProvider {
  const { accountSid, authTokens, baseUrl, publicUrl, metrics, timeout, sharers = () => 1 } = options;
  const [token = ""] = authTokens;
  const isSet = accountSid !== undefined && token !== "";
  const authorization = `Basic ${Buffer.from(`${accountSid}:${token}`).toString("base64")}`;
  const open = (name: string, base: string) =>
    createService({
      ...{ name, baseUrl: base, concurrency: perSecond, perSecond, sharers, metrics },
      ...(timeout === undefined ? {} : { timeout }),
    });
  const service = open("twilio", baseUrl);
  const api = createTwilioApi(open, { baseUrl, service, authorization, accountSid: accountSid ?? "" });
  const pace = createPace(
    (number) => Math.max(options.segmentsPerSecond(), isTollFree(number) ? tollFreeRate : 0),
    sharers,
  );
  const hook = (kind: string) => `${publicUrl}/webhooks/twilio/${kind}`;
  const addresses = {
    dialed: hook("voice-dialed"),
    whisper: hook("voice-whisper"),
    accept: hook("voice-accept"),
    recorded: hook("voice-recorded"),
    recording: hook("recording"),
    transcription: hook("transcription"),
    optOut: hook("voice-opt-out"),
  };

  return {
    name: "twilio",
    capabilities: new Set(
      isSet
        ? [
            "send",
            "find_sent",
            "pictures",
            "call",
            "find_placed",
            "recordings",
            "history",
            "sync",
            "lines",
            "consents",
          ]
        : [],
    ),
    get isResting() {
      return service.isOpen;
    },
    lines,
    send,
    readText: async (sid) =>
      traceOf(await api.get(twilio.message, `Messages/${encodeURIComponent(sid)}.json`)),
    findSent,
    placeCall,
    async findPlaced({ line, to, triedAt }) {
      const { calls } = await api.get(twilio.listCallsAnswer, "Calls.json", {
        ...{ From: line.number, To: to, PageSize: "100" },
      });
      return placedAround(calls, triedAt).map(({ sid }) => ({ providerId: sid }));
    },
    history,
    recent: (line, since) => recentAtTwilio(api, line, since),
    async transcript() {
      throw new ProviderFailure("unsupported");
    },
    async createContact() {
      throw new ProviderFailure("unsupported");
    },
    // Twilio's own words (its guide to opting out, and REVOKE and OPTOUT since April 2025): one alone, in any case.
    answersWord: (text) =>
      /^\s*(?:stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|start|unstop|yes|help|info)\s*$/i.test(
        text,
      ),
    verify(request) {
      checkTwilioSignature(request, authTokens);
      const body = Buffer.from(request.body).toString("utf8");
      if (request.hook === "events") return { eventId: "", type: "events", parts: streamedParts(body) };
      const type = isTwilioHook(request.hook) ? request.hook : `unknown:${request.hook}`.slice(0, 60);
      return { eventId: twilioEventId(type, new URLSearchParams(body)), type };
    },
    parse: parseTwilioEvent,
    question: questionOf,
    answer: (step) => ({
      type: "text/xml; charset=utf-8",
      body: step ? twimlOf(step, addresses) : nothing(),
    }),
    tellConsents,
    async fetchPicture(url) {
      // The account's key is shown to Twilio alone, whatever address a text names.
      if (new URL(url).origin !== new URL(baseUrl).origin) throw new ProviderFailure("not_there");
      return await file(url, largestPicture);
    },
    fetchRecording: (sid) => file(api.pathOf(`Recordings/${encodeURIComponent(sid)}.mp3`), longestRecording),
  };

  async function file(place: string, longest: number): Promise<Uint8Array> {
    const bytes = await service.download(place, { authorization }, longest);
    if (!bytes) throw new ProviderFailure("not_there");
    return bytes;
  }

  async function lines() {
    const found = await api.numbers();
    const registrations = await readRegistrations(api, found);
    return found.map((line) => ({
      providerId: line.sid,
      number: line.phone_number,
      // Twilio calls a number by its digits until somebody gives it a name.
      name: /\p{L}/u.test(line.friendly_name) ? line.friendly_name : line.phone_number,
      canText: line.capabilities.sms,
      canCall: line.capabilities.voice,
      ...registrations.get(line.phone_number),
    }));
  }

  async function send(text: OutgoingText, begin: Begin): Promise<SentText> {
    await pace.turn(text.line.number, text.segments);
    const form = textForm(text, hook("sms-status"));
    return traceOf(await api.post(twilio.message, "Messages.json", form, begin));
  }

  /** Twilio has no idempotency: a text in doubt is looked for by line, number, words and time. */
  async function findSent({ line, to, content, triedAt }: OutgoingText): Promise<SentText[]> {
    const query = { From: line.number, To: to, PageSize: "200" };
    const { messages } = await api.get(twilio.listMessagesAnswer, "Messages.json", query);
    return textsOf(messages, { content, triedAt }).map(traceOf);
  }

  async function placeCall(call: OutgoingCall, begin: Begin): Promise<{ providerId: string }> {
    const twiml = twimlOf(call.step, addresses);
    const form = callForm(call, twiml, { status: hook("voice-status"), machine: hook("voice-amd") });
    const { sid } = await api.post(twilio.call, "Calls.json", form, begin);
    return { providerId: sid };
  }

  async function history(line: { number: string }, peer: string) {
    const out = { From: line.number, To: peer, PageSize: "100" };
    const back = { From: peer, To: line.number, PageSize: "100" };
    const [sent, received, placed, taken] = await Promise.all([
      api.get(twilio.listMessagesAnswer, "Messages.json", out),
      api.get(twilio.listMessagesAnswer, "Messages.json", back),
      api.get(twilio.listCallsAnswer, "Calls.json", out),
      api.get(twilio.listCallsAnswer, "Calls.json", back),
    ]);
    return callsOf([...sent.messages, ...received.messages], [...placed.calls, ...taken.calls], line, peer);
  }

  async function tellConsents(
    told: readonly ToldConsent[],
    ours: readonly { number: string }[],
    begin: Begin,
  ): Promise<void> {
    await begin();
    const items = told.flatMap((each) => ours.map(({ number }) => api.consentItem(each, number)));
    for (let at = 0; at < items.length; at += consentsAtOnce)
      await api.tellConsents(items.slice(at, at + consentsAtOnce));
  }
}

/** One delivery of Event Streams as the events in it. */
function streamedParts(body: string): { eventId: string; type: string; raw: string }[] {
  const read = twilio.streamed.safeParse(jsonOrUndefined(body));
  if (!read.success) return [{ eventId: "", type: "unreadable", raw: body }];
  return read.data.map((event) => ({ eventId: event.id, type: event.type, raw: JSON.stringify(event) }));
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
