import type { Plan } from "#operation/operation.ts";
import { canonicalJson, digestOf } from "#platform/canonical.ts";

/** What a request's digest is over: whoever changes one byte of it has another request. */
export interface Sealed {
  operation: string;
  user: string;
  client: string;
  scopes: string;
  /** Canonical JSON, each. */
  input: string;
  facts: string;
  versions: string;
}

export function requestDigest({ operation, user, client, scopes, input, facts, versions }: Sealed): string {
  return digestOf({ operation, user, client, scopes, input, facts, versions });
}

/** The same call of the same app, whatever has become of the records since. */
export function callDigest({
  operation,
  user,
  client,
  input,
}: Pick<Sealed, "operation" | "user" | "client" | "input">) {
  return digestOf({ operation, user, client, input });
}

/** Canonical JSON of what a person is shown of a plan: its facts, and the lines of its card. */
export async function shownJson({ facts, card }: Plan<unknown, unknown>): Promise<string> {
  return canonicalJson({ facts, card: card ? await card() : [] });
}
