import { createHash, createHmac } from "node:crypto";
import type { Call, Media, Message, Recording } from "./twilio-shapes.ts";

/** A webhook's fields; as pairs where a name comes more than once. */
export type Form = Record<string, string> | [string, string][];

const pairsOf = (form: Form) => (Array.isArray(form) ? form : Object.entries(form));

export function formBody(form: Form): string {
  return new URLSearchParams(pairsOf(form)).toString();
}

/** The X-Twilio-Signature of a posted form, or of a GET when the form is empty. */
export function signTwilio(url: string, form: Form, authToken: string): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of pairsOf(form)) values.set(name, (values.get(name) ?? new Set()).add(value));
  const [called = ""] = url.split("#");
  const signed = [...values]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, each]) => [...each].sort().map((value) => `${name}${value}`));
  return createHmac("sha1", authToken)
    .update(`${called}${signed.join("")}`)
    .digest("base64");
}

/** The address that a JSON body is posted to, which carries the body's digest, and the signature over that address alone. */
export function signTwilioJson(
  url: string,
  body: string,
  authToken: string,
): { url: string; signature: string } {
  const digest = createHash("sha256").update(body).digest("hex");
  const signedUrl = `${url}${url.includes("?") ? "&" : "?"}bodySHA256=${digest}`;
  return { url: signedUrl, signature: signTwilio(signedUrl, {}, authToken) };
}

/** What Twilio posts to `url`, ready for `app.request(url, …)` or `fetch`. */
export function signedPost(url: string, form: Form, authToken: string) {
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "x-twilio-signature": signTwilio(url, form, authToken),
  };
  return { method: "POST", headers, body: formBody(form) };
}

const place = (side: "From" | "To" | "Caller" | "Called") => ({
  [`${side}City`]: "SPRINGFIELD",
  [`${side}State`]: "IL",
  [`${side}Zip`]: "62701",
  [`${side}Country`]: "US",
});

export function inboundMessageForm(
  message: Message,
  media: Media[] = [],
  origin = "",
): Record<string, string> {
  const form: Record<string, string> = {
    ...place("From"),
    ...place("To"),
    MessageSid: message.sid,
    SmsSid: message.sid,
    SmsMessageSid: message.sid,
    AccountSid: message.account_sid,
    From: message.from ?? "",
    To: message.to,
    Body: message.body,
    NumMedia: String(media.length),
    NumSegments: message.num_segments,
    SmsStatus: "received",
    ApiVersion: message.api_version,
  };
  for (const [index, each] of media.entries()) {
    form[`MediaUrl${index}`] = `${origin}${each.uri.replace(/\.json$/, "")}`;
    form[`MediaContentType${index}`] = each.content_type;
  }
  return form;
}

export function messageStatusForm(message: Message): Record<string, string> {
  return {
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: message.status,
    SmsStatus: message.status,
    ...(message.error_code === null ? {} : { ErrorCode: String(message.error_code) }),
    AccountSid: message.account_sid,
    ...(message.messaging_service_sid ? { MessagingServiceSid: message.messaging_service_sid } : {}),
    ...(message.from ? { From: message.from } : {}),
    To: message.to,
    ApiVersion: message.api_version,
  };
}

/** What asks for TwiML when a call comes in or is answered. `extra`: Digits, SpeechResult, DialCallStatus and the like. */
export function voiceForm(call: Call, extra: Record<string, string> = {}): Record<string, string> {
  return {
    ...place("From"),
    ...place("To"),
    ...place("Caller"),
    ...place("Called"),
    CallSid: call.sid,
    AccountSid: call.account_sid,
    From: call.from,
    Caller: call.from,
    To: call.to,
    Called: call.to,
    CallStatus: call.status,
    ApiVersion: call.api_version,
    Direction: call.direction === "inbound" ? "inbound" : call.direction,
    ...extra,
  };
}

export function callStatusForm(
  call: Call,
  sequence: number,
  extra: Record<string, string> = {},
): Record<string, string> {
  return {
    ...voiceForm(call),
    ...(call.duration === null
      ? {}
      : { CallDuration: call.duration, Duration: String(Math.ceil(Number(call.duration) / 60)) }),
    ...(call.answered_by ? { AnsweredBy: call.answered_by } : {}),
    Timestamp: call.date_updated,
    CallbackSource: "call-progress-events",
    SequenceNumber: String(sequence),
    ...extra,
  };
}

export function recordingForm(recording: Recording): Record<string, string> {
  return {
    AccountSid: recording.account_sid,
    CallSid: recording.call_sid,
    RecordingSid: recording.sid,
    RecordingUrl: recording.media_url,
    RecordingStatus: recording.status,
    RecordingDuration: recording.duration,
    RecordingChannels: String(recording.channels),
    RecordingStartTime: recording.start_time,
    RecordingSource: recording.source,
    RecordingTrack: recording.track,
    ...(recording.error_code === null ? {} : { ErrorCode: String(recording.error_code) }),
  };
}
