import {
  type AccountOptions,
  type Ask,
  answer,
  failure,
  missing,
  openAccount,
  passes,
} from "./twilio-account.ts";
import { type CallEvent, keepCalls } from "./twilio-calls.ts";
import { type Fault, meetFault } from "./twilio-faults.ts";
import { type InboundText, keepMessages } from "./twilio-messages.ts";
import { answerOfOtherHost, type OtherHosts } from "./twilio-other-hosts.ts";
import { malformedCodes, pageOf, type Rules, repeatable, rules } from "./twilio-rules.ts";
import * as shapes from "./twilio-shapes.ts";

type Form = Record<string, string>;

export type { Fault };

export interface FakeTwilioOptions extends AccountOptions {
  /** Media and recordings answer with a 302 to another origin, where the credentials must not follow. */
  redirectMedia?: boolean;
}

export interface FakeTwilio extends OtherHosts {
  url: string;
  accountSid: string;
  authToken: string;
  /** Standard API keys that are good too, SK… to secret; they may not read the account itself. */
  apiKeys: Map<string, string>;
  numbers: shapes.FakeNumber[];
  /** The ledgers, oldest first. */
  messages: shapes.Message[];
  calls: shapes.Call[];
  recordings: shapes.Recording[];
  media: shapes.Media[];
  /** The bytes of media and recordings by sid, where a test cares. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
  /** `${from} ${to}`, from the account's side. */
  optedOut: Set<string>;
  /** Requests that do not hold to the documented interface; a test that leaves any has failed. */
  violations: string[];
  /** "METHOD path", without the query. */
  requests: string[];
  /** What each POST carried. */
  forms: { path: string; form: [string, string][] }[];
  /** The "user:password" that each request showed. */
  keysShown: string[];
  faults: Fault[];
  /** Moves a message on, and returns what is posted to its StatusCallback. */
  deliver(sid: string, status: shapes.MessageStatus, errorCode?: number): Form;
  /** A text from a customer; STOP and START are heeded as Twilio heeds them. */
  inboundSms(text: InboundText): Form;
  inboundCall(call: { from: string; to: string }, extra?: Form): Form;
  /** Moves a call on, and returns what is posted to its StatusCallback. */
  callEvent(sid: string, event: CallEvent): Form;
  /** Adds a recording of a call, and returns what is posted to its RecordingStatusCallback. */
  recordingEvent(callSid: string, fields?: Partial<shapes.Recording>): Form;
  stop(): Promise<void>;
}

type Route = ["GET" | "POST" | "DELETE", path: string, rules: Rules, handle: (ask: Ask) => Response];

