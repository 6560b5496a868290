import { randomBytes } from "node:crypto";
import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { openedSecrets, requireKeepable, sealedRow, secretChanged } from "./keeping.ts";
import { isAsRead, putSecret, secretNamed } from "./secret-store.ts";

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
    const known = await secretNamed(ctx.db, name);
    if (known?.hasPrevious)
      throw new DeskError("CONFLICT", "Two are good already: the present one and the one before it.", {
        next: "Let go of the one before first, once no agent uses it.",
      });
    const [current] = openedSecrets(known, ctx);
    const secret = randomBytes(32).toString("base64url");
    const row = sealedRow(name, secret, current, ctx);
    return { facts: { name }, data: { row, before: known }, result: { secret }, events: secretChanged(name) };
  },
  apply: ({ row, before }) => [isAsRead(row.name, before), ...putSecret(row)],
});
