import * as z from "zod";
import { type PolicyRow, usedOn } from "#gate/rules/store.ts";
import type { namesFor } from "#operation/asker-names.ts";
import type { OperationContext } from "#operation/operation.ts";
import { dayNumber, isoIn } from "#platform/zone.ts";

/** A standing rule as people see it. */
export const policyView = z.object({
  id: z.string(),
  operation: z.string(),
  state: z.enum(["holds", "expired", "revoked"]),
  causes: z.array(z.string()),
  app: z.string().nullable().describe("null for every app"),
  app_id: z.string().nullable(),
  target: z.array(z.string()).nullable(),
  words: z.array(z.string()).nullable().describe("null for any"),
  cap: z.int().nullable(),
  daily_cap: z.int().nullable(),
  used_today: z.int(),
  uses: z.int(),
  last_used_at: z.string().nullable(),
  created_at: z.string(),
  created_by: z.string(),
  request: z.string(),
  expires_at: z.string(),
});

export async function viewPolicy(
  row: PolicyRow,
  ctx: OperationContext,
  namesOf: ReturnType<typeof namesFor>,
): Promise<z.infer<typeof policyView>> {
  const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
  const { person } = await namesOf(row.createdBy);
  const app = row.client === null ? undefined : await namesOf("", row.client);
  return {
    id: row.id,
    operation: row.operation,
    state: row.revokedAt !== null ? "revoked" : row.expiresAt <= ctx.now ? "expired" : "holds",
    causes: JSON.parse(row.causes) as string[],
    app: app?.client ?? null,
    app_id: row.client,
    target: row.target === null ? null : (JSON.parse(row.target) as string[]),
    words: row.words === null ? null : (JSON.parse(row.words) as string[]),
    cap: row.cap,
    daily_cap: row.dailyCap,
    used_today: usedOn(row, dayNumber(ctx.settings.get("business.zone"), ctx.now)),
    uses: row.uses,
    last_used_at: row.lastUsedAt === null ? null : iso(row.lastUsedAt),
    created_at: iso(row.createdAt),
    created_by: person,
    request: row.requestId,
    expires_at: iso(row.expiresAt),
  };
}
