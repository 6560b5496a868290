/** Bytes of an answer that are read. */
const mostRead = 1_000_000;

/** An answer as it came over the wire; redirects are not followed. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON, or the first event of a stream; undefined where it is neither. */
  json: Record<string, unknown> | undefined;
  milliseconds: number;
}

/** Why there was no answer. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
  readonly why: "name" | "refused" | "certificate" | "late" | "other";

  constructor(why: NoAnswer["why"]) {
    super(why);
    this.why = why;
  }
}

export interface Asking {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds. */
  patience: number;
}

/** @throws NoAnswer */
export async function ask(url: string, { patience, ...init }: Asking): Promise<Answer> {
  const begun = performance.now();
  try {
    const answer = await fetch(url, asAsked(init, AbortSignal.timeout(patience)));
    const text = await beginningOf(answer);
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: jsonIn(text),
      milliseconds: performance.now() - begun,
    };
  } catch (failure) {
    throw new NoAnswer(reasonOf(failure));
  }
}

/** Nothing is unpacked on the way in, and no redirect followed. */
function asAsked({ headers = {}, ...init }: Omit<Asking, "patience">, signal: AbortSignal): RequestInit {
  return { ...init, headers: { ...headers, "accept-encoding": "identity" }, redirect: "manual", signal };
}

/** As much of the body as is read; whoever answers may send without end. */
async function beginningOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let read = 0; reader && read < mostRead; ) {
    const { done, value } = await reader.read();
    if (done) return text;
    read += value.byteLength;
    text += decoder.decode(value.subarray(0, mostRead), { stream: true });
  }
  await reader?.cancel();
  return text.slice(0, mostRead);
}

/** Milliseconds to the first byte of an event stream, which is then closed; undefined where none came in time. */
export async function firstByte(url: string, { patience, ...init }: Asking): Promise<number | undefined> {
  const begun = performance.now();
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), patience);
  try {
    const answer = await fetch(url, asAsked(init, ending.signal));
    const isStream =
      answer.status === 200 && answer.headers.get("content-type")?.startsWith("text/event-stream");
    if (!isStream) return undefined;
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    return first?.value ? performance.now() - begun : undefined;
  } catch (failure) {
    if (ending.signal.aborted) return undefined;
    throw new NoAnswer(reasonOf(failure));
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}

function jsonIn(text: string): Record<string, unknown> | undefined {
  const data = text.startsWith("{") ? text : (/^data: (\{.*)$/m.exec(text)?.[1] ?? "");
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}

/** The runtimes name what went wrong in their own ways. */
function reasonOf(failure: unknown): NoAnswer["why"] {
  const { name = "", message = "", code = "", cause } = failure as Error & { code?: string; cause?: unknown };
  const words = `${name} ${code} ${message} ${cause instanceof Error ? cause.message : ""}`;
  if (/Timeout|Abort/i.test(words)) return "late";
  if (/ENOTFOUND|EAI_AGAIN|dns|getaddrinfo|FailedToOpenSocket/i.test(words)) return "name";
  if (/cert|self.signed|SSL|TLS|issuer/i.test(words)) return "certificate";
  if (/refused|Unable to connect|ECONNRESET/i.test(words)) return "refused";
  return "other";
}
