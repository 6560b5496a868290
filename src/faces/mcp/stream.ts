import { ProtocolErrorCode } from "@modelcontextprotocol/server";
import { EventReader } from "#platform/event-stream.ts";
import { inOwnWords } from "./nearly-right.ts";

/** How long an answer is waited for before the stream is opened without it, in milliseconds. */
const eagerFor = 2000;

export interface SettleOptions {
  isBatch: boolean;
  /** Called when the answer goes on as a stream; what it gives is called when that has ended. */
  hold(): () => void;
  /** True where the client takes no stream: the answer alone is waited for, and what comes before it is dropped. */
  inJsonAlone?: boolean;
}

/**
 * A stream of server-sent events as plain JSON where it holds nothing but answers: most clients and all
 * proxies are happiest with that. Where something comes before the answer, or nothing for two seconds, it
 * stays a stream and its first byte goes out at once.
 */
export async function settle(answer: Response, options: SettleOptions): Promise<Response> {
  if (!answer.body || !isEventStream(answer)) return answer;
  const reader = answer.body.getReader();
  const late = timer(eagerFor);
  try {
    return await readOn(answer, reader, late.rings, options);
  } finally {
    late.stop();
  }
}

export function isEventStream(answer: Response): boolean {
  return answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

async function readOn(
  answer: Response,
  reader: Reader,
  late: Promise<undefined>,
  { isBatch, hold, inJsonAlone = false }: SettleOptions,
): Promise<Response> {
  const decoder = new TextDecoder();
  const events = new EventReader();
  const messages: unknown[] = [];
  let text = "";
  for (;;) {
    const next = reader.read();
    const part = inJsonAlone ? await next : await Promise.race([next, late]);
    if (part === undefined) return streamOn(answer, `${text}: one moment\n\n`, next, reader, hold());
    if (part.done) return settled(answer, messages, isBatch);
    const came = decoder.decode(part.value, { stream: true });
    text += came;
    const whole = events.read(came).map((data): unknown => JSON.parse(data));
    messages.push(...whole.filter((message) => !inJsonAlone || !isNotice(message)).map(inOwnWords));
    if (!inJsonAlone && whole.some(isNotice)) return streamOn(answer, text, reader.read(), reader, hold());
  }
}

/** Without a message the exchange was ended from outside: the caller has gone, or the desk stops. */
function settled(answer: Response, messages: unknown[], isBatch: boolean): Response {
  if (messages.length === 0) {
    const error = { code: -32000, message: "The call was ended before it had an answer." };
    return Response.json({ jsonrpc: "2.0", id: null, error }, { status: 503 });
  }
  const answers = isBatch ? messages : messages[0];
  return Response.json(answers, { status: statusOf(answers) ?? answer.status });
}

/** The one error of a handler with an HTTP status of its own: a capability the client did not declare (2026-07-28). */
function statusOf(answer: unknown): number | undefined {
  const { error } = (answer ?? {}) as { error?: { code?: unknown } };
  return error?.code === ProtocolErrorCode.MissingRequiredClientCapability ? 400 : undefined;
}

function isNotice(message: unknown): boolean {
  return typeof message === "object" && message !== null && "method" in message;
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;
type Part = Awaited<ReturnType<Reader["read"]>>;

function streamOn(
  answer: Response,
  already: string,
  first: Promise<Part> | undefined,
  reader: Reader,
  ended: () => void,
): Response {
  let next = first;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (already) controller.enqueue(new TextEncoder().encode(already));
    },
    async pull(controller) {
      const part = await (next ?? reader.read());
      next = undefined;
      if (!part.done) return controller.enqueue(part.value);
      ended();
      controller.close();
    },
    async cancel(reason) {
      ended();
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

/** The same answer, with `ended` called when its stream is over, whoever ends it. */
export function whenEnded(answer: Response, ended: () => void): Response {
  if (answer.body && isEventStream(answer))
    return streamOn(answer, "", undefined, answer.body.getReader(), ended);
  ended();
  return answer;
}

function timer(milliseconds: number): { rings: Promise<undefined>; stop(): void } {
  let id: ReturnType<typeof setTimeout> | undefined;
  const rings = new Promise<undefined>((resolve) => {
    id = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { rings, stop: () => clearTimeout(id) };
}
