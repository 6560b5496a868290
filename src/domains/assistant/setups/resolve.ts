import type { Reader } from "#db/client.ts";
import type { ModelProvider } from "#domains/assistant/provider.ts";
import type { Settings } from "#operation/settings.ts";
import { DeskError } from "#src/errors.ts";
import { everybody, type ModelSetupRow, modelSetups } from "./setup-store.ts";

export interface Parameters {
  temperature?: number | undefined;
  top_p?: number | undefined;
  max_tokens?: number | undefined;
  reasoning_effort?: string | undefined;
}

/** A model with what it is asked with. */
export interface Resolved {
  model: string;
  parameters: Parameters;
  systemPrompt: string | null;
  tokensPerMinute: number | null;
  /** True where the owner has said it for everybody. */
  isOwners: boolean;
}

/** The model that a name means and those that are asked in its place, in their order. @throws DeskError NOT_CONFIGURED */
export async function resolveModels(
  name: string | undefined,
  provider: ModelProvider,
  { db, settings, owner }: { db: Reader; settings: Settings; owner: string },
): Promise<readonly [Resolved, ...Resolved[]]> {
  const asked = name ?? (settings.get("models.chat") || provider.usualModel);
  if (asked === "")
    throw new DeskError("NOT_CONFIGURED", "Nobody has said which model is to be asked.", {
      next: "Name one in `model`, or let the owner set a usual one on Settings, Models.",
    });
  const setups = new Map((await modelSetups(db, owner)).map((row) => [row.name, row]));
  const own = setups.get(asked);
  const instead = own ? (JSON.parse(own.fallbacks) as string[]) : [];
  return [resolved(asked, own), ...instead.map((each) => resolved(each, setups.get(each)))];
}

function resolved(name: string, setup: ModelSetupRow | undefined): Resolved {
  if (!setup)
    return { model: name, parameters: {}, systemPrompt: null, tokensPerMinute: null, isOwners: false };
  const { model, parameters, systemPrompt, tokensPerMinute, owner } = setup;
  const isOwners = owner === everybody;
  return { model, parameters: JSON.parse(parameters) as Parameters, systemPrompt, tokensPerMinute, isOwners };
}
