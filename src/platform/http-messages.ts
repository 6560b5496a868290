/** What a request carries. */
export interface Carried {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form, in this order, instead of a body. */
  form?: readonly (readonly [name: string, value: string])[];
}

const longestAnswer = 5_000_000;

export function sentAs({ body, form }: Carried): { type: Record<string, string>; body: { body?: string } } {
  if (form) {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    return {
      type,
      body: { body: encodedForm(form) },
    };
  }
  if (body === undefined) return { type: {}, body: {} };
  return { type: { "content-type": "application/json" }, body: { body: JSON.stringify(body) } };
}

function encodedForm(form: NonNullable<Carried["form"]>): string {
  const fields = new URLSearchParams();
  for (const [name, value] of form) fields.append(name, value);
  return fields.toString();
}

/** Undefined where it is longer. */
export async function readBytes(answer: Response, longest: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > longest) return undefined;
    parts.push(part as Uint8Array);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `Retry-After` in seconds, also where it is a date: seen from the answer's own. */
export function secondsIn(headers: Headers): number {
  const given = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(given)) return Number(given);
  const until = Date.parse(given) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(until) ? 0 : Math.max(0, until / 1000);
}

/** The body, as far as 5 MB; what is longer is no answer of a service that is well. */
export async function readText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.length > longestAnswer) throw new RangeError("the answer is too long");
  }
  return text + decoder.decode();
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
