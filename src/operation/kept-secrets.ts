import type { ServiceKey } from "./operation.ts";

/** Secrets of services that a page can take, by the variables that may set them instead. */
export const keptSecretVariables = {
  quo_api_key: "QUO_API_KEY",
  quo_webhook_secret: "QUO_WEBHOOK_SECRET",
  twilio_account_sid: "TWILIO_ACCOUNT_SID",
  twilio_auth_token: "TWILIO_AUTH_TOKEN",
  ingest_token: "INGEST_TOKEN",
  elevenlabs_webhook_secret: "ELEVENLABS_WEBHOOK_SECRET",
  stripe_secret_key: "STRIPE_SECRET_KEY",
  stripe_webhook_secret: "STRIPE_WEBHOOK_SECRET",
  smtp_url: "SMTP_URL",
  openai_api_key: "OPENAI_API_KEY",
} as const;

export type KeptSecretName = keyof typeof keptSecretVariables;

export const keptSecretNames = Object.keys(keptSecretVariables) as KeptSecretName[];

/** What the environment sets: it goes before what a page has taken, and no page changes it. */
export const environmentSecrets: ServiceKey<ReadonlySet<KeptSecretName>> = {
  name: "secrets of the environment",
};
