import type { Database } from "#db/client.ts";
import { allSecrets } from "#domains/business/secrets/secret-store.ts";
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
  readonly elevenLabsSecrets: readonly string[];
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
  };
  const fromEnvironment = new Set(
    (Object.keys(outside) as KeptSecretName[]).filter((name) => outside[name].length > 0),
  );
  let kept = new Map<string, readonly string[]>();
  const secretsOf = (name: KeptSecretName) =>
    fromEnvironment.has(name) ? outside[name] : (kept.get(name) ?? []);

  return {
    get phoneProvider() {
      const isSet = (...names: KeptSecretName[]) => names.every((name) => secretsOf(name).length > 0);
      if (config.phoneProvider) return config.phoneProvider;
      if (isSet("quo_api_key")) return "quo";
      return isSet("twilio_account_sid", "twilio_auth_token") ? "twilio" : "sandbox";
    },
    get quo() {
      const [apiKey] = secretsOf("quo_api_key");
      return { apiKey, webhookSecrets: secretsOf("quo_webhook_secret") };
    },
    get twilio() {
      const [accountSid] = secretsOf("twilio_account_sid");
      return { accountSid, authTokens: secretsOf("twilio_auth_token") };
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
        else opened.set(name, text.split(","));
      }
      kept = opened;
    },
  };
}
