import type { Always, Cause } from "#operation/permission.ts";
import { type PolicyRow, usedOn } from "./store.ts";

/** What a call asks of a standing rule. */
export interface Need {
  causes: readonly Cause[];
  /** How much it is, where the operation has a measure. */
  amount: number;
  /** What it is done to, where the operation has a target. */
  targets: readonly string[];
}

/** The need of a call from its facts, as the operation measures them. */
export function needOf(
  { measure, target }: Always,
  facts: Record<string, unknown>,
  causes: readonly Cause[],
): Need {
  const given = target ? facts[target.fact] : undefined;
  const targets = Array.isArray(given) ? given.map(String) : given === undefined ? [] : [String(given)];
  return { causes, amount: measure ? Number(facts[measure.fact]) : 1, targets };
}

/** Whether the rule covers all of it: every cause, every target, the cap, and what is left of the day. */
export function covers(policy: PolicyRow, need: Need, day: number): boolean {
  const causes = JSON.parse(policy.causes) as string[];
  if (!need.causes.every((cause) => causes.includes(cause))) return false;
  if (!Number.isFinite(need.amount)) return false;
  if (policy.cap !== null && need.amount > policy.cap) return false;
  if (policy.dailyCap !== null && usedOn(policy, day) + need.amount > policy.dailyCap) return false;
  if (policy.target === null) return true;
  const allowed = new Set(JSON.parse(policy.target) as string[]);
  return need.targets.length > 0 && need.targets.every((target) => allowed.has(target));
}
