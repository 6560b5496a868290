import { ProtocolErrorCode } from "@modelcontextprotocol/server";

/** How long an answer is waited for before the stream is opened without it, in milliseconds. */
const eagerFor = 2000;

/**
 * A stream of server-sent events as plain JSON where it holds nothing but answers: most clients and all
 * proxies are happiest with that. Where something comes before the answer, or nothing for two seconds, it
 * stays a stream and its first byte goes out at once.
 */
export async function settle(answer: Response, isBatch: boolean): Promise<Response> {
  if (!answer.body || !answer.headers.get("content-type")?.startsWith("text/event-stream")) return answer;
  const reader = answer.body.getReader();
  const late = timer(eagerFor);
  try {
    return await readOn(answer, reader, late.rings, isBatch);
  } finally {
    late.stop();
  }
}

async function readOn(
  answer: Response,
  reader: Reader,
  late: Promise<undefined>,
  isBatch: boolean,
): Promise<Response> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const next = reader.read();
    const part = await Promise.race([next, late]);
    if (part === undefined) return streamOn(answer, `${text}: one moment\n\n`, next, reader);
    if (part.done) {
      const answers = answersIn(text, isBatch);
      return Response.json(answers, { status: statusOf(answers) ?? answer.status });
    }
    text += decoder.decode(part.value, { stream: true });
    if (!holdsAnswersAlone(text)) return streamOn(answer, text, reader.read(), reader);
  }
}

/** The one error of a handler with an HTTP status of its own: a capability the client did not declare (2026-07-28). */
function statusOf(answer: unknown): number | undefined {
  const { error } = (answer ?? {}) as { error?: { code?: unknown } };
  return error?.code === ProtocolErrorCode.MissingRequiredClientCapability ? 400 : undefined;
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;
type Part = Awaited<ReturnType<Reader["read"]>>;

function streamOn(answer: Response, already: string, first: Promise<Part>, reader: Reader): Response {
  let next: Promise<Part> | undefined = first;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(already));
    },
    async pull(controller) {
      const part = await (next ?? reader.read());
      next = undefined;
      if (part.done) controller.close();
      else controller.enqueue(part.value);
    },
    async cancel(reason) {
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

/** What the whole events in a text carry. */
function messagesIn(text: string): unknown[] {
  const whole = text.slice(0, text.lastIndexOf("\n\n") + 1);
  // Not `^` and `$`: they see lines where JSON may hold a U+2028.
  return [...whole.matchAll(/(?<![^\n])data: ([^\n]+)/g)].map((match) => JSON.parse(match[1] ?? "null"));
}

function holdsAnswersAlone(text: string): boolean {
  return messagesIn(text).every((message) => !(message as { method?: unknown }).method);
}

function answersIn(text: string, isBatch: boolean): unknown {
  const messages = messagesIn(text);
  return isBatch ? messages : messages[0];
}

function timer(milliseconds: number): { rings: Promise<undefined>; stop(): void } {
  let id: ReturnType<typeof setTimeout> | undefined;
  const rings = new Promise<undefined>((resolve) => {
    id = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { rings, stop: () => clearTimeout(id) };
}
