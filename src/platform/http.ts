import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from "cockatiel";
import PQueue from "p-queue";
import { type Carried, jsonOf, readBytes, readText, secondsIn, sentAs } from "./http-messages.ts";
import type { Metrics } from "./metrics.ts";

export interface ServiceOptions {
  /** The name in metrics, logs and `/readyz`. */
  name: string;
  baseUrl: string;
  /** Requests at once. */
  concurrency: number;
  /** Requests a second, of all who share it. */
  perSecond: number;
  /** How many share that rate, now. */
  sharers: () => number;
  /** Milliseconds for one try. */
  timeout?: number;
  metrics: Metrics;
}

export interface ServiceRequest extends Carried {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string | string[]>;
  headers: Record<string, string>;
  /**
   * Called before each try, when its turn has come; what it throws ends the request. It is called again only where the
   * try before was refused for the rate, so that nothing has come of it.
   */
  begin?: () => Promise<void>;
}

export interface ServiceAnswer {
  status: number;
  /** The body as JSON; undefined when it is none. */
  json: unknown;
}

/**
 * No answer came. `unsent`: the request cannot have been received; `unknown`: it may have been.
 */
export class ServiceFailure extends Error {
  override name = "ServiceFailure";
  readonly kind: "timeout" | "network" | "unreachable" | "circuit_open" | "busy";

  constructor(kind: ServiceFailure["kind"]) {
    super(kind);
    this.kind = kind;
  }

  /** True when the service cannot have received the request. */
  get isUnsent(): boolean {
    return this.kind === "unreachable" || this.kind === "circuit_open" || this.kind === "busy";
  }
}

export interface Service {
  readonly name: string;
  /** True while the service is given a rest after failing again and again. */
  readonly isOpen: boolean;
  /** @throws ServiceFailure when no answer came. */
  request(request: ServiceRequest): Promise<ServiceAnswer>;
  /**
   * A file of the service's, wherever it sends us for it: whoever is asked there is shown no header of ours. Undefined
   * for an answer that is none. @throws ServiceFailure when no answer came
   */
  download(path: string, headers: Record<string, string>, longest: number): Promise<Uint8Array | undefined>;
}

/** An answer with its body read. */
interface Received {
  status: number;
  retryAfter: number;
  text: string;
}

/** A 5xx counts against the circuit like a silence, but is an answer for the caller. */
class ServerError extends Error {
  readonly answer: Received;
  constructor(answer: Received) {
    super("server error");
    this.answer = answer;
  }
}

const second = 1000;
const tries = 3;
const firstPause = 250;
const longestPause = 10_000;
/** Reads that may wait for their turn; what sends goes before them and is never turned away. */
const mostWaiting = 100;
const restAfter = 5;
const rest = 30_000;

/**
 * An outside service: a timeout on each try, a cap on rate and concurrency, retries with jittered backoff
 * where a repeat is safe (reads, and what was refused with 429), `Retry-After` obeyed, and a circuit that
 * opens after five failures in a row for half a minute. Requests that do something go before reads. A
 * pause longer than ten seconds is left to the caller.
 */
