import * as z from "zod";
import { requestStates } from "#db/schema/oversight.ts";
import { type RequestRow, type RequestState, requestById } from "#gate/queue/store.ts";
import type { CardLine } from "#operation/card.ts";
import type { Exposure, Face, OperationContext, Principal } from "#operation/operation.ts";
import type { Scope } from "#operation/scopes.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError, errorBody } from "#src/errors.ts";

/** A request as whoever asked for it sees it. */
export const requestView = z.object({
  queue_id: z.string(),
  operation: z.string(),
  status: z.enum(requestStates),
  reason: z.string(),
  note: z.string().nullable().describe("What the person who decided wrote."),
  result: z.unknown().describe("What the call itself would have answered."),
  error: z.unknown().describe("Why it could not be done, after it was allowed."),
  replaced_by: z.string().nullable().describe("The request that took its place when the facts had changed."),
  asked_at: z.string(),
  expires_at: z.string(),
  decided_at: z.string().nullable(),
});

/** The state as it is at `now`: time passes before anybody writes it down. */
export function stateAt(
  { state, expiresAt }: Pick<RequestRow, "state" | "expiresAt">,
  now: number,
): RequestState {
  return state === "pending" && expiresAt <= now ? "expired" : state;
}

export async function viewRequest(
  row: RequestRow,
  ctx: OperationContext,
): Promise<z.infer<typeof requestView>> {
  return { ...viewWithoutAnswer(row, ctx), ...(await answerTo(row, ctx)) };
}

/** For lists: making every call's answer again would cost more than the rest of them. */
export function viewWithoutAnswer(row: RequestRow, ctx: OperationContext): z.infer<typeof requestView> {
  const iso = (at: number) => isoIn(ctx.settings.get("business.zone"), at);
  return {
    queue_id: row.id,
    operation: row.operation,
    status: stateAt(row, ctx.now),
    reason: row.reason,
    note: row.note,
    result: null,
    error: null,
    replaced_by: row.replacedBy,
    asked_at: iso(row.createdAt),
    expires_at: iso(row.expiresAt),
    decided_at: row.decidedAt === null ? null : iso(row.decidedAt),
  };
}

/** The answer of the call that was allowed, or why there is none. */
export async function answerTo(
  row: RequestRow,
  ctx: OperationContext,
): Promise<{ result: unknown; error: unknown }> {
  if (row.errorCode !== null) {
    const message = "A person allowed it, and it could not be done any more.";
    return {
      result: null,
      error: { code: row.errorCode, message, next: "Look at the records, then ask anew." },
    };
  }
  if (row.output === null) return { result: null, error: null };
  try {
    const result = await ctx.answerOf(row.operation, JSON.parse(row.output), askerOf(row));
    return { result, error: null };
  } catch (failure) {
    if (!(failure instanceof DeskError)) throw failure;
    return { result: null, error: errorBody(failure) };
  }
}

/** Who asked, with the scopes they had then. */
export function askerOf(row: RequestRow): Principal {
  return {
    user: row.user,
    client: row.client,
    scopes: new Set(row.scopes === "" ? [] : (row.scopes.split(",") as Scope[])),
    face: row.face as Face,
    authority: row.authority as Exposure,
  };
}

/** What a person was shown: the facts of the rule, and the lines of the card. */
export function shownOf(row: RequestRow): { facts: Record<string, unknown>; card: CardLine[] } {
  const stored = JSON.parse(row.facts) as { facts?: Record<string, unknown>; card?: CardLine[] };
  if (stored.card !== undefined) return { facts: stored.facts ?? {}, card: stored.card };
  // Stored before there were cards: the facts alone.
  const facts = stored as Record<string, unknown>;
  return { facts, card: Object.entries(facts).map(([label, fact]) => ({ label, value: textOf(fact) })) };
}

function textOf(fact: unknown): string {
  return typeof fact === "string" ? fact : JSON.stringify(fact);
}

/** @throws DeskError NOT_FOUND */
export async function existingRequest(id: string, ctx: OperationContext): Promise<RequestRow> {
  const row = await requestById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such request.", { next: "See what waits." });
}
