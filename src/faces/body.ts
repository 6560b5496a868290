import { DeskError } from "#src/errors.ts";

const mebibyte = 1024 * 1024;
/** The longest body that is read; of a webhook, which may carry an hour's conversation, and how many such at once. */
const longest = mebibyte;
const longestEvent = 4 * mebibyte;
const mostLarge = 8;
/** How long a body may take to arrive, in milliseconds. */
const patience = 10_000;

/** Kept on the request itself: a map of requests is work for every garbage collection. */
const body = Symbol("body");
const arrival = Symbol("arrival");
const text = Symbol("text");
const parsed = Symbol("parsed");
type Held = Request & {
  [body]?: Uint8Array<ArrayBuffer>;
  [arrival]?: Promise<void>;
  [text]?: string;
  [parsed]?: { value: unknown };
};

/** What a promise has come to already, or the promise; Bun alone can tell. */
const peek = (globalThis as { Bun?: { peek?<Value>(promise: Promise<Value>): Value | Promise<Value> } }).Bun
  ?.peek;

const empty = new Uint8Array();
const decoder = new TextDecoder();

/**
 * Reads a request's whole body, before anything is held for it: a caller who sends slowly holds nothing
 * but a socket. `bytesOf` and `textOf` give it from then on; asked again, it is the same arrival. Undefined where it
 * is there at once.
 * @throws DeskError PAYLOAD_TOO_LARGE over 1 MiB, of a webhook 4; UNAVAILABLE while too many large ones arrive;
 * VALIDATION_ERROR when it does not arrive whole within ten seconds.
 */
export function takeBody(request: Request, path = ""): Promise<void> | undefined {
  const held = request as Held;
  if (held[arrival] !== undefined || held[body] !== undefined) return held[arrival];
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const length = request.headers.get("content-length");
  if (peek && length !== null && Number(length) <= longest) {
    const reading = request.bytes();
    const bytes = peek(reading);
    if (bytes instanceof Uint8Array) {
      held[body] = bytes as Uint8Array<ArrayBuffer>;
      return undefined;
    }
    held[arrival] = keep(request, withinPatience(reading));
  } else held[arrival] = arriving(request, length, path);
  return held[arrival];
}

async function keep(request: Held, reading: Promise<Uint8Array>): Promise<void> {
  try {
    request[body] = (await reading) as Uint8Array<ArrayBuffer>;
  } catch (failure) {
    throw failure instanceof DeskError ? failure : cutOff(failure);
  }
}

async function arriving(request: Request, length: string | null, path: string): Promise<void> {
  // Asking for `body` makes a stream of it, which is slow: only where nothing says how long it is.
  if (length === null && !request.body) return;
  const most = path.startsWith("/webhooks/") ? longestEvent : longest;
  if (length !== null && Number(length) > most) throw tooLarge(most);
  const isLarge = Number(length) > longest;
  if (isLarge && large >= mostLarge) throw tooMany();
  if (isLarge) large++;
  const reading = length === null && request.body ? readParts(request.body, most) : request.bytes();
  try {
    await keep(request, withinPatience(reading));
  } finally {
    if (isLarge) large--;
  }
}

/** Bodies over a mebibyte that are arriving. */
let large = 0;

/** Bodies under way and when each is late. One timer looks after all: a timer a request costs more than its body. */
const underWay = new Set<{ late: number; refuse(reason: DeskError): void }>();
let sweep: ReturnType<typeof setInterval> | undefined;

function withinPatience<Value>(reading: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const waiting = { late: performance.now() + patience, refuse: reject };
    underWay.add(waiting);
    sweep ??= setInterval(refuseLate, 500);
    reading.then(
      (value) => {
        underWay.delete(waiting);
        resolve(value);
      },
      (failure: unknown) => {
        underWay.delete(waiting);
        reject(failure);
      },
    );
  });
}

function refuseLate(): void {
  const now = performance.now();
  for (const { late, refuse } of underWay) if (late < now) refuse(tooSlow());
  if (underWay.size > 0) return;
  clearInterval(sweep);
  sweep = undefined;
}

/** The body that `takeBody` has read; empty where there was none. */
export function bytesOf(request: Request): Uint8Array<ArrayBuffer> {
  return (request as Held)[body] ?? empty;
}

export function textOf(request: Request): string {
  const held = request as Held;
  held[text] ??= decoder.decode(bytesOf(request));
  return held[text];
}

/** The body as JSON, read once. @throws SyntaxError */
export function jsonOf(request: Request): unknown {
  const held = request as Held;
  held[parsed] ??= { value: JSON.parse(textOf(request)) };
  return held[parsed].value;
}

/** Parts as they come, where nothing says how many there will be. */
async function readParts(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !value) return new Uint8Array(await new Blob(parts).arrayBuffer());
      size += value.byteLength;
      if (size > most) throw tooLarge(most);
      parts.push(new Uint8Array(value));
    }
  } catch (failure) {
    void reader.cancel().then(undefined, () => undefined);
    throw failure;
  }
}

function tooMany(): DeskError {
  return new DeskError("UNAVAILABLE", "Too much is arriving at once.", {
    retryAfter: 2,
    next: "Send it again.",
  });
}

function tooLarge(most: number): DeskError {
  return new DeskError("PAYLOAD_TOO_LARGE", `The body is larger than ${most / mebibyte} MiB.`, {
    next: "Send less in one request.",
  });
}

/** The caller went away, or sent what is no body: nobody's fault here, and no line in the log of errors. */
function cutOff(cause: unknown): DeskError {
  return new DeskError(
    "VALIDATION_ERROR",
    "The body did not arrive whole.",
    { next: "Send it again." },
    cause,
  );
}

function tooSlow(): DeskError {
  return new DeskError("VALIDATION_ERROR", "The body did not arrive within ten seconds.", {
    next: "Send it again.",
  });
}
