import * as z from "zod";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import type { PermissionRule } from "#operation/permission.ts";
import { isoIn, spoken, spokenDay } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { prolongToken, type TokenRow, tokenById } from "./token-store.ts";

const dayMs = 86_400_000;

const byPerson: PermissionRule<unknown> = {
  rule: "A token’s longer life always requires a person, each time.",
  levels: ["requires_authorization"],
  levelOf: () => ({
    level: "requires_authorization",
    reason: "It would let the app in for longer than it was allowed.",
  }),
};

/**
 * Lengthens the life of the very token that asks, so that nobody has to paste a new one. Never without a person.
 * @throws FORBIDDEN for a call without a personal token, or one that was minted by another; CONFLICT when it has ended.
 */
export const tokenExtend = defineWrite({
  name: "token.extend",
  title: "Ask for a longer token",
  description:
    "Asks a person to let the personal token of this very connection live longer, so that it need not be replaced. It always waits for a person. Apps that signed in by OAuth do not need it.",
  scopes: [],
  input: z.strictObject({
    days: z.int().min(1).max(90).default(90).describe("Days beyond its present end."),
  }),
  output: z.object({ id: z.string(), expiresAt: z.string() }),
  example: { days: 90 },
  summary: ({ expiresAt }) => `The token is good until ${spokenDay(expiresAt)}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  permission: byPerson,
  async plan({ days }, ctx) {
    const row = await ownToken(ctx);
    const expiresAt = row.expiresAt + days * dayMs;
    const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
    return {
      facts: { id: row.id, name: row.name, before: iso(row.expiresAt), after: iso(expiresAt) },
      versions: { [row.id]: row.expiresAt },
      card: async () => [
        { label: "Token", value: row.name },
        { label: "May", values: row.scopes.split(",") },
        {
          label: "Good until",
          before: spoken(iso(row.expiresAt), ctx.now),
          after: spoken(iso(expiresAt), ctx.now),
        },
      ],
      data: { row, expiresAt },
      result: { id: row.id, expiresAt: iso(expiresAt) },
      events: [{ type: "token.extended", subject: row.id }],
    };
  },
  apply: ({ row, expiresAt }) => prolongToken(row, expiresAt),
});

/** @throws DeskError FORBIDDEN, CONFLICT */
async function ownToken(ctx: OperationContext): Promise<TokenRow> {
  const row = await tokenById(ctx.db, ctx.principal.client);
  if (!row || row.grantId !== null || row.parentId !== null) {
    throw new DeskError("FORBIDDEN", "Only a personal token that a person made can be given a longer life.", {
      next: "Connect again when this one ends.",
    });
  }
  if (row.revokedAt !== null || row.expiresAt <= ctx.now)
    throw new DeskError("CONFLICT", "The token has ended.", { next: "A person makes a new one." });
  return row;
}
