import * as z from "zod";
import { requestStates } from "#db/schema/oversight.ts";
import type { Statement } from "#db/statement.ts";
import { requestDigest } from "#gate/queue/request-digest.ts";
import { endRequest, type QueuedRequest, queueStatements, type RequestRow } from "#gate/queue/store.ts";
import { insertPolicy, type NewPolicy } from "#gate/rules/store.ts";
import { defineWrite, type OperationContext, type Plan, type Redeemed } from "#operation/operation.ts";
import { causesOf } from "#operation/permission.ts";
import type { Scope } from "#operation/scopes.ts";
import { DeskError } from "#src/errors.ts";
import { narrowing, policyFor } from "./narrowing.ts";
import { answerTo, askerOf, existingRequest } from "./request-view.ts";

const input = z.strictObject({
  id: z.string().min(1).max(60).describe("auth_…"),
  decision: z.enum(["authorized", "denied"]),
  notes: z.string().trim().max(2000).optional().describe("For the app that asked."),
  upgrade_permission: z.boolean().default(false).describe("Allow always."),
  narrowed: narrowing.optional(),
  shown: z.string().max(64).optional().describe("The digest of what was shown."),
});

type Input = z.infer<typeof input>;

/** What the unit does to the request, and to what else. */
type Data = { row: RequestRow; by: string; note: string | null; now: number } & (
  | Outcome
  | { kind: "denied" }
);

/** What a wish to let it run comes to. */
type Outcome =
  | { kind: "cancelled" }
  | { kind: "failed"; code: string }
  | { kind: "stale"; fresh: QueuedRequest }
  | { kind: "authorized"; output: string; hasEffects: boolean; policy: NewPolicy | undefined };

type Result = { id: string };

/**
 * A person's word on what waits. Allowed, it runs in this very unit as its asker, with the input that was stored,
 * if everything is as it was shown; else it goes stale, and a new request with the new facts takes its place.
 * @throws NOT_FOUND; CONFLICT when it waits no longer or is not what was shown; what a passing refusal says, and
 * then the request goes on waiting.
 */
export const authorizationDecide = defineWrite({
  name: "authorization.decide",
  title: "Decide what waits",
  description: "A signed-in person's word on a request that waits.",
  scopes: [],
  exposure: "approver",
  needsRecentSignIn: true,
  redeems: true,
  uses: ["asker.uphold"],
  input,
  output: z.object({
    queue_id: z.string(),
    status: z.enum(requestStates),
    result: z.unknown(),
    error: z.unknown(),
    replaced_by: z.string().nullable(),
  }),
  summary: ({ queue_id, status }) => `${queue_id} is ${status}.`,
  hints: { destructive: true, idempotent: false, openWorld: true },
  plan,
  apply,
  async answer({ id }: Result, ctx) {
    const row = await existingRequest(id, ctx);
    const { result, error } = await answerTo(row, ctx);
    return { queue_id: id, status: row.state, result, error, replaced_by: row.replacedBy };
  },
});

async function plan(given: Input, ctx: OperationContext): Promise<Plan<Data, Result>> {
  const row = await existingRequest(given.id, ctx);
  checkShown(row, given.shown);
  if (row.state !== "pending" || row.expiresAt <= ctx.now) throw decidedAlready(row);
  await upholdDecider(ctx);
  const common = { row, by: ctx.principal.user, note: given.notes || null, now: ctx.now };
  const data: Data =
    given.decision === "denied"
      ? { ...common, kind: "denied" }
      : { ...common, ...(await allow(row, given, ctx)) };
  return {
    facts: { id: row.id, decision: data.kind },
    data,
    result: { id: row.id },
    events: [
      { type: "authorization.decided", subject: row.id },
      ...(data.kind === "stale" ? [{ type: "authorization.asked", subject: data.fresh.id }] : []),
      ...(data.kind === "authorized" && data.policy
        ? [{ type: "policy.created", subject: data.policy.id }]
        : []),
    ],
  };
}

/**
 * Whoever is switched off or given another role is signed out with it: then this very click counts no more.
 * @throws DeskError AUTH_REQUIRED
 */
async function upholdDecider(ctx: OperationContext): Promise<void> {
  const { user, client } = ctx.principal;
  const { stands } = await ctx.use<{ stands: boolean }>("asker.uphold", { user, client, scopes: [] });
  if (stands) return;
  throw new DeskError("AUTH_REQUIRED", "This asks for a sign-in that holds.", { next: "Sign in again." });
}

