import type { Database } from "#db/client.ts";
import type { Settings } from "#domains/business/settings.ts";
import { auditStatements } from "#domains/oversight/audit-store.ts";
import { pendingOf, pendingRequest, queueStatements } from "#domains/oversight/request-store.ts";
import { canonicalJson, digestOf } from "#platform/canonical.ts";
import { newId } from "#platform/ids.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import type { Waiting } from "./json-schema.ts";
import type { Principal } from "./operation.ts";
import { auditEntry, type Outcome, type Passage, withoutInput } from "./passage.ts";

export interface QueueParts {
  database: Database;
  baseUrl: string;
  settings(): Settings;
}

/** Requests of one client that may wait for a person at once. */
const mostWaiting = 50;

/** Stores calls that a person has to decide on, and says so; an equal one that waits already stays the only one. */
export function createQueue(parts: QueueParts) {
  const { database } = parts;
  return { enqueue };

  async function enqueue(passage: Passage, given: Record<string, unknown>, reason: string): Promise<Outcome> {
    const { operation, principal, now, reasoning } = passage;
    const facts = canonicalJson(given);
    const input = canonicalJson(passage.input);
    const digest = digestOf({ operation: operation.name, client: principal.client, input, facts });
    const expiresAt = now + parts.settings().get("windows.authorization_hours") * 3_600_000;
    const scopes = [...principal.scopes].join(",");
    const known = await pendingRequest(database.read, digest);
    if (!known || known.expiresAt <= now) await refuseTooMany(principal);
    const written = await database.write([
      ...queueStatements({
        id: newId("auth", now),
        operation: operation.name,
        input,
        facts,
        digest,
        reason,
        reasoning,
        user: principal.user,
        client: principal.client,
        scopes,
        now,
        expiresAt,
      }),
      ...auditStatements(withoutInput(auditEntry(passage, "authorization_required"))),
    ]);
    passage.isAudited = written.ok;
    const request = written.ok ? await pendingRequest(database.read, digest) : undefined;
    if (!request)
      throw new DeskError("CONFLICT", "The request was decided at this moment.", {
        next: "Repeat the call.",
      });
    return { kind: "authorization_required", waiting: waitingOf(request) };
  }

  /** A request holds what it would send: a caller may have so many waiting, and no more. */
  async function refuseTooMany(principal: Principal): Promise<void> {
    if ((await pendingOf(database.read, principal.client)) < mostWaiting) return;
    throw new DeskError(
      "RATE_LIMIT_EXCEEDED",
      `${mostWaiting} requests of this client wait for a person already.`,
      {
        retryAfter: 3600,
        next: "Tell the owner that they wait; ask again when some have been decided.",
      },
    );
  }

  function waitingOf(request: { id: string; reason: string; expiresAt: number }): Waiting {
    return {
      status: "authorization_required",
      queue_id: request.id,
      reason: request.reason,
      message:
        "A person has to allow this first; nothing has been done. Ask get_authorization with the queue_id, and do not repeat the call another way.",
      review_url: `${parts.baseUrl}/authorizations/${request.id}`,
      expires_at: isoIn(parts.settings().get("business.zone"), request.expiresAt),
    };
  }
}
