import { createHmac } from "node:crypto";
import type * as z from "zod";
import * as quo from "#domains/phone/quo/schemas.ts";
import { meetFault } from "./twilio-faults.ts";

type Message = z.infer<typeof quo.message> & { userId: string };
type Call = z.infer<typeof quo.call> & {
  answeredBy: null;
  initiatedBy: null;
  forwardedFrom: null;
  callRoute: null;
  userId: string;
};

/** What the next request meets instead of an answer; with `only`, the next of that method. */
export type Fault = { only?: "POST" | "GET" } & (
  | { kind: "status"; status: number; body?: unknown; retryAfter?: number }
  | { kind: "garbage" }
  | { kind: "silence" }
  /** The connection is cut in the middle of the answer. */
  | { kind: "reset" }
  /** The whole answer, spread over that time. */
  | { kind: "slow"; milliseconds: number }
  /** These take the request, do what it asks, and never say so. */
  | { kind: "silence after doing it" }
  | { kind: "status after doing it"; status: number }
  | { kind: "reset after doing it" }
  | { kind: "garbage after doing it" }
);

export interface FakeQuo {
  url: string;
  key: string;
  /** Keys of other accounts, which are good too. */
  otherKeys: Set<string>;
  number: string;
  numberId: string;
  messages: Message[];
  calls: Call[];
  contacts: unknown[];
  /** What GET /v1/contacts lists. */
  addressBook: z.infer<typeof quo.listContactsAnswer>["data"];
  transcripts: Map<string, unknown>;
  voicemails: Map<string, unknown>;
  /** Requests that do not hold to the published interface; a test that leaves any has failed. */
  violations: string[];
  requests: string[];
  /** The key that each of them showed. */
  keysShown: string[];
  faults: Fault[];
  /** Paths that the account's plan does not have, each with the status they are refused with. */
  refusals: Map<string, number>;
  stop(): Promise<void>;
}