async function allow(row: RequestRow, given: Input, ctx: OperationContext): Promise<Outcome> {
  if (ctx.settings.get("permissions.stopped"))
    throw new DeskError("BLOCKED", "Everything is stopped: nothing can be allowed before the desk goes on.", {
      next: "Resume the desk, then decide.",
    });
  const { user, client } = row;
  const asked = row.scopes === "" ? [] : row.scopes.split(",");
  const { stands, scopes } = await ctx.use<{ stands: boolean; scopes: Scope[] }>("asker.uphold", {
    user,
    client,
    scopes: asked,
  });
  if (!stands) return { kind: "cancelled" };
  const redeemed = await ctx.redeem({
    requestId: row.id,
    operation: row.operation,
    input: JSON.parse(row.input),
    asker: { ...askerOf(row), scopes: new Set(scopes) },
    sealedKey: row.sealedKey,
    idempotency: row.idempotency,
  });
  if (redeemed.refusal) return refused(redeemed.refusal);
  if (redeemed.shown !== row.facts || redeemed.versions !== row.versions)
    return { kind: "stale", fresh: freshRequest(row, redeemed, ctx) };
  const policy = given.upgrade_permission ? policyFor(row, redeemed, given.narrowed, ctx) : undefined;
  redeemed.accept();
  return { kind: "authorized", output: redeemed.result, hasEffects: redeemed.hasEffects, policy };
}

/** Refusals that pass by themselves: the request waits on, and the person is told. */
const passing = new Set([
  "UNAVAILABLE",
  "UPSTREAM_ERROR",
  "UPSTREAM_TIMEOUT",
  "RATE_LIMIT_EXCEEDED",
  "NOT_CONFIGURED",
  "INTERNAL",
  "BUDGET_EXCEEDED",
]);

function refused(refusal: DeskError): Outcome {
  if (passing.has(refusal.code) || refusal.detail.nextAllowedAt !== undefined) throw refusal;
  return { kind: "failed", code: refusal.code };
}

type Planned = Extract<Redeemed, { refusal: undefined }>;

/** The same call with the facts as they are now; it waits as long as the one before would have. */
function freshRequest(
  row: RequestRow,
  { shown, versions, permission, sealFor }: Planned,
  ctx: OperationContext,
): QueuedRequest {
  const sealed = { ...row, facts: shown, versions };
  const id = ctx.newId("auth");
  return {
    id,
    operation: row.operation,
    input: row.input,
    facts: shown,
    versions,
    digest: requestDigest(sealed),
    callDigest: row.callDigest,
    reason: permission.level === "unrestricted" ? row.reason : permission.reason,
    causes: permission.level === "unrestricted" ? row.causes : JSON.stringify(causesOf(permission)),
    reasoning: row.reasoning,
    family: row.family,
    idempotency: row.idempotency,
    sealedKey: sealFor(id),
    user: row.user,
    client: row.client,
    scopes: row.scopes,
    face: row.face,
    authority: row.authority,
    createdAt: ctx.now,
    expiresAt: row.expiresAt,
    replaces: row.id,
    noticedAt: row.noticedAt,
  };
}

function apply(data: Data): Statement[] {
  const { row, by, note, now } = data;
  const decided = { decidedAt: now, decidedBy: by, note };
  const ended = { ...decided, endedAt: now, sealedKey: null };
  switch (data.kind) {
    case "denied":
    case "cancelled":
      return endRequest(row, { ...ended, state: data.kind }, now);
    case "failed":
      return endRequest(row, { ...ended, state: "failed", errorCode: data.code }, now);
    case "stale":
      return [
        ...endRequest(row, { ...ended, state: "stale", replacedBy: data.fresh.id }, now),
        ...queueStatements(data.fresh),
      ];
    case "authorized":
      return [
        ...(data.policy ? insertPolicy(data.policy) : []),
        ...endRequest(
          row,
          {
            ...decided,
            output: data.output,
            policyId: data.policy?.id ?? null,
            sealedKey: null,
            ...(data.hasEffects ? { state: "executing" } : { state: "executed", endedAt: now }),
          },
          now,
        ),
      ];
  }
}

/** @throws DeskError CONFLICT where the row is not what its digest says, or not what was on the person's screen */
function checkShown(row: RequestRow, shown: string | undefined): void {
  if (requestDigest(row) === row.digest && (shown === undefined || shown === row.digest)) return;
  throw new DeskError("CONFLICT", "This is not what you were shown. Nothing was done.", {
    next: "Open the page again, and look before you decide.",
  });
}

function decidedAlready({ state, expiresAt }: RequestRow): DeskError {
  const what = state === "pending" ? "expired" : state;
  return new DeskError("CONFLICT", `This waits no longer: it is ${what}. Nothing was done.`, {
    next: expiresAt > 0 && what === "expired" ? "The app can ask again." : "See the history.",
  });
}
