import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { openedSecrets, requireKeepable, sealedRow, secretChanged, secretName } from "./keeping.ts";
import { putSecret, removeSecret, secretNamed } from "./secret-store.ts";

/** Lets go of a secret, or only of the one before it. @throws NOT_FOUND; CONFLICT where the environment sets it */
export const secretRemove = defineWrite({
  name: "secret.remove",
  title: "Let go of a service’s secret",
  description: "Removes a kept secret, or only the one before it.",
  scopes: [],
  exposure: "owner",
  needsRecentSignIn: true,
  input: z.strictObject({ name: secretName, only: z.enum(["all", "previous"]).default("all") }),
  output: z.object({ name: secretName }),
  summary: ({ name }) => `Let go of ${name}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ name, only }, ctx) {
    requireKeepable(name, ctx);
    const row = await secretNamed(ctx.db, name);
    const [current] = openedSecrets(row, ctx);
    if (!row) throw new DeskError("NOT_FOUND", "Nothing is kept under that name.");
    const kept =
      only === "previous" && current !== undefined ? sealedRow(name, current, undefined, ctx) : undefined;
    return { facts: { name, only }, data: { name, kept }, result: { name }, events: secretChanged(name) };
  },
  apply: ({ name, kept }) => (kept ? putSecret(kept) : removeSecret(name)),
});