/** Twilio's REST API as far as the desk uses it. It posts no webhook by itself: its methods return their fields. */
export function startFakeTwilio(options: FakeTwilioOptions = {}): FakeTwilio {
  const account = openAccount(options);
  const [messages, calls] = [keepMessages(account), keepCalls(account)];
  const base = `/2010-04-01/Accounts/${account.accountSid}`;
  const fake: Omit<FakeTwilio, "url" | "stop"> = Object.assign(account, {
    apiKeys: new Map(),
    violations: [],
    requests: [],
    forms: [],
    keysShown: [],
    faults: [],
    ...{ services: [], verifications: new Map(), consents: [] },
    deliver: messages.deliver,
    inboundSms: messages.inboundSms,
    inboundCall: calls.inboundCall,
    callEvent: calls.callEvent,
    recordingEvent: calls.recordingEvent,
  });
  const routes: Route[] = [
    ["GET", ".json", rules.none, readAccount],
    ["POST", "/Messages.json", rules.messageCreate, messages.createMessage],
    ["GET", "/Messages.json", rules.messageList, messages.listMessages],
    ["GET", "/Messages/:sid.json", rules.none, ({ sid }) => one(account.messages, sid)],
    ["POST", "/Messages/:sid.json", rules.messageUpdate, messages.updateMessage],
    ["DELETE", "/Messages/:sid.json", rules.none, messages.deleteMessage],
    ["GET", "/Messages/:sid/Media.json", rules.mediaList, messages.listMedia],
    ["GET", "/Messages/:sid/Media/:sid.json", rules.none, ({ part }) => one(account.media, part)],
    ["GET", "/Messages/:sid/Media/:sid", rules.none, ({ part }) => readFile(account.media, part)],
    ["POST", "/Calls.json", rules.callCreate, calls.createCall],
    ["GET", "/Calls.json", rules.callList, calls.listCalls],
    ["GET", "/Calls/:sid.json", rules.none, ({ sid }) => one(account.calls, sid)],
    ["POST", "/Calls/:sid.json", rules.callUpdate, calls.updateCall],
    ["GET", "/Calls/:sid/Recordings.json", rules.recordingList, calls.listRecordings],
    ["GET", "/Recordings.json", rules.recordingList, calls.listRecordings],
    ["GET", "/Recordings/:sid.json", rules.none, ({ sid }) => one(account.recordings, sid)],
    ["GET", "/Recordings/:sid.mp3", rules.recordingFile, ({ sid }) => readFile(account.recordings, sid)],
    ["GET", "/IncomingPhoneNumbers.json", rules.numberList, listNumbers],
    ["GET", "/IncomingPhoneNumbers/:sid.json", rules.none, updateNumber],
    ["POST", "/IncomingPhoneNumbers/:sid.json", rules.numberUpdate, updateNumber],
  ];

  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      fake.requests.push(`${request.method} ${pathname}`);
      if (pathname.startsWith("/storage/")) return readStorage(request, pathname.slice("/storage/".length));
      const where = `${request.method} ${pathname.replace(/^.*\/Accounts\/AC[0-9a-f]{32}/, "")}`;
      const stranger = checkKey(request, pathname, where);
      if (stranger) return stranger;
      const form = request.method === "POST" ? await readForm(request, where) : searchParams;
      if (request.method === "POST") fake.forms.push({ path: pathname, form: [...form] });
      const fault = pathname.startsWith("/2010-04-01/") ? takeFault(request.method) : undefined;
      const answered = await meetFault(fault, () => route(request.method, pathname, form, where));
      answered.headers.set("twilio-request-id", account.newSid("RQ"));
      return answered;
    },
  });
  account.origin = `http://127.0.0.1:${server.port}`;

  function takeFault(method: string): Fault | undefined {
    const next = fake.faults.findIndex(({ only = method }) => only === method);
    return next < 0 ? undefined : fake.faults.splice(next, 1)[0];
  }

  function checkKey(request: Request, pathname: string, where: string): Response | undefined {
    const header = request.headers.get("authorization") ?? "";
    const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header)?.[1];
    const shown = encoded ? Buffer.from(encoded, "base64").toString() : header;
    fake.keysShown.push(shown);
    const [, user = "", password = ""] =
      /^((?:AC|SK)[0-9a-f]{32}):([\s\S]+)$/.exec(encoded ? shown : "") ?? [];
    if (!user) fake.violations.push(`${where}: no Basic user and password in Authorization`);
    const isOwner = user === account.accountSid && password === fake.authToken;
    const isKey = fake.apiKeys.get(user) === password && pathname !== `${base}.json`;
    if (isOwner || (user && isKey)) return undefined;
    const refusal = failure(401, 20003, "Authenticate");
    refusal.headers.set("www-authenticate", 'Basic realm="Twilio API"');
    return refusal;
  }

  async function readForm(request: Request, where: string): Promise<URLSearchParams> {
    const type = request.headers.get("content-type") ?? "none";
    const isForm = /^application\/x-www-form-urlencoded(?:;\s*charset=utf-8)?$/i.test(type);
    if (!isForm) fake.violations.push(`${where}: content type ${type}`);
    if (new URL(request.url).search) fake.violations.push(`${where}: parameters in the address`);
    return new URLSearchParams(isForm ? await request.text() : "");
  }

  function route(method: string, pathname: string, form: URLSearchParams, where: string): Response {
    const refuse = (code: number, words: string, status = 400) => {
      fake.violations.push(`${where}: ${words}`);
      return failure(status, code, words);
    };
    for (const [verb, path, wanted, handle] of routes) {
      const match = verb === method && patternOf(`${base}${path}`).exec(pathname);
      if (!match) continue;
      const malformed = check(form, wanted, where);
      if (malformed)
        return failure(
          400,
          malformedCodes[malformed] ?? 20001,
          `Invalid '${malformed}': ${form.get(malformed)}`,
        );
      return handle({ path: pathname, form, sid: match[1] ?? "", part: match[2] ?? "", refuse });
    }
    const elsewhere = answerOfOtherHost(fake, {
      ...{ method, pathname, form },
      note: (problem) => fake.violations.push(`${where}: ${problem}`),
    });
    if (elsewhere) return elsewhere;
    const isOurs = pathname.startsWith(`${base}.`) || pathname.startsWith(`${base}/`);
    return isOurs ? refuse(20404, "no such resource", 404) : refuse(20003, "not this account", 401);
  }

  /** Notes what the rules do not allow; the name of the first value that is malformed. */
  function check(form: URLSearchParams, wanted: Rules, where: string): string | undefined {
    const malformed: string[] = [];
    for (const [name, value] of form) {
      const rule = wanted[name];
      if (!rule) fake.violations.push(`${where}: unknown parameter ${name}`);
      else if (!rule.test(value)) malformed.push(name);
      if (value.includes("\uFFFD")) fake.violations.push(`${where}: broken text in ${name}`);
    }
    for (const name of malformed) fake.violations.push(`${where}: malformed ${name}`);
    for (const name of new Set(form.keys()))
      if (form.getAll(name).length > 1 && !repeatable.has(name))
        fake.violations.push(`${where}: repeated ${name}`);
    if (Number(form.get("Page") ?? 0) > 0 && !form.has("PageToken"))
      fake.violations.push(`${where}: Page without PageToken`);
    return malformed[0];
  }

  function readAccount(): Response {
    const { accountSid: sid, authToken: auth_token } = account;
    const [date_created, uri] = [account.stamp(), `${base}.json`];
    const subresource_uris = { messages: `${base}/Messages.json`, calls: `${base}/Calls.json` };
    const known = { sid, auth_token, owner_account_sid: sid, friendly_name: "Test desk", status: "active" };
    return answer({
      ...known,
      type: "Full",
      date_created,
      date_updated: date_created,
      uri,
      subresource_uris,
    });
  }

  function readFile(rows: (shapes.Media | shapes.Recording)[], sid: string): Response {
    const row = rows.find((each) => each.sid === sid);
    if (!row || ("status" in row && row.status !== "completed")) return missing(sid);
    if (!options.redirectMedia) return serveFile(sid);
    const location = `http://localhost:${server.port}/storage/${sid}`;
    return new Response(null, { status: 302, headers: { location } });
  }

  function serveFile(sid: string): Response {
    const type = account.media.find((each) => each.sid === sid)?.content_type ?? "audio/mpeg";
    const bytes = account.files.get(sid) ?? new TextEncoder().encode(`the bytes of ${sid}`);
    return new Response(bytes, { headers: { "content-type": type } });
  }

  function readStorage(request: Request, sid: string): Response {
    if (request.headers.has("authorization")) fake.violations.push("GET /storage: Authorization went along");
    return serveFile(sid);
  }

  const asResource = (number: shapes.FakeNumber) =>
    shapes.numberResource(number, account.accountSid, account.now());

  function listNumbers({ form, path }: Ask): Response {
    const found = account.numbers.filter(
      (each) =>
        each.phoneNumber.includes(form.get("PhoneNumber") ?? "") &&
        passes(form, "FriendlyName", each.friendlyName),
    );
    return answer(pageOf("incoming_phone_numbers", found.map(asResource), path, form));
  }

  /** Reads a number; of a POST, sets first what the form says. */
  function updateNumber({ form, sid }: Ask): Response {
    const number = account.numbers.find((each) => each.sid === sid);
    if (!number) return missing(sid);
    const settings = [...form]
      .filter(([name]) => name in rules.numberUpdate)
      .map(([name, value]) => [name.replace(/^./, (letter) => letter.toLowerCase()), value]);
    Object.assign(number, Object.fromEntries(settings));
    return answer(asResource(number));
  }

  return Object.assign(fake, { url: account.origin, stop: () => server.stop(true) });
}

function one(rows: { sid: string }[], sid: string): Response {
  const row = rows.find((each) => each.sid === sid);
  return row ? answer(row) : missing(sid);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(":sid", "([A-Z]{2}[0-9a-f]{32})")}$`);
}
