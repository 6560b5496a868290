import type { Database } from "#db/client.ts";
import { createJudging } from "#domains/assistant/judging.ts";
import type { ModelObserver } from "#domains/assistant/observer.ts";
import { createOpenAi } from "#domains/assistant/openai/openai.ts";
import type { ModelProvider, ModelProviders } from "#domains/assistant/provider.ts";
import { createSandboxModel } from "#domains/assistant/sandbox/sandbox.ts";
import { providerKeyOf, sealContextOf } from "#domains/people/provider-keys/provider-key-store.ts";
import { eventStatements } from "#gate/journal-store.ts";
import type { LanguageModel } from "#operation/language-model.ts";
import type { EventDraft } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { logOf } from "#platform/log.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Seal } from "#platform/seal.ts";
import { DeskError } from "#src/errors.ts";
import type { Keys } from "./keys.ts";

export interface ModelsParts {
  keys: Keys;
  database: Database;
  seal: Seal;
  clock: Clock;
  metrics: Metrics;
  settings(): Settings;
  /** OPENAI_BASE_URL. */
  baseUrl: string | undefined;
  /** Milliseconds to the first byte of an answer, and between two. */
  silence?: number | undefined;
  committed(events: readonly EventDraft[]): Promise<void>;
}

export interface Models {
  providers: ModelProviders;
  judging: LanguageModel;
  observe: ModelObserver;
  /** When the last call failed that has not been followed by a good one: milliseconds, UTC. */
  readonly failingSince: number | undefined;
}

const usualSilence = 30_000;
const mostClients = 200;
/** Different models that are counted by name; the others are one. */
const mostNames = 50;

/** Who is asked: the server that is set up, with the business's key or a person's, else the sandbox. */
export function createModels(parts: ModelsParts): Models {
  const { keys, database, seal, clock, metrics, settings } = parts;
  const sandbox = createSandboxModel();
  const clients = new Map<string, ModelProvider>();
  const names = new Set<string>();
  const log = logOf("models");
  let failingSince: number | undefined;

  const providers: ModelProviders = {
    own: () => {
      const { apiKey } = keys.openai;
      return apiKey === undefined && addressNow() === undefined ? sandbox : clientWith(apiKey);
    },
    with: (apiKey) => clientWith(apiKey),
    async keyFor(user) {
      const row = user.startsWith("per_") ? await providerKeyOf(database.read, user, "openai") : undefined;
      const own = row && seal.tryOpen("provider key", row.sealed, sealContextOf(row));
      if (own !== undefined) return { of: "person", provider: clientWith(own) };
      // Nobody else's key is used in the place of one that is there.
      if (row)
        throw new DeskError("NOT_CONFIGURED", "Your own key for models cannot be read any more.", {
          next: "Leave it again, or forget it, under Settings, your account.",
        });
      const provider = providers.own();
      return { of: keys.openai.apiKey === undefined ? "none" : "business", provider };
    },
  };

  return {
    providers,
    observe,
    judging: createJudging({
      ...{ database, clock, settings, providers, observe },
      async committed(unit, events) {
        const now = clock.now();
        const told = events.flatMap((event) => eventStatements(event, newId("evt", now), now));
        const written = await database.write([...unit, ...told]);
        if (written.ok && events.length > 0) await parts.committed(events);
      },
    }),
    get failingSince() {
      return failingSince;
    },
  };

  function addressNow(): string | undefined {
    return parts.baseUrl ?? (settings().get("models.base_url") || undefined);
  }

  function clientWith(apiKey: string | undefined): ModelProvider {
    const baseUrl = addressNow();
    const name = `${baseUrl} ${apiKey}`;
    const known = clients.get(name);
    if (known) return known;
    if (clients.size >= mostClients) clients.clear();
    const made = createOpenAi({ apiKey, baseUrl, silence: parts.silence ?? usualSilence });
    clients.set(name, made);
    return made;
  }

  /** By OpenTelemetry's names for calls of models (semantic conventions, gen-ai); no word of what was said. */
  function observe({
    operation,
    provider,
    asked,
    answered,
    usage,
    seconds,
    finishReason,
    error,
  }: Call): void {
    const labels = [operation, providerName(provider), named(asked), named(answered ?? asked)] as const;
    metrics.modelSeconds.at(...labels, error ?? "").observe(seconds);
    if (usage) {
      metrics.modelTokens.at(...labels, "input").observe(usage.input);
      metrics.modelTokens.at(...labels, "output").observe(usage.output);
    }
    if (error === null) failingSince = undefined;
    else if (theirs.has(error)) failingSince ??= clock.now();
    log.info("A model was asked.", {
      "gen_ai.operation.name": operation,
      "gen_ai.provider.name": providerName(provider),
      "gen_ai.request.model": asked,
      ...(answered === null ? {} : { "gen_ai.response.model": answered }),
      ...(finishReason === null ? {} : { "gen_ai.response.finish_reasons": [finishReason] }),
      ...(usage
        ? { "gen_ai.usage.input_tokens": usage.input, "gen_ai.usage.output_tokens": usage.output }
        : {}),
      ...(error === null ? {} : { "error.type": error }),
      ms: Math.round(seconds * 1000),
    });
  }

  function named(model: string): string {
    if (!names.has(model) && names.size >= mostNames) return "other";
    names.add(model);
    return model;
  }
}

/** What is wrong with the provider or the account, and not with what was asked. */
const theirs = new Set(["unreachable", "timeout", "cut_off", "overloaded", "key_refused", "quota"]);

type Call = Parameters<ModelObserver>[0];

/** The well-known names of providers; else the host. */
function providerName(host: string): string {
  if (host === "api.openai.com") return "openai";
  return host.endsWith(".openai.azure.com") ? "azure.ai.openai" : host;
}