export function createService(options: ServiceOptions): Service {
  const { name, baseUrl, metrics, timeout = 30_000 } = options;
  let shared = options.sharers();
  let queue = queueFor(shared);
  const circuit = circuitBreaker(handleType(ServiceFailure).orType(ServerError), {
    halfOpenAfter: rest,
    breaker: new ConsecutiveBreaker(restAfter),
  });

  return {
    name,
    get isOpen() {
      return circuit.state === CircuitState.Open;
    },
    request,
    download: (path, headers, longest) => inTurn(() => download(path, headers, longest), 0),
  };

  async function download(path: string, headers: Record<string, string>, longest: number) {
    const signal = AbortSignal.timeout(timeout);
    try {
      const first = await fetch(new URL(path, baseUrl), { headers, redirect: "manual", signal });
      const elsewhere = first.status >= 300 && first.status < 400 ? first.headers.get("location") : null;
      const answer = elsewhere === null ? first : await fetch(elsewhere, { redirect: "error", signal });
      return answer.ok ? await readBytes(answer, longest) : undefined;
    } catch (failure) {
      throw new ServiceFailure(silenceKind(failure));
    }
  }

  /** Its own share of the rate: one a second at least. */
  function queueFor(sharers: number): PQueue {
    const part = (whole: number) => Math.max(1, Math.floor(whole / sharers));
    return new PQueue({
      concurrency: part(options.concurrency),
      interval: second,
      intervalCap: part(options.perSecond),
      strict: true,
    });
  }

  /** The queue of the present share; a new one begins when the last second of the old one's is over. */
  function queueNow(): PQueue {
    const now = options.sharers();
    if (now === shared) return queue;
    shared = now;
    const fresh = queueFor(now);
    fresh.pause();
    setTimeout(() => fresh.start(), second);
    queue = fresh;
    return fresh;
  }

  /** In its turn; what waits in the queue of another share goes on in the present one's. */
  async function inTurn<Value>(work: () => Promise<Value>, priority: number): Promise<Value> {
    const mine = queueNow();
    return await mine.add(() => (mine === queueNow() ? work() : inTurn(work, priority)) as Promise<Value>, {
      priority,
    });
  }

  async function request(wanted: ServiceRequest): Promise<ServiceAnswer> {
    for (let attempt = 1; ; attempt++) {
      const answer = await tryOnce(wanted).catch((failure: unknown) => {
        const isSilence = failure instanceof ServiceFailure && !failure.isUnsent;
        if (isSilence && wanted.method === "GET" && attempt < tries) return undefined;
        throw failure;
      });
      const pause = pauseBefore(attempt, answer);
      const isRepeatable =
        !answer || answer.status === 429 || (wanted.method === "GET" && answer.status >= 500);
      if (answer && (!isRepeatable || attempt >= tries || pause > longestPause)) {
        return { status: answer.status, json: jsonOf(answer.text) };
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async function tryOnce(wanted: ServiceRequest): Promise<Received> {
    if (queueNow().size >= mostWaiting && !wanted.begin) throw new ServiceFailure("busy");
    const started = performance.now();
    let result = "answered";
    try {
      const work = () => circuit.execute(() => send(wanted));
      const answer = await inTurn(work, wanted.begin ? 1 : 0);
      result = `${Math.floor(answer.status / 100)}xx`;
      return answer;
    } catch (failure) {
      if (failure instanceof ServerError) {
        result = "5xx";
        return failure.answer;
      }
      const known = failure instanceof BrokenCircuitError ? new ServiceFailure("circuit_open") : failure;
      result = known instanceof ServiceFailure ? known.kind : "error";
      throw known;
    } finally {
      metrics.serviceCalls.add(name, result);
      metrics.serviceSeconds.at(name).observe((performance.now() - started) / 1000);
    }
  }

  async function send(wanted: ServiceRequest): Promise<Received> {
    await wanted.begin?.();
    const url = new URL(baseUrl + wanted.path);
    for (const [key, value] of Object.entries(wanted.query ?? {})) {
      for (const each of [value].flat()) url.searchParams.append(key, each);
    }
    const { type, body } = sentAs(wanted);
    let received: Received;
    try {
      const answer = await fetch(url, {
        method: wanted.method,
        headers: { accept: "application/json", ...type, ...wanted.headers },
        redirect: "error",
        signal: AbortSignal.timeout(timeout),
        ...body,
      });
      const retryAfter = secondsIn(answer.headers);
      received = { status: answer.status, retryAfter, text: await readText(answer) };
    } catch (failure) {
      throw new ServiceFailure(silenceKind(failure));
    }
    if (received.status >= 500) throw new ServerError(received);
    return received;
  }
}

function silenceKind(failure: unknown): ServiceFailure["kind"] {
  if (!(failure instanceof Error)) return "network";
  if (failure.name === "TimeoutError") return "timeout";
  const code = "code" in failure ? String(failure.code) : "";
  return ["ConnectionRefused", "ECONNREFUSED", "ENOTFOUND", "FailedToOpenSocket"].includes(code)
    ? "unreachable"
    : "network";
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3) where it is given, else a pause that doubles, with jitter. */
function pauseBefore(attempt: number, answer: Received | undefined): number {
  if (answer && answer.retryAfter > 0) return answer.retryAfter * 1000;
  return firstPause * 2 ** (attempt - 1) * (0.5 + Math.random());
}