/** Quo's API v1 as far as the desk uses it, held to the desk's schemas in both directions. */
export function startFakeQuo(): FakeQuo {
  const fake: Omit<FakeQuo, "url" | "stop"> = {
    key: "quo-test-key",
    otherKeys: new Set(),
    number: "+15550199000",
    numberId: "PNdesk1",
    messages: [],
    calls: [],
    contacts: [],
    addressBook: [],
    transcripts: new Map(),
    voicemails: new Map(),
    violations: [],
    requests: [],
    keysShown: [],
    faults: [],
    refusals: new Map(),
  };
  let serial = 0;
  const never = () => new Promise<Response>(() => {});
  const garbage = () => new Response("<html>upstream sad</html>", { status: 200 });

  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const url = new URL(request.url);
      fake.requests.push(`${request.method} ${url.pathname}`);
      const key = request.headers.get("authorization") ?? "";
      fake.keysShown.push(key);
      if (key !== fake.key && !fake.otherKeys.has(key)) return failure(401, "0200401", "Unauthorized");
      const fault = takeFault(request.method);
      if (fault?.kind === "silence") return never();
      if (fault?.kind === "garbage") return garbage();
      if (fault?.kind === "reset") return meetFault(fault, garbage);
      if (fault?.kind === "status") {
        const headers: Record<string, string> = fault.retryAfter
          ? { "retry-after": String(fault.retryAfter) }
          : {};
        return Response.json(fault.body ?? errorBody(fault.status, "0000000", "Sad"), {
          status: fault.status,
          headers,
        });
      }
      const answer = await route(request, url);
      if (fault?.kind === "silence after doing it") return never();
      if (fault?.kind === "status after doing it") return failure(fault.status, "0201500", "Unknown");
      if (fault?.kind === "garbage after doing it") return garbage();
      return await meetFault(fault, () => answer);
    },
  });

  function takeFault(method: string): Fault | undefined {
    const next = fake.faults.findIndex(({ only = method }) => only === method);
    return next < 0 ? undefined : fake.faults.splice(next, 1)[0];
  }

  async function route(request: Request, url: URL): Promise<Response> {
    for (const [path, status] of fake.refusals)
      if (url.pathname.startsWith(path)) return failure(status, "0500403", "Forbidden");
    const query = () => ({
      ...Object.fromEntries(url.searchParams),
      participants: url.searchParams.getAll("participants"),
    });
    if (request.method === "POST" && url.pathname === "/v1/messages") {
      const wanted = check(quo.sendMessageRequest, await request.json(), "POST /v1/messages");
      return send(quo.sendMessageAnswer, { data: addMessage(wanted) }, 202);
    }
    const messageId = /^\/v1\/messages\/(.+)$/.exec(url.pathname)?.[1];
    const message = messageId && fake.messages.find(({ id }) => id === messageId);
    if (message) return send(quo.readMessageAnswer, { data: message });
    if (url.pathname === "/v1/messages") {
      const wanted = check(quo.listQuery, query(), "GET /v1/messages");
      const theirs = [...wanted.participants].sort().join();
      const found = fake.messages.filter(
        (each) => participantsOf(each).join() === theirs && isWithin(each, wanted),
      );
      return send(quo.listMessagesAnswer, pageOf(found.reverse(), wanted));
    }
    if (url.pathname === "/v1/calls") {
      const wanted = check(quo.listCallsQuery, query(), "GET /v1/calls");
      const [peer = "", another] = wanted.participants;
      if (another !== undefined) return failure(400, "0101400", "Too Many Participants");
      const found = fake.calls.filter((each) => each.participants.includes(peer) && isWithin(each, wanted));
      return send(quo.listCallsAnswer, pageOf(found.reverse(), wanted));
    }
    if (url.pathname === "/v1/conversations") {
      const given = {
        ...Object.fromEntries(url.searchParams),
        phoneNumbers: url.searchParams.getAll("phoneNumbers"),
      };
      const wanted = check(quo.listThreadsQuery, given, "GET /v1/conversations");
      const after = Date.parse(wanted.updatedAfter ?? "") || 0;
      const found = threads().filter(({ lastActivityAt }) => Date.parse(lastActivityAt) > after);
      return send(quo.listConversationsAnswer, pageOf(found, wanted));
    }
    const missedId = /^\/v1\/call-voicemails\/(.+)$/.exec(url.pathname)?.[1];
    const voicemail = missedId && fake.voicemails.get(missedId);
    if (voicemail) return send(quo.voicemailAnswer, { data: voicemail });
    if (url.pathname === "/v1/phone-numbers") {
      const restrictions = { messaging: { US: "unrestricted", CA: "unrestricted", Intl: "restricted" } };
      return send(quo.listNumbersAnswer, {
        data: [{ id: fake.numberId, number: fake.number, name: "Main", restrictions }],
      });
    }
    if (request.method === "GET" && url.pathname === "/v1/contacts") {
      const wanted = check(quo.listContactsQuery, Object.fromEntries(url.searchParams), "GET /v1/contacts");
      return send(quo.listContactsAnswer, pageOf(fake.addressBook, wanted));
    }
    if (request.method === "POST" && url.pathname === "/v1/contacts") {
      const wanted = check(quo.createContactRequest, await request.json(), "POST /v1/contacts");
      fake.contacts.push(wanted);
      return send(
        quo.createContactAnswer,
        { data: { id: `664d0db69fccac7cf30${fake.contacts.length}` } },
        201,
      );
    }
    const callId = /^\/v1\/call-transcripts\/(.+)$/.exec(url.pathname)?.[1];
    const transcript = callId && fake.transcripts.get(callId);
    if (transcript) return send(quo.transcriptAnswer, { data: transcript });
    return failure(404, "0500404", "Not Found");
  }

  /** The other sides of a text, sorted. */
  function participantsOf({ from, to }: Message): string[] {
    return [from, ...to].filter((each) => each !== fake.number).sort();
  }

  /** Every thread that something was exchanged in, the one with the newest first. */
  function threads() {
    const found = new Map<string, { id: string; participants: string[]; lastActivityAt: string }>();
    const all = [
      ...fake.messages.map((each) => ({ participants: participantsOf(each), at: each.createdAt })),
      ...fake.calls.map((each) => ({
        participants: each.participants.filter((number) => number !== fake.number),
        at: each.createdAt,
      })),
    ];
    for (const { participants, at } of all.sort((a, b) => (a.at < b.at ? -1 : 1)))
      found.set(participants.join(), { id: `CN${participants.join()}`, participants, lastActivityAt: at });
    return [...found.values()].sort((a, b) => (a.lastActivityAt < b.lastActivityAt ? 1 : -1));
  }

  function addMessage(wanted: z.infer<typeof quo.sendMessageRequest>): Message {
    const now = new Date().toISOString();
    const message: Message = {
      id: `AC${++serial}`,
      to: wanted.to,
      from: wanted.from,
      text: wanted.content,
      phoneNumberId: fake.numberId,
      conversationId: "CN1",
      direction: "outgoing",
      userId: "US1",
      status: "queued",
      createdAt: now,
      updatedAt: now,
    };
    fake.messages.push(message);
    return message;
  }

  function check<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    fake.violations.push(
      `${where}: ${parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")}`,
    );
    return value as T;
  }

  function send(schema: z.ZodType, body: unknown, status = 200): Response {
    check(schema, body, `answer ${status}`);
    return Response.json(body, { status });
  }

  return Object.assign(fake, {
    url: `http://127.0.0.1:${server.port}`,
    stop: () => server.stop(true),
  });
}

function isWithin(
  { createdAt }: { createdAt: string },
  { createdAfter, createdBefore }: { createdAfter?: string | undefined; createdBefore?: string | undefined },
): boolean {
  const at = Date.parse(createdAt);
  return (
    (createdAfter === undefined || at > Date.parse(createdAfter)) &&
    (createdBefore === undefined || at < Date.parse(createdBefore))
  );
}

/** A page of a list; its total is wrong, as Quo says of its own. */
function pageOf<Row>(
  rows: Row[],
  { maxResults, pageToken = "0" }: { maxResults: number; pageToken?: string | undefined },
) {
  const from = Number(pageToken);
  const to = from + maxResults;
  return {
    data: rows.slice(from, to),
    totalItems: 9999,
    nextPageToken: to < rows.length ? String(to) : null,
  };
}

function errorBody(status: number, code: string, title: string) {
  return {
    message: `${title}: words of Quo's own`,
    code,
    status,
    docs: "https://quo.com/docs",
    title,
    description: title,
  };
}

function failure(status: number, code: string, title: string): Response {
  return Response.json(errorBody(status, code, title), { status });
}

/** Signs as Quo's dated webhooks do (Standard Webhooks). `secret` is `whsec_…`. */
export function signStandard(
  body: string,
  secret: string,
  at: number,
  id = "msg_delivery1",
): Record<string, string> {
  const seconds = Math.floor(at / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const digest = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,${digest}` };
}

/** Signs as Quo's older webhooks do. `secret` is base64. */
export function signLegacy(body: string, secret: string, at: number): Record<string, string> {
  const digest = createHmac("sha256", Buffer.from(secret, "base64")).update(`${at}.${body}`).digest("base64");
  return { "openphone-signature": `hmac;1;${at};${digest}` };
}
