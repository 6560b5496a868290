import type { APIError as ApiError, OpenAI, toFile as ToFile } from "openai";
import {
  type Listening,
  type ModelAnswer,
  ModelError,
  type ModelProvider,
  type ModelQuestion,
  type ModelUsage,
} from "#domains/assistant/provider.ts";
import { asModelError, type Differences, learnFrom, paramsFor, Refusal } from "./differences.ts";
import { type Chunk, usageIn } from "./usage.ts";

export interface OpenAiOptions {
  apiKey: string | undefined;
  /** Any server that speaks OpenAI's protocol; theirs where it is left out. */
  baseUrl: string | undefined;
  /** Milliseconds to the first byte, and between two of them. */
  silence: number;
  /** Milliseconds for a whole recording. */
  patience?: number;
}

interface Opened {
  client: OpenAI;
  toFile: typeof ToFile;
  APIError: typeof ApiError;
}

const openAiUrl = "https://api.openai.com/v1";
/** A cheap model of theirs, where nobody names one; at another server only its owner knows. */
const usualAtOpenAi = "gpt-6-luna";

/**
 * OpenAI's protocol over their own client, which is loaded when it is first used: OpenAI, Azure, OpenRouter, vLLM, Ollama
 * and others. What a server does not take is left out from then on.
 */
export function createOpenAi({ apiKey, baseUrl, silence, patience = 60_000 }: OpenAiOptions): ModelProvider {
  const address = new URL(baseUrl ?? openAiUrl);
  const isAzure = /(?:^|\.)openai\.azure\.com$/.test(address.hostname);
  const learnt = new Map<string, Differences>();
  let opened: Promise<Opened> | undefined;

  return {
    name: address.hostname,
    isSandbox: false,
    usualModel: baseUrl === undefined ? usualAtOpenAi : "",
    ask,
    async transcribe(audio, model) {
      const { client, toFile, APIError } = await parts();
      try {
        const file = await toFile(audio, "call.mp3", { type: "audio/mpeg" });
        // A recording may safely be asked about again.
        const options = { timeout: patience, maxRetries: 2 };
        return (await client.audio.transcriptions.create({ file, model }, options)).text;
      } catch (failure) {
        throw asModelError(failure, APIError);
      }
    },
    async check() {
      const { client, APIError } = await parts();
      try {
        await client.models.list({ timeout: 10_000, maxRetries: 0 });
        return true;
      } catch (failure) {
        const error = asModelError(failure, APIError);
        if (error.problem === "key_refused") return false;
        // A server without a list has still taken the key.
        if (error.status !== undefined && error.status < 500 && error.problem !== "rate_limited") return true;
        throw error;
      }
    },
  };

  async function ask(question: ModelQuestion, listening: Listening): Promise<ModelAnswer> {
    const usual: Differences = { isOldLimit: !isAzure && baseUrl !== undefined };
    let known = learnt.get(question.model) ?? usual;
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(question, known, listening, () => learnt.set(question.model, known));
      } catch (failure) {
        const error = failure instanceof Refusal ? failure.error : failure;
        const better =
          failure instanceof Refusal && attempt < 4 ? learnFrom(failure, known, question) : undefined;
        if (!better) throw error;
        known = better;
      }
    }
  }

  /** `taken` is called once the server has taken the request. @throws Refusal for a request that was not taken, ModelError */
  async function once(
    question: ModelQuestion,
    differences: Differences,
    { signal, onText }: Listening,
    taken: () => void,
  ): Promise<ModelAnswer> {
    const { client, APIError } = await parts();
    const watch = watchSilence(signal, silence);
    const gathered: ModelAnswer = {
      ...{ model: question.model, finishReason: null, isRefusal: false, usage: undefined, tier: undefined },
    };
    let hasBegun = false;
    try {
      const stream = await client.chat.completions.create(paramsFor(question, differences), {
        signal: watch.signal,
        maxRetries: 0,
        timeout: silence,
      });
      hasBegun = true;
      taken();
      for await (const chunk of stream as AsyncIterable<Chunk>) {
        watch.heard();
        take(chunk, gathered, onText);
      }
    } catch (failure) {
      if (signal.aborted) throw withUsage(new ModelError("cancelled"), gathered.usage);
      if (watch.isSilent) throw withUsage(new ModelError("timeout"), gathered.usage);
      const error = asModelError(failure, APIError);
      if (!hasBegun && failure instanceof APIError) throw new Refusal(error, failure);
      // What breaks off once it had begun is no answer, whatever broke it.
      const problem = hasBegun && error.problem === "unreachable" ? "cut_off" : error.problem;
      throw withUsage(new ModelError(problem, error.status, error.retryAfter), gathered.usage);
    } finally {
      watch.stop();
    }
    if (signal.aborted) throw withUsage(new ModelError("cancelled"), gathered.usage);
    if (watch.isSilent) throw withUsage(new ModelError("timeout"), gathered.usage);
    // Some servers end with their count, and without a reason.
    if (gathered.finishReason === null && gathered.usage) gathered.finishReason = "stop";
    if (gathered.finishReason === null || gathered.finishReason === "error")
      throw withUsage(new ModelError("cut_off"), gathered.usage);
    return gathered;
  }

  function parts(): Promise<Opened> {
    opened ??= open();
    return opened;
  }

  async function open(): Promise<Opened> {
    const { APIError, OpenAI, toFile } = await import("openai");
    const query = Object.fromEntries(address.searchParams);
    const client = new OpenAI({
      // A server of one's own often asks for no key; the client wants one.
      apiKey: apiKey ?? "none",
      // Named, whatever the environment says: the client would read more of it.
      ...{ baseURL: address.origin + address.pathname, organization: null, project: null },
      ...(Object.keys(query).length > 0 ? { defaultQuery: query } : {}),
      ...(isAzure && apiKey !== undefined ? { defaultHeaders: { "api-key": apiKey } } : {}),
      ...{ maxRetries: 0, logLevel: "off" as const },
    });
    return { client, toFile, APIError };
  }
}

function take(chunk: Chunk, gathered: ModelAnswer, onText: (text: string) => void): void {
  if (typeof chunk.model === "string" && chunk.model !== "") gathered.model = chunk.model;
  gathered.tier = chunk.service_tier ?? gathered.tier;
  gathered.usage = usageIn(chunk) ?? gathered.usage;
  const [choice] = chunk.choices ?? [];
  if (!choice) return;
  const { content, refusal } = choice.delta ?? {};
  if (typeof refusal === "string" && refusal !== "") gathered.isRefusal = true;
  const text = (content ?? "") + (refusal ?? "");
  if (text !== "") onText(text);
  gathered.finishReason = choice.finish_reason ?? gathered.finishReason;
}

function withUsage(error: ModelError, usage: ModelUsage | undefined): ModelError {
  error.usage = usage;
  return error;
}

/** Ends the call where nothing is heard for so long, or its caller ends it. */
function watchSilence(caller: AbortSignal, silence: number) {
  const controller = new AbortController();
  let isSilent = false;
  let timer: ReturnType<typeof setTimeout>;
  const listen = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isSilent = true;
      controller.abort();
    }, silence);
  };
  const end = () => controller.abort();
  if (caller.aborted) end();
  else caller.addEventListener("abort", end, { once: true });
  listen();
  return {
    signal: controller.signal,
    heard: listen,
    get isSilent() {
      return isSilent;
    },
    stop() {
      clearTimeout(timer);
      caller.removeEventListener("abort", end);
    },
  };
}
