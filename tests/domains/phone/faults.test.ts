import { describe, expect, test } from "bun:test";
import { type FakeQuo, type Fault, startFakeQuo } from "#tests/fakes/quo.ts";
import type { FakeTwilio, Fault as TwilioFault } from "#tests/fakes/twilio.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { openTwilioDesk, type TwilioDesk } from "./twilio/line.ts";

const customer = "+15550100200";
const timeout = 300;
/** Just beyond the pauses between look-ups: after the last of them nobody asks the provider any more. */
const pauses = [16_000, 61_000, 301_000, 1_801_000, 7_201_000];

/** A desk with a line at a provider that fails on demand. */
interface Line {
  t: TestDesk;
  token: string;
  fake: FakeQuo | FakeTwilio;
  /** What the next requests meet; a fault that this fake does not know is a mistake of the table's. */
  meet(...faults: Fault[]): void;
  /** The account's key becomes another one. */
  revoke(): void;
  close(): Promise<void>;
}

const providers: Record<"quo" | "twilio", () => Promise<Line>> = {
  async quo() {
    const quo = startFakeQuo();
    const env = { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url };
    const t = await openTestDesk({ env, providerTimeout: timeout });
    await beNow(t);
    return {
      ...{ t, fake: quo, token: await t.token("phone:read", "phone:write") },
      meet: (...faults) => void quo.faults.push(...faults),
      revoke() {
        quo.key = "another-key";
      },
      async close() {
        expect(quo.violations).toEqual([]);
        await t.close();
        await quo.stop();
      },
    };
  },
  async twilio() {
    const { t, twilio, token, close } = await openTwilio();
    return {
      ...{ t, fake: twilio, token, close },
      meet: (...faults) => void twilio.faults.push(...(faults as TwilioFault[])),
      revoke() {
        twilio.authToken = "another-token";
      },
    };
  },
};

async function openTwilio(): Promise<TwilioDesk> {
  const d = await openTwilioDesk({ providerTimeout: timeout, clock: fakeClock(Date.now()) });
  await beNow(d.t);
  return {
    ...d,
    async close() {
      expect(d.twilio.violations).toEqual([]);
      await d.close();
    },
  };
}

/** The fakes' ledgers have this machine's time in them. */
async function beNow(t: TestDesk): Promise<void> {
  t.clock.set(Date.now());
  await t.set("windows.quiet_from", "00:00");
  await t.set("windows.quiet_until", "00:00");
}

interface Shown {
  status: string;
  error?: { code: string; message: string; next: string };
}

interface Body {
  code?: string;
  messages?: Shown[];
  call?: Shown;
}

type Said = readonly [httpStatus: number, status: string, error?: string];

interface Outcome {
  /** HTTP status, and the text's status with its error's code, or the refusal's code. */
  told: Said;
  stored: readonly [status: string, error?: string];
  /** Requests to send it that the provider was given, and texts that it made of them. */
  posts: number;
  taken: 0 | 1;
  /** The text's status after the first look-up, and after the last, with what is said of it. */
  lookedUp: readonly [first: string, last: string, words?: string];
}

const sent: Outcome = {
  told: [200, "sent"],
  stored: ["sent"],
  posts: 1,
  taken: 1,
  lookedUp: ["sent", "sent"],
};
/** In doubt; found by the first look-up where it was taken, and else never. */
const doubted = (code: string, taken: 0 | 1): Outcome => ({
  ...{ told: [200, "unknown", code], stored: ["unknown", code], posts: 1, taken },
  lookedUp: taken ? ["sent", "sent"] : ["unknown", "unknown", "no trace"],
});
const refused = (status: number, code: string, words: string): Outcome => ({
  ...{ told: [status, code], stored: ["failed", code], posts: 1, taken: 0 },
  lookedUp: ["failed", "failed", words],
});
const [late, sad] = ["UPSTREAM_TIMEOUT", "UPSTREAM_ERROR"] as const;
const busy = refused(429, "RATE_LIMIT_EXCEEDED", "nothing was sent");
const keyRefused = refused(501, "NOT_CONFIGURED", "refused this desk's key");
const unreachable: Outcome = { ...refused(502, sad, "nothing was sent"), posts: 0 };
const status = (code: number, more: { retryAfter?: number; body?: unknown } = {}) =>
  ({ kind: "status", status: code, ...more }) as const;
