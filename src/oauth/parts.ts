import type { Database } from "#db/client.ts";
import type { Statement } from "#db/statement.ts";
import type { AuditEntry } from "#gate/audit/line.ts";
import type { AuditMemory } from "#gate/audit/memory.ts";
import { auditStatements } from "#gate/audit/store.ts";
import type { EventDraft } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { ClientDocuments } from "./client-document.ts";

/** What the authorization server is made of. */
export interface OAuthParts {
  database: Database;
  clock: Clock;
  metrics: Metrics;
  audit: AuditMemory;
  baseUrl: string;
  toolsets: readonly string[];
  documents: ClientDocuments;
  /** Called with the events of a commit, right after it: such as that tokens were revoked. */
  committed(events: readonly EventDraft[]): Promise<void>;
}

/** An event of the authorization server, for the audit. */
export interface OAuthEvent {
  operation:
    | "oauth.register"
    | "oauth.authorize"
    /** The owner at the command line has tried it, nobody has been asked. */
    | "oauth.rehearse"
    | "oauth.token"
    | "oauth.revoke"
    | "oauth.introspect";
  /** `done`, or an error's code. */
  outcome: string;
  user: string;
  /** The grant's or the client's id; `nobody` where neither is known. */
  client: string;
  requestId: string;
}

export function auditLine(event: OAuthEvent, now: number): AuditEntry {
  return { ...event, id: newId("aud", now), at: now, face: "oauth" };
}

/** The event as a statement of the unit that it is about. */
export function audited(event: OAuthEvent, now: number): Statement[] {
  return auditStatements(auditLine(event, now));
}
