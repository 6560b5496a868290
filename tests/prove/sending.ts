import { type Fault, startFakeQuo } from "#tests/fakes/quo.ts";
import { startFakeTwilio } from "#tests/fakes/twilio.ts";
import { signedPost } from "#tests/fakes/twilio-events.ts";
import { fakeClock } from "#tests/support/clock.ts";
import { hearFrom, neverQuiet, quoSecret } from "#tests/support/customers.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";

export interface SendingOptions {
  runs: number;
  kills: number;
  provider: "quo" | "twilio";
  /** What faults come in which order, and when the kills do, follows from it. */
  seed?: number;
  /** Does not wait for time-outs and look-ups: a desk whose clock is moved takes over at the end. */
  isInHaste?: boolean;
}

export interface SendingReport {
  provider: string;
  seed: number;
  texts: number;
  kills: number;
  /** Texts whose caller was answered; the others' callers were cut off at the end. */
  acknowledged: number;
  /** How they ended by the desk's own account. */
  statuses: Record<string, number>;
  unknown: number;
  /** Requests to send, and of these the ones that met a fault, by kind. */
  posts: number;
  faults: Record<string, number>;
  inLedgerTwice: string[];
  /** Acknowledged ones that the desk has not, or that a caller was told are sent and the provider has not. */
  lost: string[];
  claimedSentButAbsent: string[];
  failedButSent: string[];
  /** That the provider has and the desk still doubts, after it has looked. */
  sentAndStillInDoubt: string[];
  /** That had not ended when there was nothing more to wait for. */
  leftLying: string[];
  /** Answers that are none of those documented, and texts made to wait for a person. */
  strange: string[];
  seconds: number;
}

/** A provider that fails on demand, and what the desk is given to reach it. */
interface Far {
  env: Record<string, string>;
  faults: Fault[];
  /** Requests to send. */
  posts(): number;
  /** The texts that it has taken, oldest first. */
  ledger(): string[];
  hearFrom(customer: string, server: ServerProcess): Promise<void>;
  stop(): Promise<void>;
}

/** The texts that a caller asks for in one call: one, or a bulk of a few. */
type Call = string[];
/** How a text ended, by its words. */
type Texts = Map<string, string>;

/** Whoever is texted has written first: texts to strangers would wait for a person. */
const answered = Array.from({ length: 40 }, (_, n) => `+15550301${String(100 + n)}`);
const workers = 8;
/** What a look-up in doubt waits for, and a little more. */
const pauses = [16_000, 61_000, 301_000, 1_801_000, 7_201_000];

/**
 * Sends texts, each with words of its own, through a server that is killed again and again, at a provider of whose
 * answers about a third fail; callers repeat what they are not answered, under the same key. Then holds what callers
 * were told, and what the desk keeps, against the provider's ledger.
 */
