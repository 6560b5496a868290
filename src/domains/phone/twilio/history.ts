import type * as z from "zod";
import type { SentText } from "../provider.ts";
import type { CallEvent, PhoneEvent, TextEvent } from "../provider-events.ts";
import type { TwilioApi } from "./api.ts";
import { reasonOfCode } from "./reasons.ts";
import * as twilio from "./schemas.ts";

type Message = z.infer<typeof twilio.message>;
type Call = z.infer<typeof twilio.call>;

/** How far a text's time at Twilio may lie from ours when one is looked for, in milliseconds. */
const clockSlack = 60_000;
const lookAhead = 15 * 60_000;

/** Of an account's texts, those that may be the one whose sending ended in doubt, oldest first. */
export function textsOf(
  messages: readonly Message[],
  { content, triedAt }: { content: string; triedAt: number },
): Message[] {
  const at = (found: Message) => timeOf(found.date_created) ?? 0;
  return messages
    .filter((found) => found.direction.startsWith("outbound") && found.body === content)
    .filter((found) => at(found) >= triedAt - clockSlack && at(found) <= triedAt + lookAhead)
    .sort((a, b) => at(a) - at(b));
}

/** Of an account's calls, those that may be the one whose placing ended in doubt, oldest first. */
export function placedAround(calls: readonly Call[], triedAt: number): Call[] {
  const at = (found: Call) => timeOf(found.date_created) ?? 0;
  return calls
    .filter((found) => found.direction === "outbound-api")
    .filter((found) => at(found) >= triedAt - clockSlack && at(found) <= triedAt + lookAhead)
    .sort((a, b) => at(a) - at(b));
}

const states: Record<string, SentText["status"]> = {
  accepted: "queued",
  queued: "queued",
  scheduled: "queued",
  sending: "sent",
  sent: "sent",
  delivered: "delivered",
  read: "delivered",
  undelivered: "undelivered",
  failed: "undelivered",
  canceled: "undelivered",
};

export function traceOf({ sid, status, error_code }: Message): SentText {
  const reason = reasonOfCode(error_code);
  return { providerId: sid, status: states[status] ?? "sent", ...(reason ? { reason } : {}) };
}

/** Texts and calls with one number, as events of them would have told. */
export function callsOf(
  messages: readonly Message[],
  calls: readonly Call[],
  { number }: { number: string },
  peer: string,
): PhoneEvent[] {
  const line = { providerId: "", number };
  return [
    ...messages.map((found) => textOf(found, line, peer)),
    ...calls.map((found) => callOf(found, line, peer)),
  ];
}

/** What is listed may be a while older than what is asked for, in milliseconds. */
const overlap = 3_600_000;

/** What was exchanged over a line since then, a page of Twilio's lists at a time. */
export async function* recentAtTwilio(
  api: TwilioApi,
  { number }: { number: string },
  since: number,
): AsyncGenerator<PhoneEvent[]> {
  const line = { providerId: "", number };
  const from = since - overlap;
  // Twilio's lists begin with a day, in UTC.
  const day = new Date(from).toISOString().slice(0, 10);
  const isRecent = ({ date_created }: { date_created?: string | null | undefined }) =>
    (timeOf(date_created ?? null) ?? from) >= from;
  for (const way of ["From", "To"] as const) {
    const query = { [way]: number, PageSize: "100" };
    for await (const { messages } of pages(api, twilio.listMessagesAnswer, "Messages.json", {
      ...query,
      "DateSent>": day,
    }))
      yield await Promise.all(
        messages.filter(isRecent).map(async (found) => ({
          ...textOf(found, line, way === "From" ? found.to : (found.from ?? "")),
          media: await mediaOf(api, found),
        })),
      );
    for await (const { calls } of pages(api, twilio.listCallsAnswer, "Calls.json", {
      ...query,
      "StartTime>": day,
    })) {
      // The other leg of a call that was put through is no call of its own.
      const whole = calls.filter((each) => each.direction !== "outbound-dial" && isRecent(each));
      yield whole.map((found) => callOf(found, line, way === "From" ? found.to : found.from));
    }
  }
}

async function* pages<Page extends { next_page_uri?: string | null | undefined }>(
  api: TwilioApi,
  schema: z.ZodType<Page>,
  path: string,
  query: Record<string, string>,
): AsyncGenerator<Page> {
  let page = await api.get(schema, path, query);
  yield page;
  while (page.next_page_uri) {
    page = await api.follow(schema, page.next_page_uri);
    yield page;
  }
}

async function mediaOf(api: TwilioApi, { sid, num_media }: Message): Promise<TextEvent["media"]> {
  if (!num_media || num_media === "0") return [];
  const path = `Messages/${encodeURIComponent(sid)}/Media.json`;
  const { media_list: found } = await api.get(twilio.listMediaAnswer, path);
  return found.map(({ uri, content_type }) => ({
    url: api.addressOf(uri.replace(/\.json$/, "")),
    type: content_type,
  }));
}

function textOf(found: Message, line: TextEvent["line"], peer: string): TextEvent {
  const direction = found.direction === "inbound" ? "inbound" : "outbound";
  const { status } = traceOf(found);
  return {
    ...{ kind: "message", providerId: found.sid, line, direction, peer, media: [] },
    content: found.body ?? "",
    status: direction === "inbound" ? "received" : status,
    at: timeOf(found.date_created),
  };
}

const ends: Record<string, CallEvent["status"]> = {
  queued: "ringing",
  ringing: "ringing",
  "in-progress": "in_progress",
  completed: "ended",
  busy: "busy",
  "no-answer": "no_answer",
  canceled: "canceled",
  failed: "failed",
};

function callOf(found: Call, line: CallEvent["line"], peer: string): CallEvent {
  const direction = found.direction === "inbound" ? "inbound" : "outbound";
  const [begun, over] = [timeOf(found.start_time), timeOf(found.end_time)];
  return {
    ...{ kind: "call", providerId: found.sid, line, direction, peer },
    status: ends[found.status] ?? "ended",
    duration: found.duration === null ? null : Number(found.duration) || 0,
    at: timeOf(found.date_created) ?? begun,
    answeredAt: direction === "outbound" && found.status === "completed" ? begun : null,
    completedAt: over,
    updatedAt: timeOf(found.date_updated),
  };
}

/** RFC 2822 as Twilio writes it. */
function timeOf(text: string | null): number | null {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? null : at;
}
