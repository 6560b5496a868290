import type { APIError as ApiError } from "openai";
import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { ModelError, type ModelQuestion } from "#domains/assistant/provider.ts";

/** The request was refused before anything began: it may be asked again in another way. */
export class Refusal extends Error {
  readonly error: ModelError;
  /** As the client tells it; read for what to leave out, and never passed on. */
  readonly said: InstanceType<typeof ApiError>;

  constructor(error: ModelError, said: InstanceType<typeof ApiError>) {
    super("refused");
    this.error = error;
    this.said = said;
  }
}

/** What a server, or a model of it, does not take as OpenAI's newest do. */
export interface Differences {
  /** `max_tokens` instead of `max_completion_tokens`. */
  isOldLimit: boolean;
  /** Fields that were refused. */
  left?: readonly Leavable[];
}

const leavable = ["temperature", "top_p", "reasoning_effort", "stream_options"] as const;
type Leavable = (typeof leavable)[number];

/** The request, with usage always asked for. */
export function paramsFor(
  question: ModelQuestion,
  { isOldLimit, left = [] }: Differences,
): ChatCompletionCreateParamsStreaming {
  const { model, messages, maxTokens, temperature, topP, effort, format } = question;
  const all = {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true as const,
    [isOldLimit ? "max_tokens" : "max_completion_tokens"]: maxTokens,
    stream_options: { include_usage: true },
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...(format === undefined ? {} : { response_format: format }),
  };
  const kept = Object.entries(all).filter(([name]) => !left.includes(name as Leavable));
  return Object.fromEntries(kept) as unknown as ChatCompletionCreateParamsStreaming;
}

/**
 * What to leave out, or to say otherwise, after a refusal; undefined where that was not why. The shape of the answer is
 * never left out: whoever asked for it would get something else.
 */
export function learnFrom(
  { said }: Refusal,
  known: Differences,
  question: ModelQuestion,
): Differences | undefined {
  if (said.status !== 400 && said.status !== 422) return undefined;
  const limit = known.isOldLimit ? "max_tokens" : "max_completion_tokens";
  if (isUnsupported(limit, said, question)) return { ...known, isOldLimit: !known.isOldLimit };
  const left = known.left ?? [];
  const named = leavable.find((name) => !left.includes(name) && isUnsupported(name, said, question));
  if (named === undefined || !isSent(named, question)) return undefined;
  return { ...known, left: [...left, named] };
}

const unsupported = new Set(["unsupported_parameter", "unsupported_value", "unknown_parameter"]);

/**
 * Whether a field is refused as such, and not only its value. Servers that do not name it apart say so in their message;
 * that is believed only where no schema was sent, whose own names a message repeats.
 */
function isUnsupported(
  name: string,
  { param, code, message }: Refusal["said"],
  { format }: ModelQuestion,
): boolean {
  if (param === name && typeof code === "string") return unsupported.has(code);
  if ((param != null && param !== name) || format !== undefined) return false;
  const words =
    /unsupported|unrecognized|unknown|unexpected|not supported|not permitted|extra inputs|extra fields/i;
  return words.test(message) && new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(message);
}

function isSent(name: Leavable, { temperature, topP, effort }: ModelQuestion): boolean {
  switch (name) {
    case "temperature":
      return temperature !== undefined;
    case "top_p":
      return topP !== undefined;
    case "reasoning_effort":
      return effort !== undefined;
    default:
      return true;
  }
}

/** What went wrong, in our words. */
export function asModelError(failure: unknown, APIError: typeof ApiError): ModelError {
  if (failure instanceof ModelError) return failure;
  if (!(failure instanceof APIError)) {
    // The client throws plain errors for a stream that is no JSON or breaks off.
    if (failure instanceof Error) return new ModelError("unreachable");
    throw failure;
  }
  const { code } = failure;
  // In a stream that has begun some tell the status as the error's code.
  const status = failure.status ?? statusIn(failure.error);
  if (failure.name === "APIConnectionTimeoutError" || /timed? ?out/i.test(failure.message))
    return new ModelError("timeout", status);
  if (status === undefined) return new ModelError(problemIn(code) ?? "unreachable");
  const wait = secondsOf(failure.headers);
  if (status === 401) return new ModelError("key_refused", status);
  if (status === 402) return new ModelError("quota", status);
  if (status === 404) return new ModelError("no_such_model", status);
  if (status === 429)
    return new ModelError(code === "insufficient_quota" ? "quota" : "rate_limited", status, wait);
  if (status >= 500) return new ModelError("overloaded", status, wait);
  return new ModelError(problemIn(code) ?? (status === 403 ? "key_refused" : "refused"), status);
}

function statusIn(error: unknown): number | undefined {
  const code = Number((error as { code?: unknown } | undefined)?.code ?? Number.NaN);
  return code >= 400 && code < 600 ? code : undefined;
}

function problemIn(code: unknown): ModelError["problem"] | undefined {
  if (code === "context_length_exceeded") return "too_long";
  if (code === "content_filter" || code === "content_policy_violation") return "content_filter";
  if (code === "insufficient_quota") return "quota";
  if (code === "model_not_found") return "no_such_model";
  if (code === "server_error" || code === "overloaded") return "overloaded";
  return undefined;
}

/** Seconds that are asked for: `retry-after-ms`, else `retry-after`. */
function secondsOf(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds > 0) return Math.ceil(milliseconds / 1000);
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : undefined;
}