export async function sendUnderFaults(options: SendingOptions): Promise<SendingReport> {
  const { runs, kills, provider, seed = Date.now() % 1_000_000, isInHaste = false } = options;
  console.log(`sending through ${provider}: seed ${seed}`);
  const begun = performance.now();
  const chance = seeded(seed);
  const far = provider === "quo" ? farQuo() : farTwilio();
  const folder = scratchFolder();
  const start = () => startServer({ folder: folder.path, env: { ...far.env, LOG_LEVEL: "error" } });
  let server: ServerProcess | undefined = await start();
  const token = await prepare(server, far);
  const plan = planned(runs, provider, chance);
  const schedule = scheduled(3 * runs, chance);
  far.faults.push(...schedule);
  const before = far.posts();
  const callers = createCallers(plan, token, () => server?.url);
  const work = callers.run();
  // The first half meets the faults alone.
  const moments = Array.from({ length: kills }, () => runs * (0.5 + 0.45 * chance())).sort((a, b) => a - b);
  for (const moment of moments) {
    await callers.until(() => far.posts() - before >= moment);
    await Bun.sleep(chance() * 500);
    await server.stop("SIGKILL");
    server = undefined;
    server = await start();
  }
  await (isInHaste ? Promise.race([work, Bun.sleep(3000)]) : work);
  const met = schedule.slice(0, schedule.length - far.faults.length).filter(isFault);
  const kept = await (isInHaste ? hastened(server, callers, far, folder.path) : waited(server, token, far));
  await far.stop();
  folder.remove();
  return {
    ...{ provider, seed, texts: runs, kills, acknowledged: callers.told.size },
    ...{ posts: far.posts() - before, faults: counted(met.map(({ kind }) => kind)) },
    ...compared(kept, callers.told, far.ledger()),
    strange: callers.strange,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

function farQuo(): Far {
  const quo = startFakeQuo();
  return {
    env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url, QUO_WEBHOOK_SECRET: quoSecret },
    faults: quo.faults,
    posts: () => quo.requests.filter((each) => each === "POST /v1/messages").length,
    ledger: () => quo.messages.map(({ text }) => text),
    hearFrom: (customer, server) => hearFrom(customer, server, quo),
    stop: () => quo.stop(),
  };
}

function farTwilio(): Far {
  const twilio = startFakeTwilio();
  const [line] = twilio.numbers;
  return {
    env: {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_BASE_URL: twilio.url,
    },
    // It knows all kinds that are scheduled here.
    faults: twilio.faults as Fault[],
    posts: () => twilio.requests.filter((each) => /^POST .*\/Messages\.json$/.test(each)).length,
    ledger: () =>
      twilio.messages.flatMap(({ direction, body }) => (direction === "inbound" ? [] : [body ?? ""])),
    async hearFrom(customer, server) {
      const form = twilio.inboundSms({ from: customer, to: line!.phoneNumber, body: "Hello" });
      const path = "/webhooks/twilio/sms";
      const signedFor = server.url.replace("127.0.0.1", "localhost") + path;
      const answer = await fetch(server.url + path, signedPost(signedFor, form, twilio.authToken));
      if (!answer.ok) throw new Error(`a customer's first text was answered ${answer.status}`);
    },
    stop: () => twilio.stop(),
  };
}

async function prepare(server: ServerProcess, far: Far): Promise<string> {
  const limits = ["writes_per_minute", "reads_per_minute", "new_numbers_per_day", "texts_per_day"];
  for (const limit of limits) await server.tell("settings", "set", `limits.${limit}`, "10000");
  await server.tell("settings", "set", "limits.texts_per_contact_per_day", "1000");
  await server.tell("settings", "set", "windows.recall_seconds", "0");
  await server.tell("settings", "set", "texts.segments_per_second", "100");
  await neverQuiet(server);
  for (const customer of answered) await far.hearFrom(customer, server);
  const waiting = () => server.tell("events", "list", "--state", "received", "--json");
  for (let tries = 0; tries < 100 && (await waiting()).trim().length > 2; tries++) await Bun.sleep(50);
  return await server.tell("token", "create");
}

/** Every other call is a bulk of two to five. */
function planned(runs: number, provider: string, chance: () => number): Call[] {
  const calls: Call[] = [];
  for (let n = 0; n < runs; ) {
    const size = Math.min(calls.length % 2 === 0 ? 1 : 2 + Math.floor(chance() * 4), runs - n);
    calls.push(Array.from({ length: size }, (_, at) => `${provider} text ${n + at}`));
    n += size;
  }
  return calls;
}

const kinds: Fault[] = [
  { kind: "silence after doing it" },
  { kind: "silence" },
  { kind: "status", status: 503 },
  { kind: "status after doing it", status: 503 },
  { kind: "reset after doing it" },
  { kind: "garbage" },
  { kind: "status", status: 429, retryAfter: 1 },
];

/** What the requests meet, in their order: a third a fault, never four in a row, and the others an answer soon. */
function scheduled(length: number, chance: () => number): Fault[] {
  const faults: Fault[] = [];
  while (faults.length < length) {
    const isOne = chance() < 0.36 && !(faults.length >= 3 && faults.slice(-3).every(isFault));
    const fault = kinds[Math.floor(chance() * kinds.length)]!;
    faults.push({ only: "POST", ...(isOne ? fault : { kind: "slow", milliseconds: chance() * 40 }) });
  }
  return faults;
}

const isFault = ({ kind }: Fault) => kind !== "slow";

interface Callers {
  /** What was said last of each text. */
  told: Texts;
  strange: string[];
  run(): Promise<void>;
  /** Resolves when it is so, or all calls have been answered. */
  until(isSo: () => boolean): Promise<void>;
  stop(): void;
}

interface Answer {
  messages?: Page["messages"];
  refs?: { message_id?: string };
}

function createCallers(plan: Call[], token: string, url: () => string | undefined): Callers {
  const told: Texts = new Map();
  const strange: string[] = [];
  let next = 0;
  let isOver = false;

  /** Half of them lose patience. Undefined where there was no answer. */
  async function ask(call: Call, isPatient: boolean): Promise<Response | undefined> {
    const base = url();
    if (base === undefined) return undefined;
    const [tool, args] = requestFor(call);
    const request = { ...post(token, args), signal: AbortSignal.timeout(isPatient ? 60_000 : 1500) };
    request.headers["idempotency-key"] = call.join(", ");
    return await fetch(`${base}/api/v1/tools/${tool}`, request).catch(() => undefined);
  }

  /** True when it was answered for good. */
  async function heard(call: Call, answer: Response): Promise<boolean> {
    const body = (await answer.json().catch(() => undefined)) as Answer | undefined;
    if (!body) return false;
    if (answer.status === 200) {
      for (const { content = "", status } of body.messages ?? []) told.set(content, status);
      return true;
    }
    if (call.length === 1 && body.refs?.message_id) {
      told.set(call[0]!, "failed");
      return true;
    }
    strange.push(`${call.join(", ")}: ${answer.status} ${JSON.stringify(body)}`);
    return answer.status === 202 || answer.status < 500;
  }

  async function worker(isPatient: boolean): Promise<void> {
    for (let call = plan[next++]; call && !isOver; call = plan[next++]) {
      while (!isOver) {
        const answer = await ask(call, isPatient);
        if (answer && (await heard(call, answer))) break;
        await Bun.sleep(20);
      }
    }
  }

  return {
    ...{ told, strange },
    async run() {
      await Promise.all(Array.from({ length: workers }, (_, n) => worker(n % 2 === 0)));
      isOver = true;
    },
    async until(isSo) {
      while (!isSo() && !isOver) await Bun.sleep(1);
    },
    stop() {
      isOver = true;
    },
  };
}

function post(token: string, args: object) {
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  };
  return { method: "POST", headers, body: JSON.stringify(args) };
}

