import { hash } from "node:crypto";
import { createElevenLabs } from "#domains/phone/elevenlabs/elevenlabs.ts";
import { ProviderFailure } from "#domains/phone/failures.ts";
import type { PhoneProvider, PhoneProviders } from "#domains/phone/provider.ts";
import { createQuo } from "#domains/phone/quo/quo.ts";
import { createSandbox, type SandboxEvent, type SandboxNetwork } from "#domains/phone/sandbox/sandbox.ts";
import { createTwilio } from "#domains/phone/twilio/twilio.ts";
import type { KeptSecretName } from "#operation/kept-secrets.ts";
import type { Clock } from "#platform/clock.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Keys } from "./keys.ts";

/** The desk's phone providers: with its own keys, or with a caller's. */
export interface Phones {
  /** As the keys are now: whoever holds it always sees the present ones. */
  readonly own: PhoneProviders;
  /** What the sandbox's network does. */
  readonly network: SandboxNetwork;
  /** Makes the providers anew: the keys have changed. */
  renew(): void;
  with(providerKey: string | undefined): PhoneProviders;
  /** Asks Quo whether it knows a key. */
  check(providerKey: string): Promise<Checked>;
  /** Asks the provider whether what is about to be kept is right; of Twilio's token, with the account that is kept. */
  checkSecret(name: KeptSecretName, secret: string): Promise<Checked>;
  /**
   * Runs `learn` for a caller's key that this desk, having none of its own, does not know the lines of: once
   * it has gone well not within an hour, and after a failure not within a minute.
   */
  welcome(providerKey: string, now: number, learn: () => Promise<boolean>): Promise<void>;
}

type Checked = "good" | "refused" | "unreachable" | "incomplete";

export interface PhonesParts {
  keys: Keys;
  /** Where Quo's API is. */
  quoBaseUrl: string;
  /** Where Twilio's is, and the address of ours that Twilio calls. */
  twilioBaseUrl: string;
  publicUrl: string;
  segmentsPerSecond: () => number;
  metrics: Metrics;
  clock: Clock;
  /** Milliseconds for one try at a provider. */
  timeout: number | undefined;
  deliver: (event: SandboxEvent) => void;
  /** How many processes share what a provider allows. */
  sharers: () => number;
}

const minute = 60_000;
const hour = 3_600_000;
/** Callers' keys whose providers are kept. */
const mostKeys = 100;

export function createPhones(parts: PhonesParts): Phones {
  const { keys, quoBaseUrl, twilioBaseUrl, publicUrl, metrics, clock, timeout, deliver, sharers } = parts;
  const sandbox = createSandbox({ now: () => clock.now(), deliver });
  let current = made();
  const own: PhoneProviders = {
    get all() {
      return current.all;
    },
    get preferred() {
      return current.preferred;
    },
    get: (name) => current.get(name),
  };
  const keyed = new Map<string, PhoneProviders>();
  /** When a key's lines are to be asked for next. */
  const due = new Map<string, number>();

  return {
    own,
    network: sandbox,
    renew() {
      current = made();
      keyed.clear();
      due.clear();
    },
    with: (providerKey) => (providerKey === undefined ? own : withKey(providerKey)),
    check: (providerKey) => checked(quoWith(providerKey)),
    async checkSecret(name, secret) {
      if (name === "quo_api_key") return await checked(quoWith(secret));
      const { accountSid } = keys.twilio;
      if (name !== "twilio_auth_token") return "good";
      return accountSid === undefined ? "incomplete" : await checked(twilioWith(accountSid, [secret]));
    },
    async welcome(providerKey, now, learn) {
      const name = nameOf(providerKey);
      if (keys.quo.apiKey !== undefined || (due.get(name) ?? 0) > now) return;
      if (due.size >= mostKeys) due.clear();
      due.set(name, now + minute);
      if (await learn()) due.set(name, now + hour);
    },
  };

  /** The providers there are keys for; the sandbox where it is the desk's own. */
  function made(): PhoneProviders {
    const { apiKey, webhookSecrets } = keys.quo;
    const quo = apiKey || webhookSecrets.length > 0 ? [quoWith(apiKey)] : [];
    const { accountSid, authTokens } = keys.twilio;
    const twilio = authTokens.length > 0 ? [twilioWith(accountSid, authTokens)] : [];
    return providersOf([...quo, ...twilio, ...others()], keys.phoneProvider);
  }

  function others(): PhoneProvider[] {
    const { elevenLabsSecrets: secrets } = keys;
    return [
      ...(keys.phoneProvider === "sandbox" ? [sandbox] : []),
      ...(secrets.length > 0 ? [createElevenLabs([...secrets])] : []),
    ];
  }

  function withKey(providerKey: string): PhoneProviders {
    const name = nameOf(providerKey);
    const known = keyed.get(name) ?? providersOf([quoWith(providerKey), ...others()], "quo");
    if (keyed.size >= mostKeys) keyed.clear();
    keyed.set(name, known);
    return known;
  }

  async function checked(provider: PhoneProvider): Promise<Checked> {
    try {
      await provider.lines();
      return "good";
    } catch (failure) {
      if (!(failure instanceof ProviderFailure)) throw failure;
      return failure.reason === "key_refused" ? "refused" : "unreachable";
    }
  }

  function twilioWith(accountSid: string | undefined, authTokens: readonly string[]): PhoneProvider {
    return createTwilio({
      ...{ accountSid, authTokens, baseUrl: twilioBaseUrl, publicUrl, metrics, sharers },
      segmentsPerSecond: parts.segmentsPerSecond,
      ...(timeout === undefined ? {} : { timeout }),
    });
  }

  function quoWith(key: string | undefined): PhoneProvider {
    return createQuo({
      apiKey: key,
      webhookSecrets: [...keys.quo.webhookSecrets],
      baseUrl: quoBaseUrl,
      metrics,
      sharers,
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
