/** What requests to Twilio may carry, and how its lists answer. */

/** What each value of a parameter must look like. */
export type Rules = Record<string, RegExp>;

const any = /^[\s\S]*$/;
const flag = /^(?:true|false)$/;
const phone = /^(?:whatsapp:)?\+[1-9]\d{6,14}$/;
const method = /^(?:GET|POST)$/;
const day = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/;
/** A host name with an underscore is no host name to Twilio. */
const url = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:[/?#]\S*)?$/;
const urlOrNone = new RegExp(`^$|${url.source}`);
const sidOf = (prefix: string) => new RegExp(`^${prefix}[0-9a-f]{32}$`);
const dates = (name: string): Rules => ({ [name]: day, [`${name}<`]: day, [`${name}>`]: day });
const paging: Rules = { PageSize: /^(?:[1-9]\d{0,2}|1000)$/, Page: /^\d+$/, PageToken: /^P[AB]/ };
const hooks = (name: string): Rules => ({
  [`${name}Url`]: urlOrNone,
  [`${name}Method`]: method,
  [`${name}FallbackUrl`]: urlOrNone,
  [`${name}FallbackMethod`]: method,
  [`${name}ApplicationSid`]: /^(?:AP[0-9a-f]{32})?$/,
});
const callStatus = /^(?:queued|ringing|in-progress|completed|busy|failed|no-answer|canceled)$/;
const callUpdate: Rules = {
  Url: url,
  Method: method,
  Twiml: /^[\s\S]{1,4000}$/,
  FallbackUrl: url,
  FallbackMethod: method,
  StatusCallback: url,
  StatusCallbackMethod: method,
  TimeLimit: /^[1-9]\d*$/,
};

export const rules = {
  none: {},
  messageCreate: {
    To: phone,
    From: phone,
    MessagingServiceSid: sidOf("MG"),
    Body: /^[\s\S]{0,1600}$/,
    MediaUrl: url,
    StatusCallback: url,
    ApplicationSid: sidOf("AP"),
    ValidityPeriod: /^(?:[1-9]\d{0,3}|[12]\d{4}|3[0-5]\d{3}|36000)$/,
    SendAt: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
    ScheduleType: /^fixed$/,
    SmartEncoded: flag,
    ShortenUrls: flag,
    ProvideFeedback: flag,
    ForceDelivery: flag,
    SendAsMms: flag,
    Attempt: /^\d+$/,
    ContentRetention: /^(?:retain|discard)$/,
    AddressRetention: /^(?:retain|obfuscate)$/,
    RiskCheck: /^(?:enable|disable)$/,
    TrafficType: /^free$/,
    MessageIntent: any,
    ContentSid: sidOf("HX"),
    ContentVariables: /^\{[\s\S]*\}$/,
    FallbackFrom: phone,
    PersistentAction: any,
  },
  messageUpdate: { Body: /^$/, Status: /^canceled$/ },
  messageList: { To: phone, From: phone, ...dates("DateSent"), ...paging },
  mediaList: { ...dates("DateCreated"), ...paging },
  callCreate: {
    ...callUpdate,
    To: phone,
    From: phone,
    ApplicationSid: sidOf("AP"),
    Timeout: /^(?:[1-9]\d?|[1-5]\d\d|600)$/,
    StatusCallbackEvent: /^(?:initiated|ringing|answered|completed)$/,
    Record: flag,
    RecordingChannels: /^(?:mono|dual)$/,
    RecordingTrack: /^(?:inbound|outbound|both)$/,
    RecordingStatusCallback: url,
    RecordingStatusCallbackMethod: method,
    RecordingStatusCallbackEvent: /^(?:in-progress|completed|absent)$/,
    Trim: /^(?:trim-silence|do-not-trim)$/,
    MachineDetection: /^(?:Enable|DetectMessageEnd)$/,
    MachineDetectionTimeout: /^\d+$/,
    MachineDetectionSpeechThreshold: /^\d+$/,
    MachineDetectionSpeechEndThreshold: /^\d+$/,
    MachineDetectionSilenceTimeout: /^\d+$/,
    AsyncAmd: flag,
    AsyncAmdStatusCallback: url,
    AsyncAmdStatusCallbackMethod: method,
    SendDigits: /^[0-9A-D#*wW]{1,32}$/,
    CallerId: any,
    CallReason: any,
    CallToken: any,
    Byoc: sidOf("BY"),
  },
  callUpdate: { ...callUpdate, Status: /^(?:canceled|completed)$/ },
  callList: {
    To: phone,
    From: phone,
    ParentCallSid: sidOf("CA"),
    Status: callStatus,
    ...dates("StartTime"),
    ...dates("EndTime"),
    ...paging,
  },
  recordingList: { ...dates("DateCreated"), CallSid: sidOf("CA"), IncludeSoftDeleted: flag, ...paging },
  recordingFile: { RequestedChannels: /^[12]$/ },
  numberList: { PhoneNumber: any, FriendlyName: any, Beta: flag, Origin: any, ...paging },
  numberUpdate: {
    FriendlyName: /^.{1,64}$/,
    ...hooks("Sms"),
    ...hooks("Voice"),
    StatusCallback: urlOrNone,
    StatusCallbackMethod: method,
  },
} satisfies Record<string, Rules>;

export const repeatable = new Set([
  "MediaUrl",
  "PersistentAction",
  "StatusCallbackEvent",
  "RecordingStatusCallbackEvent",
]);

/** The code with which Twilio refuses a malformed value; 20001 for the others. */
export const malformedCodes: Record<string, number> = {
  To: 21211,
  From: 21212,
  Body: 21617,
  StatusCallback: 21609,
  MediaUrl: 21620,
  Url: 21205,
};

/** Twilio's magic numbers, by the last four digits after +1500555. */
const lastFour = (entries: Record<string, number>) => (number: string) =>
  number.startsWith("+1500555") ? entries[number.slice(8)] : undefined;
/** 0 lets the request through. */
export const magic = {
  smsTo: lastFour({ "0001": 21211, "0002": 21612, "0003": 21408, "0004": 21610, "0009": 21614 }),
  smsFrom: lastFour({ "0006": 0, "0001": 21212, "0007": 21606, "0008": 21611 }),
  callTo: lastFour({ "0001": 21217, "0002": 21214, "0003": 21215, "0004": 21216 }),
  callFrom: lastFour({ "0006": 0, "0001": 21212 }),
};

/** Whether the date passes a list's `Name`, `Name<` and `Name>`; what has no date passes none of them. */
export function passesDates(stamp: string | null, query: URLSearchParams, name: string, before: "<" | "<=") {
  return ["", "<", ">"].every((operator) => {
    const bound = query.get(`${name}${operator}`);
    if (bound === null) return true;
    if (stamp === null) return false;
    const length = operator === "" ? 10 : Math.min(bound.length, 19);
    const [at, limit] = [new Date(stamp).toISOString().slice(0, length), bound.slice(0, length)];
    if (operator === "") return at === limit;
    return operator === ">" ? at >= limit : before === "<=" ? at <= limit : at < limit;
  });
}

/** One page of a list. A token names the row it starts after or ends before, so that new rows shift nothing. */
export function pageOf<Row extends { sid: string }>(
  key: string,
  all: Row[],
  path: string,
  query: URLSearchParams,
) {
  const size = Number(query.get("PageSize") ?? 50);
  const page = Number(query.get("Page") ?? 0);
  const token = query.get("PageToken") ?? "";
  const anchor = all.findIndex((row) => row.sid === token.slice(2));
  const start = token.startsWith("PA") ? anchor + 1 : Math.max(0, anchor - size);
  const rows = all.slice(start, start + size);
  const link = (number: number, newToken?: string) => {
    const linked = new URLSearchParams(query);
    linked.set("PageSize", String(size));
    linked.set("Page", String(number));
    if (newToken) linked.set("PageToken", newToken);
    else linked.delete("PageToken");
    return `${path}?${linked}`;
  };
  return {
    [key]: rows,
    page,
    page_size: size,
    start,
    end: Math.max(start, start + rows.length - 1),
    uri: link(page, token),
    first_page_uri: link(0),
    next_page_uri: start + size < all.length ? link(page + 1, `PA${rows.at(-1)?.sid}`) : null,
    previous_page_uri: start > 0 ? link(Math.max(0, page - 1), `PB${rows[0]?.sid}`) : null,
  };
}
