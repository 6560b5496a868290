import * as z from "zod";
import { dollarsOf } from "#domains/assistant/spending/cost.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type SessionRow, type SessionSums, sessionById, sessionOf, sumsOf } from "./session-store.ts";

/** What somebody calls a session: their own word, or its id. */
export const sessionName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .describe("Your own name for a session, or its id.");

export const metadata = z
  .record(z.string().min(1).max(64), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 32, "More than 32.");

export const sessionView = z.object({
  session_id: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  owner: z.string(),
  user_id: z.string().nullable(),
  system_prompt: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  contact_id: z.string().nullable(),
  ticket_id: z.string().nullable(),
  case_id: z.string().nullable(),
  branched_from: z.string().nullable(),
  archived: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
  statistics: z.object({
    messages: z.int(),
    calls: z.int(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost_usd: z.string(),
    calls_of_unknown_cost: z.int(),
    errors: z.int(),
    average_ms: z.int().nullable(),
  }),
});
export type SessionView = z.infer<typeof sessionView>;

export async function viewSessions(
  rows: readonly SessionRow[],
  ctx: Pick<OperationContext, "db" | "settings">,
): Promise<SessionView[]> {
  const sums = await sumsOf(
    ctx.db,
    rows.map(({ id }) => id),
  );
  const zone = ctx.settings.get("business.zone");
  return rows.map((row) => ({
    ...{ session_id: row.key, id: row.id, name: row.name, owner: row.owner, user_id: row.label },
    system_prompt: row.systemPrompt,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    ...{ contact_id: row.contactId, ticket_id: row.ticketId, case_id: row.caseId },
    ...{ branched_from: row.parentId, archived: row.archivedAt !== null },
    ...{ created_at: isoIn(zone, row.createdAt), updated_at: isoIn(zone, row.updatedAt) },
    statistics: statistics(sums.get(row.id)),
  }));
}

function statistics(sums: SessionSums | undefined): SessionView["statistics"] {
  return {
    ...{ messages: sums?.messages ?? 0, calls: sums?.calls ?? 0 },
    ...{ input_tokens: sums?.inputTokens ?? 0, output_tokens: sums?.outputTokens ?? 0 },
    ...{ cost_usd: dollarsOf(sums?.cost ?? 0), calls_of_unknown_cost: sums?.unknown ?? 0 },
    ...{ errors: sums?.errors ?? 0 },
    average_ms: sums?.averageMs == null ? null : Math.round(sums.averageMs),
  };
}

/** One's own session; an owner at a browser or the command line reads everybody's. @throws DeskError NOT_FOUND */
export async function requireSession(name: string, ctx: OperationContext): Promise<SessionRow> {
  const { user, authority } = ctx.principal;
  const row =
    (await sessionOf(ctx.db, user, name)) ??
    (authority === "owner" ? await sessionById(ctx.db, name) : undefined);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "You have no session of that name.", {
    next: "List yours with chat_list_sessions, or ask with that session_id: it is made then.",
  });
}
