import type { Database } from "#db/client.ts";
import { allSecrets } from "#domains/business/secrets/secret-store.ts";
import { sandboxPayments } from "#domains/money/sandbox/sandbox.ts";
import type { KeptSecretName } from "#operation/kept-secrets.ts";
import { logOf } from "#platform/log.ts";
import type { Seal } from "#platform/seal.ts";
import type { Config } from "./config.ts";

/** The secrets of services as they are now: what the environment sets, else what a page has taken. */
export interface Keys {
  readonly phoneProvider: "quo" | "twilio" | "sandbox";
  readonly quo: { apiKey: string | undefined; webhookSecrets: readonly string[] };
  /** The account, and what it proves itself with: the token in use first. */
  readonly twilio: { accountSid: string | undefined; authTokens: readonly string[] };
  /** The business’s key at whoever answers for models. */
  readonly openai: { apiKey: string | undefined };
  readonly elevenLabsSecrets: readonly string[];
  /** The name of who takes new payments; undefined where nobody does. */
  readonly paymentProvider: string | undefined;
  readonly stripe: { secretKey: string | undefined; webhookSecrets: readonly string[] };
  /** Who carries email; undefined where nobody does. */
  readonly mail: { smtpUrl: string } | "sandbox" | undefined;
  /** What voice agents prove themselves with. */
  readonly ingest: { tokens: readonly string[]; signing: readonly string[] };
  /** What the environment sets. */
  readonly fromEnvironment: ReadonlySet<KeptSecretName>;
  /** Takes up what pages have taken. */
  load(): Promise<void>;
}

export interface KeysParts {
  config: Config;
  database: Database;
  seal: Seal;
}

export function createKeys({ config, database, seal }: KeysParts): Keys {
  const outside: Record<KeptSecretName, readonly string[]> = {
    quo_api_key: config.quo.apiKey === undefined ? [] : [config.quo.apiKey],
    quo_webhook_secret: config.quo.webhookSecrets,
    twilio_account_sid: config.twilio.accountSid === undefined ? [] : [config.twilio.accountSid],
    twilio_auth_token: config.twilio.authTokens,
    ingest_token: config.ingest.tokens,
    elevenlabs_webhook_secret: config.elevenLabsSecrets,
    stripe_secret_key: config.stripe.secretKey === undefined ? [] : [config.stripe.secretKey],
    stripe_webhook_secret: config.stripe.webhookSecrets,
    smtp_url: config.smtpUrl === undefined ? [] : [config.smtpUrl],
    openai_api_key: config.model.apiKey === undefined ? [] : [config.model.apiKey],
  };
  const fromEnvironment = new Set(
    (Object.keys(outside) as KeptSecretName[]).filter((name) => outside[name].length > 0),
  );
  let kept = new Map<string, readonly string[]>();
  const secretsOf = (name: KeptSecretName) =>
    fromEnvironment.has(name) ? outside[name] : (kept.get(name) ?? []);

  const isSet = (...names: KeptSecretName[]) => names.every((name) => secretsOf(name).length > 0);
  const phoneProvider = () => {
    if (config.phoneProvider) return config.phoneProvider;
    if (isSet("quo_api_key")) return "quo";
    return isSet("twilio_account_sid", "twilio_auth_token") ? "twilio" : "sandbox";
  };
  /** Whether the desk is only tried out: then nobody real is sent to what only plays. */
  const isTried = () => phoneProvider() === "sandbox";

  return {
    get phoneProvider() {
      return phoneProvider();
    },
    get paymentProvider() {
      const named = config.paymentProvider ?? (isSet("stripe_secret_key") ? "stripe" : undefined);
      if (named === "stripe") return "stripe";
      return named === "sandbox" || (named === undefined && isTried()) ? sandboxPayments : undefined;
    },
    get stripe() {
      const [secretKey] = secretsOf("stripe_secret_key");
      return { secretKey, webhookSecrets: secretsOf("stripe_webhook_secret") };
    },
    get mail() {
      const [smtpUrl] = secretsOf("smtp_url");
      if (smtpUrl !== undefined) return { smtpUrl };
      return isTried() ? "sandbox" : undefined;
    },
    get quo() {
      const [apiKey] = secretsOf("quo_api_key");
      return { apiKey, webhookSecrets: secretsOf("quo_webhook_secret") };
    },
    get twilio() {
      const [accountSid] = secretsOf("twilio_account_sid");
      return { accountSid, authTokens: secretsOf("twilio_auth_token") };
    },
    get openai() {
      return { apiKey: secretsOf("openai_api_key")[0] };
    },
    get elevenLabsSecrets() {
      return secretsOf("elevenlabs_webhook_secret");
    },
    get ingest() {
      return { tokens: secretsOf("ingest_token"), signing: config.ingest.signing };
    },
    fromEnvironment,
    async load() {
      const opened = new Map<string, readonly string[]>();
      for (const { name, sealed } of await allSecrets(database.read)) {
        const text = seal.tryOpen("kept secret", sealed, name);
        if (text === undefined)
          logOf("desk").error("A kept secret was sealed with a root secret that is not here.", { name });
        else opened.set(name, name === "smtp_url" ? [text] : text.split(","));
      }
      kept = opened;
    },
  };
}
