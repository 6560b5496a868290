import * as z from "zod";
import { defineWrite, type OperationContext, type Plan, type Redeemed } from "#catalog/operation.ts";
import { type Cause, causesOf } from "#catalog/permission.ts";
import type { Scope } from "#catalog/scopes.ts";
import { requestStates } from "#db/schema/oversight.ts";
import type { Statement } from "#db/statement.ts";
import { DeskError } from "#src/errors.ts";
import { needOf } from "./policy.ts";
import { insertPolicy } from "./policy-store.ts";
import { requestDigest } from "./request.ts";
import { endRequest, type QueuedRequest, queueStatements, type RequestRow } from "./request-store.ts";
import { answerTo, askerOf, existingRequest } from "./request-view.ts";

const dayMs = 86_400_000;

const narrowing = z.strictObject({
  this_app: z.boolean().default(true).describe("Only for the app that asked."),
  this_target: z.boolean().default(false).describe("Only for what it was to be done to."),
  cap: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("The most in one call; this call's own measure when left out."),
  daily_cap: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("The most in one day; five times the cap when left out."),
  days: z.int().min(1).max(365).default(90).describe("When it ends."),
});

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
  | { kind: "authorized"; output: string; hasEffects: boolean; policy: PolicyInsert | undefined };
type PolicyInsert = Parameters<typeof insertPolicy>[0];

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

async function allow(row: RequestRow, given: Input, ctx: OperationContext): Promise<Outcome> {
  if (ctx.settings.get("permissions.stopped"))
    throw new DeskError("BLOCKED", "Everything is stopped: nothing can be allowed before the desk goes on.", {
      next: "Let the desk go on, then decide.",
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
  const policy = given.upgrade_permission ? policyFor(row, redeemed, given, ctx) : undefined;
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

/** @throws DeskError FORBIDDEN for what can never be allowed always; VALIDATION_ERROR for a cap below this very call */
function policyFor(
  row: RequestRow,
  { always, facts }: Planned,
  { narrowed }: Input,
  ctx: OperationContext,
): PolicyInsert {
  if (!always)
    throw new DeskError("FORBIDDEN", "This can never be allowed always: each time needs a person.", {
      next: "Allow it once.",
    });
  const {
    this_app: isThisApp,
    this_target: isThisTarget,
    cap,
    daily_cap: dailyCap,
    days,
  } = narrowing.parse(narrowed ?? {});
  const causes = JSON.parse(row.causes) as Cause[];
  const { amount, targets } = needOf(always, facts, causes);
  const most = always.measure ? (cap ?? amount) : 1;
  if (most < amount || (dailyCap !== undefined && dailyCap < most))
    throw new DeskError("VALIDATION_ERROR", "The rule would not cover this call.", {
      fields: { cap: [`It is ${amount} this time; the most in one call and in one day cannot be less.`] },
      next: "Choose a higher limit, or allow it once.",
    });
  return {
    id: ctx.newId("pol"),
    operation: row.operation,
    causes: row.causes,
    client: isThisApp ? row.client : null,
    target: isThisTarget && targets.length > 0 ? JSON.stringify(targets) : null,
    cap: always.measure ? most : null,
    dailyCap: dailyCap ?? most * 5,
    createdAt: ctx.now,
    createdBy: ctx.principal.user,
    requestId: row.id,
    expiresAt: ctx.now + days * dayMs,
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
