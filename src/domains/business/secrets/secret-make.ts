import { randomBytes } from "node:crypto";
import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { openedSecrets, requireKeepable, sealedRow, secretChanged } from "./keeping.ts";
import { putSecret, secretNamed } from "./secret-store.ts";

/**
 * Makes the secret with which voice agents hand callers over; the one before stays good beside it until it is let
 * go. It is shown this once. @throws CONFLICT where the environment sets it
 */
export const secretMake = defineWrite({
  name: "secret.make",
  title: "Make a secret for voice agents",
  description: "Makes the token that a voice agent shows when it hands a caller over.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ name: z.literal("ingest_token").default("ingest_token") }),
  output: z.object({ secret: z.string() }),
  summary: () => "Made a new one.",
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ name }, ctx) {
    requireKeepable(name, ctx);
    const [current] = openedSecrets(await secretNamed(ctx.db, name), ctx);
    const secret = randomBytes(32).toString("base64url");
    const row = sealedRow(name, secret, current, ctx);
    return { facts: { name }, data: row, result: { secret }, events: secretChanged(name) };
  },
  apply: putSecret,
});
