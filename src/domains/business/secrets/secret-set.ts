import * as z from "zod";
import type { KeptSecretName } from "#operation/kept-secrets.ts";
import { modelKeyCheck } from "#operation/language-model.ts";
import { defineWrite, type OperationContext, type ServiceKey } from "#operation/operation.ts";
import { isSigningKey } from "#platform/signing-key.ts";
import { DeskError } from "#src/errors.ts";
import { requireKeepable, sealedRow, secretChanged, secretName } from "./keeping.ts";
import { putSecret } from "./secret-store.ts";

/** Whether a provider knows a key, asked of the provider itself. */
export const phoneKeyCheck: ServiceKey<
  (name: KeptSecretName, key: string) => Promise<"good" | "refused" | "unreachable" | "incomplete">
> = {
  name: "check of the desk's phone key",
};

/**
 * Keeps a secret of a service, sealed; it is in force at once.
 * @throws VALIDATION_ERROR for one that cannot be right or that the provider refuses; UPSTREAM_ERROR where the
 * provider cannot be asked; CONFLICT for what the environment sets
 */
export const secretSet = defineWrite({
  name: "secret.set",
  title: "Leave a service’s secret here",
  description: "Keeps a key or a signing secret of a service, sealed.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  secretInput: ["secret"],
  input: z.strictObject({ name: secretName, secret: z.string().trim().min(1).max(400) }),
  output: z.object({ name: secretName, lastFour: z.string() }),
  summary: ({ name, lastFour }) => `Kept ${name}, which ends in ${lastFour}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ name, secret }, ctx) {
    requireKeepable(name, ctx);
    await check(name, secret, ctx);
    const row = sealedRow(name, secret, undefined, ctx);
    return {
      facts: { name, lastFour: row.lastFour },
      data: row,
      result: { name, lastFour: row.lastFour },
      events: secretChanged(name),
    };
  },
  apply: putSecret,
});

/** @throws DeskError VALIDATION_ERROR, UPSTREAM_ERROR */
async function check(name: KeptSecretName, secret: string, ctx: OperationContext): Promise<void> {
  switch (name) {
    case "quo_api_key":
      if (!/^[\x21-\x7e]{8,200}$/.test(secret))
        throw wrong("It is not a Quo key: copy it whole from Quo, Settings, API.");
      return await checkAt("Quo", "this key. Copy it again from Quo: Settings, then API.", name, secret, ctx);
    case "twilio_account_sid":
      if (!/^AC[0-9a-f]{32}$/i.test(secret))
        throw wrong(
          "It is not an account SID: AC and 32 digits or letters, from the first page of Twilio’s console.",
        );
      return;
    case "twilio_auth_token":
      if (!/^[\x21-\x2b\x2d-\x7e]{16,200}$/.test(secret))
        throw wrong("It is not an auth token: copy it whole from the first page of Twilio’s console.");
      return await checkAt("Twilio", "this token. Copy both again from Twilio’s console.", name, secret, ctx);
    case "quo_webhook_secret":
      if (!isSigningKey(secret))
        throw wrong("It is not a signing key: copy it whole from the webhook in Quo.");
      return;
    case "stripe_secret_key":
      if (!/^[rs]k_(?:test|live)_\w{8,200}$/.test(secret))
        throw wrong("It is not a secret key of Stripe: it begins with sk_ or rk_. Copy it whole.");
      return;
    case "stripe_webhook_secret":
      if (!/^whsec_[\w+/=]{8,200}$/.test(secret))
        throw wrong(
          "It is not a signing secret: copy it whole from the webhook in Stripe; it begins with whsec_.",
        );
      return;
    case "smtp_url":
      if (!/^smtps?:\/\/[^\s/]+$/.test(secret.replace(/\/$/, "")))
        throw wrong("It is not an address of a mail server: smtps://user:password@host:465.");
      return;
    case "openai_api_key":
      if (!/^[\x21-\x7e]{8,400}$/.test(secret))
        throw wrong("It is not a key: copy it whole from your provider; it has no spaces.");
      return told(
        "The models’ provider",
        "this key. Copy it again from your account there.",
        await ctx.service(modelKeyCheck)(secret),
      );
    case "ingest_token":
    case "elevenlabs_webhook_secret":
      if (secret.length < 16 || secret.includes(","))
        throw wrong("It is too short to be one: it has 16 characters or more, and no comma.");
  }
}

/** @throws DeskError VALIDATION_ERROR, UPSTREAM_ERROR */
async function checkAt(
  provider: string,
  advice: string,
  name: KeptSecretName,
  key: string,
  ctx: OperationContext,
): Promise<void> {
  told(provider, advice, await ctx.service(phoneKeyCheck)(name, key));
}

/** @throws DeskError VALIDATION_ERROR, UPSTREAM_ERROR */
function told(
  provider: string,
  advice: string,
  state: "good" | "refused" | "unreachable" | "incomplete",
): void {
  if (state === "incomplete") throw wrong("Leave the account SID first: the token is asked for with it.");
  if (state === "refused") throw wrong(`${provider} does not accept ${advice}`);
  if (state === "unreachable")
    throw new DeskError(
      "UPSTREAM_ERROR",
      `${provider} could not be asked whether the key is right. It was not kept.`,
      {
        next: "Try again in a minute.",
      },
    );
}

function wrong(problem: string): DeskError {
  return new DeskError("VALIDATION_ERROR", "That was not kept.", { fields: { secret: [problem] } });
}
