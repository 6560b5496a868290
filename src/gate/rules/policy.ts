import type { Always, Cause } from "#operation/permission.ts";
import { type PolicyRow, usedOn } from "./store.ts";

/** What a call asks of a standing rule. */
export interface Need {
  causes: readonly Cause[];
  /** How much it is, where the operation has a measure. */
  amount: number;
  /** What it is done to, where the operation has a target. */
  targets: readonly string[];
  /** What it says, where the operation says something. */
  words: readonly string[];
}

/** The need of a call from its facts, as the operation measures them. */
export function needOf(
  { measure, target, words }: Always,
  facts: Record<string, unknown>,
  causes: readonly Cause[],
): Need {
  const said = words?.facts.map((name) => facts[name]).find((fact) => fact !== undefined);
  return {
    causes,
    amount: measure ? Number(facts[measure.fact]) : 1,
    targets: listed(target ? facts[target.fact] : undefined),
    words: listed(said),
  };
}

/** A fact as a list of texts; what is no text is told apart as JSON. */
function listed(fact: unknown): string[] {
  if (fact === undefined) return [];
  return (Array.isArray(fact) ? fact : [fact]).map((each) =>
    typeof each === "object" ? JSON.stringify(each) : String(each),
  );
}

/** Whether the rule covers all of it: every cause, every target, every word, the cap, and what is left of the day. */
export function covers(policy: PolicyRow, need: Need, day: number): boolean {
  const causes = JSON.parse(policy.causes) as string[];
  if (!need.causes.every((cause) => causes.includes(cause))) return false;
  if (!Number.isFinite(need.amount)) return false;
  if (policy.cap !== null && need.amount > policy.cap) return false;
  if (policy.dailyCap !== null && usedOn(policy, day) + need.amount > policy.dailyCap) return false;
  return isWithin(need.targets, policy.target) && isWithin(need.words, policy.words);
}

/** Whether all of it is in a rule's list, where the rule has one. */
function isWithin(all: readonly string[], list: string | null): boolean {
  if (list === null) return true;
  const allowed = new Set(JSON.parse(list) as string[]);
  return all.length > 0 && all.every((each) => allowed.has(each));
}