function requestFor(call: Call): [tool: string, body: object] {
  const messages = call.map((content) => ({ to: recipientOf(content), content }));
  const [{ to, content } = { to: "", content: "" }] = messages;
  return call.length === 1
    ? ["send_sms", { to: [to], content, purpose: "transactional" }]
    : ["send_bulk_sms", { messages, purpose: "transactional" }];
}

const recipientOf = (content: string) => answered[Number(content.split(" ").at(-1)) % answered.length] ?? "";

/** What became of each text, by the desk's own account: it waits until all have ended and been looked up. */
async function waited(server: ServerProcess, token: string, far: Far): Promise<Texts> {
  const tool = `${server.url}/api/v1/tools/get_message_history`;
  const look = () => history(async (args) => await (await fetch(tool, post(token, args))).json());
  let texts = await look();
  for (let tries = 0; tries < 120 && !isSettled(texts, far); tries++) {
    await Bun.sleep(1000);
    texts = await look();
  }
  await server.stop();
  return texts;
}

/** The same at once: another desk takes over what was cut off, and time is made to pass. */
async function hastened(server: ServerProcess, callers: Callers, far: Far, folder: string): Promise<Texts> {
  callers.stop();
  await server.stop("SIGKILL");
  // Five in a row and the provider is left alone for half a minute, in which nothing can be looked up.
  far.faults.length = 0;
  const t = await openTestDesk({ folder, env: far.env, clock: fakeClock(Date.now()) });
  const token = await t.token("phone:read");
  const look = () => history(async (args) => (await t.tool("get_message_history", args, token)).body);
  for (let tries = 0; tries < 200 && isUnderWay(await look()); tries++) await Bun.sleep(50);
  for (const pause of pauses) {
    t.clock.advance(pause);
    // Fifty at a time.
    for (let n = 0; n < 5; n++) await t.desk.outbox.lookUpUnknown();
  }
  const texts = await look();
  await t.close();
  return texts;
}

interface Page {
  messages: { content?: string; status: string }[];
  nextCursor: string | null;
}

async function history(ask: (args: object) => Promise<unknown>): Promise<Texts> {
  const texts: Texts = new Map();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await ask({ limit: 100, direction: "outbound", ...(cursor ? { cursor } : {}) })) as Page;
    for (const { content = "", status } of page.messages) texts.set(content, status);
    cursor = page.nextCursor;
  }
  return texts;
}

const isUnderWay = (texts: Texts) => [...texts.values()].includes("queued");

function isSettled(texts: Texts, far: Far): boolean {
  const ledger = new Set(far.ledger());
  return !isUnderWay(texts) && ![...texts].some(([text, status]) => status === "unknown" && ledger.has(text));
}

/** What the desk keeps, and what callers were told, against the provider's ledger. */
function compared(kept: Texts, told: Texts, ledger: string[]) {
  const isThere = (text: string) => ledger.includes(text);
  const having = (texts: Texts, ...wanted: string[]) =>
    [...texts].flatMap(([text, status]) => (wanted.includes(status) ? [text] : []));
  const claimed = ["sent", "delivered"];
  const failed = new Set([...having(kept, "failed"), ...having(told, "failed")]);
  return {
    statuses: counted([...kept.values()]),
    unknown: having(kept, "unknown").length,
    inLedgerTwice: [...new Set(ledger.filter((text, at) => ledger.indexOf(text) !== at))],
    lost: [
      ...[...told.keys()].filter((text) => !kept.has(text)),
      ...having(told, ...claimed).filter((text) => !isThere(text)),
    ],
    claimedSentButAbsent: having(kept, ...claimed).filter((text) => !isThere(text)),
    failedButSent: [...failed].filter(isThere),
    sentAndStillInDoubt: having(kept, "unknown").filter(isThere),
    leftLying: having(kept, "queued"),
  };
}

function counted(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Mulberry32: numbers from 0 to 1 that follow from the seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
