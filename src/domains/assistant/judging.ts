import { Buffer } from "node:buffer";
import * as z from "zod";
import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import { type LanguageModel, ModelFailure } from "#operation/language-model.ts";
import type { EventDraft } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { DeskError } from "#src/errors.ts";
import type { ModelObserver } from "./observer.ts";
import { ModelError, type ModelProviders, type ModelUsage } from "./provider.ts";
import { costOf, tokensIn } from "./spending/cost.ts";
import { priceAt, pricesNow } from "./spending/prices.ts";
import { reserve } from "./spending/reserve.ts";
import { type Ending, settle } from "./spending/settle.ts";
import { callById, type ModelCallRow } from "./spending/spending-store.ts";

export interface JudgingParts {
  database: Database;
  clock: Clock;
  settings(): Settings;
  providers: ModelProviders;
  observe: ModelObserver;
  /** Writes what the events of a unit are, and tells of them. */
  committed(unit: Statement[], events: readonly EventDraft[]): Promise<void>;
}

/** Tokens that a judgement may take to say. */
const longestJudgement = 1500;
/** Milliseconds for which what it may cost is held. */
const held = 5 * 60_000;
const tries = 4;
const nothing: ModelUsage = {
  ...{ input: 0, cached: 0, cacheWrite: 0, output: 0, reasoning: 0, isEstimated: false },
};

/**
 * What the desk itself asks models: to write down a recording, to say what a text is about. It is held and counted like
 * every other call, and is the business's to pay; a budget that is used up ends it.
 */
export function createJudging(parts: JudgingParts): LanguageModel {
  const { database, clock, settings, providers, observe } = parts;

  return {
    get isConfigured() {
      return !providers.own().isSandbox;
    },
    async transcribe(audio, model) {
      const usage = { ...nothing, isEstimated: true };
      return await counted({ purpose: "transcribe", model, atMost: 0, tokens: [0, 0] }, async (provider) => {
        const text = await provider.transcribe(audio, model);
        // The protocol tells of no tokens here: what it cost is not known.
        return { value: text, ending: { state: "done", model, usage: { ...usage, output: tokensIn(text) } } };
      });
    },
    async judge({ model, name, instructions, text, schema }) {
      const messages = [
        { role: "system" as const, content: instructions },
        { role: "user" as const, content: text },
      ];
      const format = {
        type: "json_schema",
        json_schema: { name, strict: true, schema: z.toJSONSchema(schema) as Record<string, unknown> },
      };
      const whole = JSON.stringify([messages, format]);
      const tokens = tokensIn(whole);
      const question = { model, messages, format, maxTokens: longestJudgement };
      const atMost = await mostOf(model, Buffer.byteLength(whole) + 100);
      const purpose = purposes[name] ?? "sort";
      return await counted(
        { purpose, model, atMost, tokens: [tokens, longestJudgement] },
        async (provider) => {
          let said = "";
          const answer = await provider.ask(question, {
            signal: new AbortController().signal,
            onText: (piece) => {
              said += piece;
            },
          });
          const usage = answer.usage ?? {
            ...nothing,
            input: tokens,
            output: tokensIn(said),
            isEstimated: true,
          };
          const ending: Rest = {
            ...{ state: "done", model: answer.model, usage, tier: answer.tier },
            finishReason: answer.finishReason,
          };
          const read = schema.safeParse(jsonOf(said));
          return { value: read.success ? read.data : undefined, ending };
        },
      );
    },
  };

  type Rest = Omit<Ending, "latencyMs">;

  /** @throws ModelFailure */
  async function counted<Value>(
    asked: {
      purpose: ModelCallRow["purpose"];
      model: string;
      atMost: number | undefined;
      tokens: readonly [number, number];
    },
    ask: (provider: ReturnType<ModelProviders["own"]>) => Promise<{ value: Value | undefined; ending: Rest }>,
  ): Promise<Value> {
    const provider = providers.own();
    const id = await hold(asked, provider.name);
    const begun = performance.now();
    const took = () => Math.round(performance.now() - begun);
    try {
      const { value, ending } = await ask(provider);
      await end(id, { ...ending, latencyMs: took() }, asked.purpose, provider.name);
      if (value === undefined) throw new ModelFailure("shapeless");
      return value;
    } catch (failure) {
      if (!(failure instanceof ModelError)) throw failure;
      const { problem, usage = nothing } = failure;
      const ending = { state: "failed" as const, model: null, usage, error: problem, latencyMs: took() };
      await end(id, ending, asked.purpose, provider.name);
      throw new ModelFailure(unreached.has(problem) ? "unreachable" : "refused");
    }
  }

  /** @throws ModelFailure where the budget has no room for it */
  async function hold(
    { purpose, model, atMost, tokens }: Parameters<typeof counted>[0],
    provider: string,
  ): Promise<string> {
    const now = clock.now();
    const id = newId("mdc", now);
    for (let attempt = 0; attempt < tries; attempt++) {
      try {
        const unit = await reserve(
          {
            ...{ id, user: "system", client: "system", purpose, keyOf: "business", provider, asked: model },
            ...{ atMost, askingCosts: undefined, tokens, paces: [], expiresAt: now + held },
          },
          { db: database.read, settings: settings(), now },
        );
        if ((await database.write(unit)).ok) return id;
      } catch (failure) {
        if (failure instanceof DeskError && failure.code !== "UNAVAILABLE") throw new ModelFailure("refused");
        throw failure;
      }
    }
    throw new ModelFailure("unreachable");
  }

  async function end(id: string, ending: Ending, purpose: string, provider: string): Promise<void> {
    const row = await callById(database.read, id);
    if (!row) return;
    const now = clock.now();
    const { unit, events } = await settle(row, ending, { db: database.read, settings: settings(), now });
    await parts.committed(unit, events);
    observe({
      ...{ operation: purpose === "transcribe" ? "transcription" : "chat", provider, asked: row.asked },
      ...{ answered: ending.model, usage: ending.usage, seconds: ending.latencyMs / 1000 },
      ...{ finishReason: ending.finishReason ?? null, error: ending.error ?? null },
    });
  }

  async function mostOf(model: string, tokens: number): Promise<number | undefined> {
    const price = priceAt(await pricesNow(database.read), model, clock.now());
    const usage = { ...nothing, input: tokens, output: longestJudgement };
    return costOf(usage, price).nano ?? undefined;
  }
}

const purposes: Record<string, ModelCallRow["purpose"]> = {
  lead: "leads",
  topic: "sort",
  sentiment: "sentiment",
};

const unreached = new Set(["unreachable", "timeout", "overloaded", "cut_off", "rate_limited"]);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (failure) {
    if (failure instanceof SyntaxError) return undefined;
    throw failure;
  }
}
