import type { ServiceKey } from "#operation/operation.ts";

export interface ChatTurn {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Tokens by class. `input` holds those of the cache, `output` those that were only thought. */
export interface ModelUsage {
  input: number;
  cached: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
  /** True where the provider did not say, or not all of it. */
  isEstimated: boolean;
  /** What the provider says that it billed, in billionths of a US dollar. */
  billed?: number | undefined;
}

export interface ModelQuestion {
  model: string;
  messages: readonly ChatTurn[];
  /** Tokens of the answer at most. */
  maxTokens: number;
  temperature?: number | undefined;
  topP?: number | undefined;
  effort?: string | undefined;
  /** As OpenAI's protocol has it. */
  format?: Record<string, unknown> | undefined;
}

export interface Listening {
  /** Ends the call at the provider. */
  signal: AbortSignal;
  /** Called with each piece of the answer, in order. */
  onText(text: string): void;
}

export interface ModelAnswer {
  /** The model that has answered, by its own word. */
  model: string;
  finishReason: string | null;
  /** What it would not say, where it said so instead of an answer. */
  isRefusal: boolean;
  /** Undefined where the provider did not say. */
  usage: ModelUsage | undefined;
  tier: string | undefined;
}

/** Why there is no answer, in our words: a provider's own are never passed on. */
export type ModelProblem =
  | "unreachable"
  | "timeout"
  | "cut_off"
  | "cancelled"
  | "overloaded"
  | "rate_limited"
  | "quota"
  | "key_refused"
  | "no_such_model"
  | "refused"
  | "content_filter"
  | "too_long"
  | "shapeless";

export class ModelError extends Error {
  override name = "ModelError";
  readonly problem: ModelProblem;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Seconds that the provider asks for. */
  readonly retryAfter: number | undefined;
  /** What had been counted when it went wrong. */
  usage: ModelUsage | undefined;

  constructor(problem: ModelProblem, status?: number, retryAfter?: number) {
    super(problem);
    this.problem = problem;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Who answers: a server elsewhere, or the desk's own sandbox. */
export interface ModelProvider {
  /** `sandbox`, or the host that is asked. */
  readonly name: string;
  readonly isSandbox: boolean;
  /** Asked where nobody names a model; empty where the owner has to name one. */
  readonly usualModel: string;
  /** @throws ModelError */
  ask(question: ModelQuestion, listening: Listening): Promise<ModelAnswer>;
  /** What is said in a recording. @throws ModelError */
  transcribe(audio: Uint8Array, model: string): Promise<string>;
  /** Whether the key is one. @throws ModelError where nobody can be asked */
  check(): Promise<boolean>;
}

export interface ModelProviders {
  /** The business's own. */
  own(): ModelProvider;
  /** The same server with a person's key. */
  with(apiKey: string): ModelProvider;
  /** Whose key answers for a person: theirs, else the business's. */
  keyFor(user: string): Promise<{ of: "person" | "business" | "none"; provider: ModelProvider }>;
}

export const modelProviders: ServiceKey<ModelProviders> = { name: "model providers" };
