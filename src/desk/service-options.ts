import * as z from "zod";
import { option, secrets, sharedSecrets, url, word } from "./option-kinds.ts";

/** The variables of services elsewhere: phones, models, voice agents, payments, email, sign-in. */
export const serviceOptions = {
  PHONE_PROVIDER: option({
    schema: z
      .enum(["quo", "twilio", "sandbox"], { error: "is not a provider this version knows" })
      .optional(),
    fallback: "the first that is set up of quo and twilio, else sandbox",
    example: "quo",
    meaning: "Provider of the line that texts leave from when a caller names none.",
  }),
  OPENAI_API_KEY: option({
    schema: word.optional(),
    fallback: "",
    example: "sk-…",
    meaning:
      "Key at the server of other models, which are asked by assistants, and by the desk itself where settings say so.",
    secret: true,
  }),
  OPENAI_BASE_URL: option({
    schema: url.optional(),
    fallback: "https://api.openai.com/v1",
    example: "http://localhost:11434/v1",
    meaning: "A server that speaks OpenAI's protocol: vLLM, Ollama, OpenRouter and others.",
  }),
  QUO_API_KEY: option({
    schema: word.optional(),
    fallback: "",
    example: "your Quo API key",
    meaning: "API key of Quo (formerly OpenPhone), from Settings > API. OPENPHONE_API_KEY is read too.",
    secret: true,
  }),
  QUO_WEBHOOK_SECRET: option({
    schema: secrets.optional(),
    fallback: "",
    example: "whsec_<the webhook's signing key>",
    meaning: "Signing key of Quo's webhooks, either scheme; current,previous while it is rotated.",
    secret: true,
  }),
  QUO_BASE_URL: option({
    schema: url,
    fallback: "https://api.quo.com",
    example: "https://api.quo.com",
    meaning: "Where Quo's API is.",
  }),
  TWILIO_ACCOUNT_SID: option({
    schema: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/i, "is not an account SID: AC and 32 digits or letters from a to f")
      .optional(),
    fallback: "",
    example: "AC and 32 hexadecimal digits",
    meaning: "Account of Twilio, from the first page of its console.",
  }),
  TWILIO_AUTH_TOKEN: option({
    schema: sharedSecrets.optional(),
    fallback: "",
    example: "the account's primary auth token",
    meaning:
      "The account's primary auth token: it opens Twilio's API, and Twilio signs with it; current,previous while it is turned over.",
    secret: true,
  }),
  TWILIO_BASE_URL: option({
    schema: url,
    fallback: "https://api.twilio.com",
    example: "https://api.twilio.com",
    meaning: "Where Twilio's API is.",
  }),
  INGEST_TOKEN: option({
    schema: sharedSecrets.optional(),
    fallback: "",
    example: "what `openssl rand -hex 32` prints",
    meaning:
      "What a voice agent shows in x-auth-token to hand a caller over; current,previous while it is rotated.",
    secret: true,
  }),
  INGEST_HMAC_SECRET: option({
    schema: sharedSecrets.optional(),
    fallback: "",
    example: "what `openssl rand -hex 32` prints",
    meaning:
      "What a voice agent signs handoffs with (x-signature, x-timestamp); current,previous while it is rotated.",
    secret: true,
  }),
  ELEVENLABS_WEBHOOK_SECRET: option({
    schema: sharedSecrets.optional(),
    fallback: "",
    example: "wsec_<the webhook's secret>",
    meaning: "What ElevenLabs signs its post-call webhook with; current,previous while it is rotated.",
    secret: true,
  }),
  PAYMENT_PROVIDER: option({
    schema: z
      .enum(["stripe", "sandbox", "none"], { error: "is not a provider this version knows" })
      .optional(),
    fallback: "stripe where it is set up, else the sandbox while the phone is one, else none",
    example: "stripe",
    meaning: "Who takes payments of invoices.",
  }),
  STRIPE_SECRET_KEY: option({
    schema: z
      .string()
      .regex(/^[rs]k_(?:test|live)_\w{8,}$/, {
        error: "is not a key of Stripe's: sk_… or rk_…, test or live",
      })
      .optional(),
    fallback: "",
    example: "rk_live_<a restricted key>",
    meaning:
      "Key of Stripe, from Developers, API keys; a restricted one that may write Checkout Sessions and Refunds and read Payment Intents is enough.",
    secret: true,
  }),
  STRIPE_WEBHOOK_SECRET: option({
    schema: sharedSecrets.optional(),
    fallback: "",
    example: "whsec_<the endpoint's signing secret>",
    meaning:
      "Signing secret of the webhook endpoint BASE_URL/webhooks/stripe; current,previous while it is rolled.",
    secret: true,
  }),
  STRIPE_BASE_URL: option({
    schema: url,
    fallback: "https://api.stripe.com",
    example: "https://api.stripe.com",
    meaning: "Where Stripe's API is.",
  }),
  SMTP_URL: option({
    schema: z
      .url({
        protocol: /^smtps?$/,
        error: "is not an address of a mail server: smtps://user:password@host:465",
      })
      .optional(),
    fallback: "",
    example: "smtps://user:password@mail.example.com:465",
    meaning: "The mail server that invoices and notices go out by.",
    secret: true,
  }),
  GOOGLE_CLIENT_ID: option({
    schema: word.optional(),
    fallback: "",
    example: "1234.apps.googleusercontent.com",
    meaning: "Lets invited people sign in with Google, together with its secret.",
  }),
  GOOGLE_CLIENT_SECRET: option({
    schema: word.optional(),
    fallback: "",
    example: "the client secret",
    meaning: "Secret of that client. Its redirect address is $BASE_URL/login/google/callback.",
    secret: true,
  }),
  GOOGLE_BASE_URL: option({
    schema: url,
    fallback: "https://accounts.google.com",
    example: "https://accounts.google.com",
    meaning: "Google's issuer.",
  }),
  GITHUB_CLIENT_ID: option({
    schema: word.optional(),
    fallback: "",
    example: "Iv1.0123456789abcdef",
    meaning: "Lets invited people sign in with GitHub, together with its secret.",
  }),
  GITHUB_CLIENT_SECRET: option({
    schema: word.optional(),
    fallback: "",
    example: "the client secret",
    meaning: "Secret of that app. Its callback address is $BASE_URL/login/github/callback.",
    secret: true,
  }),
  GITHUB_BASE_URL: option({
    schema: url,
    fallback: "https://github.com",
    example: "https://github.com",
    meaning: "Where GitHub is.",
  }),
} as const;
