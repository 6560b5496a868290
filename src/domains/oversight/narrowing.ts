import * as z from "zod";
import type { RequestRow } from "#gate/queue/store.ts";
import { needOf } from "#gate/rules/policy.ts";
import type { NewPolicy } from "#gate/rules/store.ts";
import type { OperationContext, Redeemed } from "#operation/operation.ts";
import type { Cause } from "#operation/permission.ts";
import { DeskError } from "#src/errors.ts";

const dayMs = 86_400_000;

/** How far a standing rule reaches, as the person who makes it says. */
export const narrowing = z.strictObject({
  this_app: z.boolean().default(true).describe("Only for the app that asked."),
  this_target: z.boolean().default(true).describe("Only for what it was to be done to."),
  this_text: z.boolean().default(true).describe("Only with the words it has."),
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

type Narrowed = z.infer<typeof narrowing>;
type Planned = Extract<Redeemed, { refusal: undefined }>;

/** @throws DeskError FORBIDDEN for what can never be allowed always; VALIDATION_ERROR for a cap below this very call */
export function policyFor(
  row: RequestRow,
  { always, facts }: Pick<Planned, "always" | "facts">,
  narrowed: Narrowed | undefined,
  ctx: OperationContext,
): NewPolicy {
  if (!always)
    throw new DeskError("FORBIDDEN", "This can never be allowed always: each time needs a person.", {
      next: "Allow it once.",
    });
  const {
    this_app: isThisApp,
    this_target: isThisTarget,
    this_text: isThisText,
    cap,
    daily_cap: dailyCap,
    days,
  } = narrowing.parse(narrowed ?? {});
  const causes = JSON.parse(row.causes) as Cause[];
  const { amount, targets, words } = needOf(always, facts, causes);
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
    words: isThisText && words.length > 0 ? JSON.stringify(words) : null,
    cap: always.measure ? most : null,
    dailyCap: dailyCap ?? most * 5,
    createdAt: ctx.now,
    createdBy: ctx.principal.user,
    requestId: row.id,
    expiresAt: ctx.now + days * dayMs,
  };
}
