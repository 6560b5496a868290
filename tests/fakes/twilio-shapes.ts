/** Twilio's resources as they go over the wire (API 2010-04-01). */

import type { CallStatus } from "twilio/lib/rest/api/v2010/account/call";
import type { MessageDirection, MessageStatus } from "twilio/lib/rest/api/v2010/account/message";
import type { RecordingStatus } from "twilio/lib/rest/api/v2010/account/recording";

export type { CallStatus, MessageStatus };

export interface Message {
  sid: string;
  account_sid: string;
  api_version: string;
  body: string;
  date_created: string;
  date_sent: string | null;
  date_updated: string;
  direction: MessageDirection;
  error_code: number | null;
  error_message: string | null;
  /** Null while a messaging service has not yet picked a sender. */
  from: string | null;
  to: string;
  messaging_service_sid: string | null;
  num_media: string;
  num_segments: string;
  price: string | null;
  price_unit: string;
  status: MessageStatus;
  subresource_uris: { media: string };
  uri: string;
}

export interface Media {
  sid: string;
  account_sid: string;
  parent_sid: string;
  content_type: string;
  date_created: string;
  date_updated: string;
  uri: string;
}

export interface Call {
  sid: string;
  account_sid: string;
  api_version: string;
  to: string;
  to_formatted: string;
  from: string;
  from_formatted: string;
  phone_number_sid: string;
  status: CallStatus;
  start_time: string | null;
  end_time: string | null;
  /** Seconds. */
  duration: string | null;
  price: string | null;
  price_unit: string;
  direction: "inbound" | "outbound-api" | "outbound-dial";
  answered_by: string | null;
  parent_call_sid: string | null;
  forwarded_from: string | null;
  caller_name: string | null;
  group_sid: string | null;
  queue_time: string;
  trunk_sid: string | null;
  stir_verstat: string | null;
  date_created: string;
  date_updated: string;
  uri: string;
  subresource_uris: Record<string, string>;
}

export interface Recording {
  sid: string;
  account_sid: string;
  api_version: string;
  call_sid: string;
  conference_sid: string | null;
  status: RecordingStatus;
  source: string;
  channels: number;
  track: string;
  /** Seconds. */
  duration: string;
  start_time: string;
  date_created: string;
  date_updated: string;
  price: string | null;
  price_unit: string;
  error_code: number | null;
  encryption_details: null;
  media_url: string;
  uri: string;
  subresource_uris: Record<string, string>;
}

type HookSetting = "Url" | "Method" | "FallbackUrl" | "FallbackMethod" | "ApplicationSid";

/** One number of the account; what a request may set is spelled as the parameter, with a small first letter. */
export interface FakeNumber extends Record<`${"sms" | "voice"}${HookSetting}`, string> {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  capabilities: { sms: boolean; mms: boolean; voice: boolean };
  statusCallback: string;
  statusCallbackMethod: string;
}

export function formatDate(at: Date): string {
  return at.toUTCString().replace("GMT", "+0000");
}

const gsm = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;

/** How many segments carry the text: 160 or 153 septets of GSM-7, else 70 or 67 UTF-16 units. */
export function countSegments(body: string): number {
  const isGsm = gsm.test(body);
  const length = isGsm ? body.length + (body.match(/[\^{}\\[~\]|€]/g)?.length ?? 0) : body.length;
  const [one, each] = isGsm ? [160, 153] : [70, 67];
  return length <= one ? 1 : Math.ceil(length / each);
}

/** What every builder needs to know of the account. */
export interface Birth {
  sid: string;
  accountSid: string;
  at: Date;
}

const root = (accountSid: string) => `/2010-04-01/Accounts/${accountSid}`;

const born = ({ sid, accountSid, at }: Birth) => ({
  sid,
  account_sid: accountSid,
  date_created: formatDate(at),
  date_updated: formatDate(at),
});

