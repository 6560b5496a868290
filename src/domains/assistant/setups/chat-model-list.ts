import * as z from "zod";
import { modelProviders } from "#domains/assistant/provider.ts";
import { windowOf } from "#domains/assistant/spending/price-table.ts";
import { priceAt, pricesNow } from "#domains/assistant/spending/prices.ts";
import { mostTokensAMinute } from "#domains/assistant/spending/token-limits.ts";
import { lastUse } from "#domains/assistant/spending/usage-store.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import type { Parameters } from "./resolve.ts";
import { everybody, modelSetups } from "./setup-store.ts";

const price = z.object({
  input: z.number(),
  cached: z.number().optional(),
  cacheWrite: z.number().optional(),
  output: z.number(),
  reasoning: z.number().optional(),
});

/** What can be named as a model here: configurations, the usual model, and every model with a price. */
export const chatModelList = defineRead({
  name: "chat_model.list",
  title: "List models and configurations",
  description:
    "Configurations with their model, parameters, limits and fallbacks, and the usual model; with what a million tokens cost in USD where that is known.",
  scopes: ["assistant:read"],
  input: z.strictObject({}),
  output: z.object({
    provider: z.string(),
    key: z.enum(["person", "business", "none"]),
    usual: z.string().nullable(),
    key_last_used: z.string().nullable(),
    models: z.array(
      z.object({
        name: z.string(),
        model: z.string(),
        of: z.enum(["you", "everybody"]),
        parameters: z.record(z.string(), z.unknown()),
        system_prompt: z.boolean(),
        fallbacks: z.array(z.string()),
        tokens_per_minute: z.int().nullable(),
        context: z.int(),
        price: price.nullable().describe("null: not known; a budget then refuses it."),
      }),
    ),
    priced: z.array(z.object({ model: z.string(), price, source: z.string() })),
  }),
  example: {},
  summary: ({ models, usual }) => `Usual: ${usual ?? "none"}. ${models.length} configurations.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, { db, settings, principal, service, now }) {
    const { of, provider } = await service(modelProviders).keyFor(principal.user);
    const [setups, prices] = await Promise.all([modelSetups(db, principal.user), pricesNow(db)]);
    const used = of === "none" ? undefined : await lastUse(db, of === "person" ? principal.user : undefined);
    const seen = new Set<string>();
    return {
      ...{
        provider: provider.name,
        key: of,
        usual: settings.get("models.chat") || provider.usualModel || null,
      },
      key_last_used: used === undefined ? null : isoIn(settings.get("business.zone"), used),
      models: setups.slice(0, 50).map((row) => ({
        ...{
          name: row.name,
          model: row.model,
          of: row.owner === everybody ? ("everybody" as const) : ("you" as const),
        },
        parameters: { ...(JSON.parse(row.parameters) as Parameters) },
        system_prompt: row.systemPrompt !== null,
        fallbacks: JSON.parse(row.fallbacks) as string[],
        tokens_per_minute:
          row.tokensPerMinute ??
          mostTokensAMinute(row.model, settings.get("models.tokens_per_minute")) ??
          null,
        context: windowOf(row.model, settings.get("models.window")).context,
        price: priceAt(prices, row.model, now)?.rates ?? null,
      })),
      priced: prices.slice(0, 100).flatMap(({ model }) => {
        const holding = seen.has(model) ? undefined : priceAt(prices, model, now);
        seen.add(model);
        return holding ? [{ model, price: holding.rates, source: holding.source }] : [];
      }),
    };
  },
});
