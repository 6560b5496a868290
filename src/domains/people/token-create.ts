import * as z from "zod";
import { defineWrite } from "#catalog/operation.ts";
import { allScopes, isScope, type Scope } from "#catalog/scopes.ts";
import { isoIn } from "#platform/zone.ts";
import { insertToken } from "./store.ts";
import { newTokenSecret, tokenHash } from "./token-secret.ts";

const dayMs = 86_400_000;

const scope = z.custom<Scope>((value) => typeof value === "string" && isScope(value), {
  error: `Not a scope. Scopes: ${allScopes.join(", ")}.`,
});

/** Mints a personal token. The secret is in the answer and nowhere else. */
export const tokenCreate = defineWrite({
  name: "token.create",
  title: "Create a token",
  description: "Mints a personal access token for a client.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({
    name: z.string().trim().min(1).max(80),
    scopes: z.array(scope).min(1).max(allScopes.length),
    days: z.int().min(1).max(3650),
  }),
  output: z.object({ id: z.string(), token: z.string(), scopes: z.array(z.string()), expiresAt: z.string() }),
  summary: ({ id }) => `Made ${id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  secretAnswer: true,
  async plan({ name, scopes, days }, ctx) {
    const id = ctx.newId("tok");
    const token = newTokenSecret();
    const expiresAt = ctx.now + days * dayMs;
    const row = {
      id,
      hash: tokenHash(token),
      name,
      user: ctx.principal.user,
      scopes: [...new Set(scopes)].join(","),
      createdAt: ctx.now,
      expiresAt,
    };
    const shown = { id, token, scopes, expiresAt: isoIn(ctx.settings.get("business.zone"), expiresAt) };
    return { facts: { name, scopes, days }, data: row, result: shown };
  },
  apply: insertToken,
});