export function buildMessage(
  birth: Birth,
  fields: Pick<Message, "to" | "from" | "body" | "direction" | "status"> & Partial<Message>,
): Message {
  const path = `${root(birth.accountSid)}/Messages/${birth.sid}`;
  return {
    ...born(birth),
    api_version: "2010-04-01",
    date_sent: null,
    error_code: null,
    error_message: null,
    messaging_service_sid: null,
    num_media: "0",
    num_segments: String(countSegments(fields.body)),
    price: null,
    price_unit: "USD",
    subresource_uris: { media: `${path}/Media.json` },
    uri: `${path}.json`,
    ...fields,
  };
}

export function buildMedia(birth: Birth, messageSid: string, contentType: string): Media {
  const uri = `${root(birth.accountSid)}/Messages/${messageSid}/Media/${birth.sid}.json`;
  return { ...born(birth), parent_sid: messageSid, content_type: contentType, uri };
}

export function buildCall(
  birth: Birth,
  fields: Pick<Call, "to" | "from" | "direction" | "status" | "phone_number_sid">,
): Call {
  const path = `${root(birth.accountSid)}/Calls/${birth.sid}`;
  return {
    ...born(birth),
    api_version: "2010-04-01",
    to_formatted: formatNumber(fields.to),
    from_formatted: formatNumber(fields.from),
    start_time: null,
    end_time: null,
    duration: null,
    price: null,
    price_unit: "USD",
    answered_by: null,
    parent_call_sid: null,
    forwarded_from: null,
    caller_name: null,
    group_sid: null,
    queue_time: "0",
    trunk_sid: null,
    stir_verstat: null,
    uri: `${path}.json`,
    subresource_uris: { recordings: `${path}/Recordings.json`, events: `${path}/Events.json` },
    ...fields,
  };
}

export function buildRecording(
  birth: Birth,
  origin: string,
  fields: Pick<Recording, "call_sid"> & Partial<Recording>,
): Recording {
  const path = `${root(birth.accountSid)}/Recordings/${birth.sid}`;
  return {
    ...born(birth),
    api_version: "2010-04-01",
    conference_sid: null,
    status: "completed",
    source: "OutboundAPI",
    channels: 1,
    track: "both",
    duration: "42",
    start_time: formatDate(birth.at),
    price: null,
    price_unit: "USD",
    error_code: null,
    encryption_details: null,
    media_url: `${origin}${path}`,
    uri: `${path}.json`,
    subresource_uris: {
      transcriptions: `${path}/Transcriptions.json`,
      add_on_results: `${path}/AddOnResults.json`,
    },
    ...fields,
  };
}

export function buildNumber(
  fields: Pick<FakeNumber, "sid" | "phoneNumber"> & Partial<FakeNumber>,
): FakeNumber {
  const urls = { smsUrl: "", smsFallbackUrl: "", voiceUrl: "", voiceFallbackUrl: "", statusCallback: "" };
  const methods = { smsMethod: "POST", smsFallbackMethod: "POST", statusCallbackMethod: "POST" };
  return {
    friendlyName: formatNumber(fields.phoneNumber),
    capabilities: { sms: true, mms: true, voice: true },
    ...urls,
    ...methods,
    voiceMethod: "POST",
    voiceFallbackMethod: "POST",
    smsApplicationSid: "",
    voiceApplicationSid: "",
    ...fields,
  };
}

/** The number as IncomingPhoneNumbers answers it. */
export function numberResource({ capabilities, ...number }: FakeNumber, accountSid: string, at: Date) {
  const snaked = Object.entries(number).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  const absent = ["address_sid", "bundle_sid", "emergency_address_sid", "identity_sid", "trunk_sid"];
  return {
    ...Object.fromEntries(absent.map((name) => [name, null])),
    ...Object.fromEntries(snaked),
    ...born({ sid: number.sid, accountSid, at }),
    api_version: "2010-04-01",
    address_requirements: "none",
    beta: false,
    capabilities: { ...capabilities, fax: false },
    emergency_address_status: "unregistered",
    emergency_status: "Inactive",
    origin: "twilio",
    status: "in-use",
    type: "local",
    uri: `${root(accountSid)}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_caller_id_lookup: false,
    voice_receive_mode: "voice",
  };
}

/** +15550199100 as (555) 019-9100; others as they are. */
function formatNumber(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3");
}