const slow = (milliseconds: number) => ({ kind: "slow", milliseconds }) as const;
const lost = { kind: "silence after doing it" } as const;
const sadButDone = { kind: "status after doing it", status: 503 } as const;
const wrongShape = { id: 1, sid: 1, data: [] };

type Row = [meets: string, Fault[] | ((line: Line) => Promise<void> | void), Outcome, only?: "quo"];
const rows: Row[] = [
  ["silence after it was taken", [lost], doubted(late, 1)],
  ["silence", [{ kind: "silence" }], doubted(late, 0)],
  ["429 for a second", [status(429, { retryAfter: 1 })], { ...sent, posts: 2 }],
  ["429 for a minute, which is not waited", [status(429, { retryAfter: 60 })], busy],
  ["429 again and again", [status(429), status(429), status(429)], { ...busy, posts: 3 }],
  ["429, then silence after it was taken", [status(429), lost], { ...doubted(late, 1), posts: 2 }],
  ["503, though the next would go through", [status(503)], doubted(sad, 0)],
  ["503 with Retry-After", [status(503, { retryAfter: 1 })], doubted(sad, 0)],
  ["503 after it was taken", [sadButDone], doubted(sad, 1)],
  ["a cut answer after it was taken", [{ kind: "reset after doing it" }], doubted(sad, 1)],
  ["a cut answer before it was taken", [{ kind: "reset" }], doubted(sad, 0)],
  ["an answer slower than the timeout", [slow(3 * timeout)], doubted(late, 1)],
  ["a slow answer in time", [slow(timeout / 3)], sent],
  ["a page instead of an answer", [{ kind: "garbage" }], doubted(sad, 0)],
  ["a page after it was taken", [{ kind: "garbage after doing it" }], doubted(sad, 1), "quo"],
  ["JSON that says something else", [status(201, { body: wrongShape })], doubted(sad, 0)],
  ["a key that was revoked", ({ revoke }) => revoke(), keyRefused],
  ["nobody at the address", ({ fake }) => fake.stop(), unreachable],
  [
    "silence after it was taken, and 503 at the first look-up",
    [lost, status(503), status(503), status(503)],
    { ...doubted(late, 1), lookedUp: ["unknown", "sent"] },
  ],
];

const posts = ({ requests }: FakeQuo | FakeTwilio) =>
  requests.filter((each) => /^POST .*(?:messages|Messages\.json|Calls\.json)$/.test(each)).length;

const told = (status: number, { code, messages: [shown] = [], call = shown }: Body): Said =>
  call?.error ? [status, call.status, call.error.code] : [status, call?.status ?? code ?? ""];

async function send({ t, token }: Line): Promise<Said> {
  const args = { to: [customer], content: "On our way." };
  const { status, body } = await t.tool("send_sms", args, token, { "idempotency-key": "the same" });
  return told(status, body);
}

/** The one text that the desk has, as its history shows it. */
async function kept({ t, token }: Line): Promise<Shown> {
  const { messages } = (await t.tool("get_message_history", {}, token)).body;
  expect(messages).toHaveLength(1);
  return messages[0];
}

async function lookUp({ clock, desk }: TestDesk, after: readonly number[]): Promise<void> {
  for (const pause of after) {
    clock.advance(pause);
    await desk.outbox.lookUpUnknown();
  }
}

async function proveRow(line: Line, faults: Row[1], expected: Outcome): Promise<void> {
  if (typeof faults === "function") await faults(line);
  else line.meet(...faults);
  const said = await send(line);
  const { status, error } = await kept(line);
  const again = await send(line);
  const [posted, taken] = [posts(line.fake), line.fake.messages.length as 0 | 1];
  await lookUp(line.t, pauses.slice(0, 1));
  const { status: first } = await kept(line);
  await lookUp(line.t, pauses.slice(1));
  const end = await kept(line);
  const [, , words = ""] = expected.lookedUp;
  const seen: Outcome = {
    told: said,
    stored: error ? [status, error.code] : [status],
    ...{ posts: posted, taken },
    lookedUp: end.error?.message.includes(words) ? [first, end.status, words] : [first, end.status],
  };
  expect(seen).toEqual(expected);
  expect({ toldAgain: again }).toEqual({ toldAgain: said });
  expect([posts(line.fake), line.fake.messages.length]).toEqual([posted, taken]);
}

