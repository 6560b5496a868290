import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { Passage } from "#gate/passage.ts";
import type { Prepared } from "#gate/prepare.ts";
import { causesOf, type Permission } from "#operation/permission.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { dayNumber } from "#platform/zone.ts";
import { covers, needOf } from "./policy.ts";
import { livingPolicies, usePolicy } from "./store.ts";

export interface StandingParts {
  database: Database;
  clock: Clock;
  settings(): Settings;
}

/** A standing rule that a call runs under, and the statements that count its use. */
export interface Standing {
  policyId: string;
  statements: Statement[];
}

/** The rule a person has left for a call like this one; undefined where there is none, and somebody is asked. */
export async function standingFor(
  { database, clock, settings }: StandingParts,
  { operation, principal }: Passage,
  prepared: Prepared,
  asked: Permission,
): Promise<Standing | undefined> {
  const always = prepared.operation.permission?.always;
  // What never can be allowed always is no less so as a part of something else.
  if (!always || prepared.joined.some(({ operation: part }) => part.permission && !part.permission.always))
    return undefined;
  const need = needOf(always, prepared.plan.facts, causesOf(asked));
  const moment = () => {
    const now = clock.now();
    return { now, day: dayNumber(settings().get("business.zone"), now) };
  };
  const { now, day } = moment();
  const living = await livingPolicies(database.read, operation.name, principal.client, now);
  const policy = living.find((each) => covers(each, need, day));
  return policy && { policyId: policy.id, statements: usePolicy(policy.id, need.amount, moment) };
}
