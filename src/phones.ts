import { hash } from "node:crypto";
import { ProviderFailure } from "#domains/phone/failures.ts";
import type { PhoneProvider, PhoneProviders } from "#domains/phone/provider.ts";
import { createQuo } from "#domains/phone/quo/quo.ts";
import { createSandbox, type SandboxEvent } from "#domains/phone/sandbox/sandbox.ts";
import type { Clock } from "#platform/clock.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Config } from "./config.ts";

/** The desk's phone providers: with its own keys, or with a caller's. */
export interface Phones {
  readonly own: PhoneProviders;
  with(providerKey: string | undefined): PhoneProviders;
  /** Asks Quo whether it knows a key. */
  check(providerKey: string): Promise<"good" | "refused" | "unreachable">;
  /** True the first time a caller's key is seen by a desk that has none of its own. */
  isNew(providerKey: string): boolean;
}

export interface PhonesParts {
  config: Config;
  metrics: Metrics;
  clock: Clock;
  /** Milliseconds for one try at a provider. */
  timeout: number | undefined;
  deliver: (event: SandboxEvent) => void;
}

/** Callers' keys whose providers are kept. */
const mostKeys = 100;

export function createPhones({ config, metrics, clock, timeout, deliver }: PhonesParts): Phones {
  const { apiKey, webhookSecrets, baseUrl } = config.quo;
  const sandbox =
    config.phoneProvider === "sandbox" ? [createSandbox({ now: () => clock.now(), deliver })] : [];
  const own = providersOf(
    apiKey || webhookSecrets.length > 0 ? [quoWith(apiKey), ...sandbox] : sandbox,
    config.phoneProvider,
  );
  const keyed = new Map<string, PhoneProviders>();
  const seen = new Set<string>();

  return {
    own,
    with: (providerKey) => (providerKey === undefined ? own : withKey(providerKey)),
    async check(providerKey) {
      try {
        await quoWith(providerKey).lines();
        return "good";
      } catch (failure) {
        if (!(failure instanceof ProviderFailure)) throw failure;
        return failure.reason === "key_refused" ? "refused" : "unreachable";
      }
    },
    isNew(providerKey) {
      const name = nameOf(providerKey);
      if (apiKey !== undefined || seen.has(name)) return false;
      if (seen.size >= mostKeys) seen.clear();
      seen.add(name);
      return true;
    },
  };

  function withKey(providerKey: string): PhoneProviders {
    const name = nameOf(providerKey);
    const made = keyed.get(name) ?? providersOf([quoWith(providerKey), ...sandbox], "quo");
    if (keyed.size >= mostKeys) keyed.clear();
    keyed.set(name, made);
    return made;
  }

  function quoWith(key: string | undefined): PhoneProvider {
    return createQuo({
      apiKey: key,
      webhookSecrets,
      baseUrl,
      metrics,
      ...(timeout === undefined ? {} : { timeout }),
    });
  }
}

function providersOf(all: readonly PhoneProvider[], preferred: string): PhoneProviders {
  return { all, preferred, get: (name) => all.find((provider) => provider.name === name) };
}

/** What stands for a key where it is only told from others. */
function nameOf(providerKey: string): string {
  return hash("sha256", providerKey, "hex");
}
