import * as z from "zod";
import { ownOnly } from "#domains/people/ownership.ts";
import { defineRead } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { listTokens, type TokenRow } from "./token-store.ts";

const warnMs = 14 * 86_400_000;

const view = z.object({
  id: z.string(),
  name: z.string(),
  /** A person's id, or `owner` for one made at the command line. */
  user: z.string(),
  scopes: z.array(z.string()),
  state: z.enum(["active", "expires soon", "expired", "revoked"]),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

/** Personal tokens, a person's own or for the owner everybody's, newest first, with a warning 14 days before one expires. The secrets are not known here. */
export const tokenList = defineRead({
  name: "token.list",
  title: "List tokens",
  description: "Personal access tokens with scopes, expiry and last use.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({ tokens: z.array(view) }),
  summary: ({ tokens }) => `${tokens.length} tokens.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    const rows = await listTokens(ctx.db, ownOnly(ctx.principal));
    return {
      tokens: rows.map((row) => ({
        id: row.id,
        name: row.name,
        user: row.user,
        scopes: row.scopes.split(","),
        state: stateOf(row, ctx.now),
        createdAt: iso(row.createdAt),
        expiresAt: iso(row.expiresAt),
        lastUsedAt: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
      })),
    };
  },
});

function stateOf(row: TokenRow, now: number): z.infer<typeof view>["state"] {
  if (row.revokedAt !== null) return "revoked";
  if (row.expiresAt <= now) return "expired";
  return row.expiresAt - now < warnMs ? "expires soon" : "active";
}
