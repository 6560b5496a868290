import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { AuditEntry } from "#gate/audit/line.ts";
import type { AuditMemory } from "#gate/audit/memory.ts";
import { auditStatements } from "#gate/audit/store.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import type { Metrics } from "#platform/metrics.ts";

export interface SignInParts {
  database: Database;
  clock: Clock;
  metrics: Metrics;
  audit: AuditMemory;
  baseUrl: string;
}

/** A browser's request, as much of it as signing in looks at. */
export interface Visit {
  headers: Headers;
  /** Where it comes from, as limits count it. */
  address: string;
  requestId: string;
}

export type Method = "password" | "passkey" | "google" | "github" | "link";

/** Something that happened at the door. */
export interface DoorEvent {
  operation:
    | "session.begin"
    | "session.renew"
    | "session.end"
    | "passkey.add"
    | "password.set"
    | "person.join"
    | "form.send"
    | "authorization.decide";
  /** `done`, or an error's code. */
  outcome: string;
  /** A person's id; `nobody` where it is not known, or must not be told. */
  user: string;
}

export function doorLine(event: DoorEvent, { address, requestId }: Visit, now: number): AuditEntry {
  return { ...event, id: newId("aud", now), at: now, client: address, face: "web", requestId };
}

/** The event as a statement of the unit that it is about. */
export function atTheDoor(event: DoorEvent, visit: Visit, now: number): Statement[] {
  return auditStatements(doorLine(event, visit, now));
}

/** A sign-in that failed: counted, and in the audit. */
export function noteFailure(
  { metrics, audit, clock }: SignInParts,
  method: Method,
  code: string,
  visit: Visit,
): void {
  metrics.signIns.add(method, code);
  audit.remember(doorLine({ operation: "session.begin", outcome: code, user: "nobody" }, visit, clock.now()));
}
