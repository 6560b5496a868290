import { DeskError } from "#src/errors.ts";

const mebibyte = 1024 * 1024;
/** The longest body that is read; of a webhook, which may carry an hour's conversation, and of a
 * list of contacts; and how many such at once. */
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

const empty = new Uint8Array();
const decoder = new TextDecoder();

/**
 * Reads a request's whole body, before anything is held for it: a caller who sends slowly holds nothing
 * but a socket. `bytesOf` and `textOf` give it from then on; asked again, it is the same arrival.
 * @throws DeskError PAYLOAD_TOO_LARGE over 1 MiB, of a webhook or a list of contacts 4; UNAVAILABLE while too many large ones arrive;
 * VALIDATION_ERROR when it does not arrive whole within ten seconds.
 */
export function takeBody(request: Request, path = ""): Promise<void> | undefined {
  const held = request as Held;
  if (held[arrival] === undefined && request.method !== "GET" && request.method !== "HEAD")
    held[arrival] = arriving(request, path);
  return held[arrival];
}

async function arriving(request: Held, path: string): Promise<void> {
  const length = request.headers.get("content-length");
  // Asking for `body` makes a stream of it, which is slow: only where nothing says how long it is.
  if (length === null && !request.body) return;
  const most = path.startsWith("/webhooks/") || path === "/contacts/import" ? longestEvent : longest;
  if (length !== null && Number(length) > most) throw tooLarge(most);
  const isLarge = Number(length) > longest;
  if (isLarge && large >= mostLarge) throw tooMany();
  if (isLarge) large++;
  try {
    if (length !== null && path.startsWith("/mcp")) request[text] = await withinPatience(request.text());
    else request[body] = await withinPatience(bytesIn(request, length, most));
  } catch (failure) {
    throw failure instanceof DeskError ? failure : cutOff(failure);
  } finally {
    if (isLarge) large--;
  }
}

function bytesIn(request: Request, length: string | null, most: number): Promise<Uint8Array<ArrayBuffer>> {
  return length === null && request.body
    ? readParts(request.body, most)
    : (request.bytes() as Promise<Uint8Array<ArrayBuffer>>);
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

/** The body that `takeBody` has read, of any path but MCP's, which is text; empty where there was none. */
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
async function readParts(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
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