async function withLine<L extends { close(): Promise<void> }>(
  open: () => Promise<L>,
  prove: (line: L) => Promise<void>,
): Promise<void> {
  const line = await open();
  try {
    await prove(line);
  } finally {
    await line.close();
  }
}

describe.each(Object.entries(providers))("a text that %s answers with", (name, open) => {
  test.each(rows.filter(([, , , only = name]) => only === name))(
    "%s: what is told, what is kept, what was tried again, and what the look-up makes of it",
    (_meets, faults, expected) => withLine(open, (line) => proveRow(line, faults, expected)),
  );

  test("silence, where every look-up is refused, stays unknown and is never said to have left no trace", () =>
    withLine(open, async (line) => {
      line.meet(lost);
      expect(await send(line)).toEqual([200, "unknown", late]);
      line.revoke();
      await lookUp(line.t, pauses);
      const { status, error } = await kept(line);
      expect([status, line.fake.messages.length]).toEqual(["unknown", 1]);
      expect(error?.message).not.toContain("no trace");
    }));
});

const inDoubt = (code: string): Said => [200, "unknown", code];
const callFaults: [meets: string, fault: TwilioFault | undefined, told: Said, placed: 0 | 1][] = [
  ["silence after it was placed", lost, inDoubt(late), 1],
  ["silence", { kind: "silence" }, inDoubt(late), 0],
  ["503", status(503), inDoubt(sad), 0],
  ["503 after it was placed", sadButDone, inDoubt(sad), 1],
  ["a cut answer after it was placed", { kind: "reset after doing it" }, inDoubt(sad), 1],
  ["a key that was revoked", undefined, [501, "NOT_CONFIGURED"], 0],
];

describe("a call that twilio answers with", () => {
  const withTwilio = (prove: (desk: TwilioDesk) => Promise<void>) => withLine(openTwilio, prove);
  const keptCalls = async ({ call }: TwilioDesk): Promise<Shown[]> =>
    (await call("get_call_history", {})).body.calls;
  const statuses = async (d: TwilioDesk) => (await keptCalls(d)).map(({ status }) => status);

  async function place({ t, token }: TwilioDesk, key: string): Promise<Said> {
    const args = { to: customer, say: "Your table is ready.", purpose: "transactional" };
    const { status, body } = await t.tool("make_call", args, token, { "idempotency-key": key });
    return told(status, body);
  }

  test.each(callFaults)(
    "%s is told as it is, kept so, and never placed twice",
    (_meets, fault, said, placed) =>
      withTwilio(async (d) => {
        if (fault) d.twilio.faults.push(fault);
        else d.twilio.authToken = "another-token";
        expect(await place(d, "the same")).toEqual(said);
        expect(await place(d, "the same")).toEqual(said);
        if (fault) expect(await place(d, "another")).toEqual(said);
        await lookUp(d.t, pauses);
        expect(await statuses(d)).toEqual([placed ? "ringing" : fault ? "unknown" : "failed"]);
        expect([posts(d.twilio), d.twilio.calls.length]).toEqual([1, placed]);
      }),
  );

  test("silence, and tells of later, is one call, and ends as it is told", () =>
    withTwilio(async (d) => {
      d.twilio.faults.push(lost);
      await place(d, "the same");
      for (const status of ["in-progress", "completed"] as const)
        await d.hook("voice-status", d.twilio.callEvent(d.twilio.calls[0]!.sid, { status }));
      expect(await statuses(d)).toEqual(["completed"]);
    }));

  test("silence, and has no trace of at any look-up, says so, and is a person's to place again", () =>
    withTwilio(async (d) => {
      d.twilio.faults.push({ kind: "silence" });
      await place(d, "the same");
      const next = async () => (await keptCalls(d))[0]?.error?.next;
      expect(await next()).toContain("the desk asks the provider");
      await lookUp(d.t, pauses);
      expect(await next()).toContain("A person may");
      expect(posts(d.twilio)).toBe(1);
    }));

  test("silence, and a text of which it tells later, is one text, and delivered", () =>
    withTwilio(async (d) => {
      d.twilio.faults.push(lost);
      await d.send({ to: [customer], content: "On our way." });
      await d.hook("sms-status", d.twilio.deliver(d.twilio.messages[0]!.sid, "delivered"));
      await lookUp(d.t, pauses.slice(0, 1));
      const { messages } = (await d.call("get_message_history", {})).body;
      expect(messages).toEqual([expect.objectContaining({ status: "delivered", content: "On our way." })]);
    }));
});
