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
    const answer = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(patience) });
    const text = (await answer.text()).slice(0, mostRead);
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

/** Milliseconds to the first byte of a stream, which is then closed; undefined where none came in time. */
export async function firstByte(url: string, { patience, ...init }: Asking): Promise<number | undefined> {
  const begun = performance.now();
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), patience);
  try {
    const answer = await fetch(url, { ...init, redirect: "manual", signal: ending.signal });
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
