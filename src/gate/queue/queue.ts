import type { Database } from "#db/client.ts";
import { auditStatements } from "#gate/audit/store.ts";
import type { IdempotencyKey } from "#gate/idempotency-store.ts";
import { eventStatements } from "#gate/journal-store.ts";
import { auditEntry, type Outcome, type Passage, withoutInput } from "#gate/passage.ts";
import type { Catalog } from "#operation/catalog.ts";
import type { Waiting } from "#operation/json-schema.ts";
import type { EventDraft, Plan } from "#operation/operation.ts";
import { causesOf, type Permission } from "#operation/permission.ts";
import type { Settings } from "#operation/settings.ts";
import { canonicalJson } from "#platform/canonical.ts";
import { newId } from "#platform/ids.ts";
import { legibleText } from "#platform/visible-text.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { callDigest, requestDigest, shownJson } from "./request-digest.ts";
import {
  newestOfCall,
  pendingRequest,
  type QueuedRequest,
  queueHasRoom,
  queueIsFull,
  queueStatements,
  type RequestRow,
  stillWaits,
} from "./store.ts";

export interface QueueParts {
  catalog: Catalog;
  database: Database;
  baseUrl: string;
  settings(): Settings;
  /** Seals an asker's own key for the request `id`. */
  sealKey(key: string, id: string): string;
  onEvents(events: readonly EventDraft[]): Promise<void>;
}

/** What an equal call that asked before means for this one. */
export interface Earlier {
  /** What it came to, where that is this call's answer too. */
  outcome?: { result: string } | { refusal: DeskError };
  /** The request of it that still waits. */
  waits?: RequestRow;
}

/** Requests of one client that may wait for a person at once, and how much they hold together: they are shown to somebody. */
const mostWaiting = { requests: 50, characters: 4_000_000 };
/** How long an equal call is answered with what a person's word led to, in milliseconds. */
const resultStands = 3_600_000;

/** Stores calls that a person has to decide on, and says so; an equal one that waits already stays the only one. */
export function createQueue(parts: QueueParts) {
  const { database } = parts;
  return { earlier, enqueue };

  /** What became of the same call, when a person was asked about it before. */
  async function earlier(passage: Passage): Promise<Earlier> {
    const { operation, principal, now } = passage;
    if (operation.exposure !== "tools" || principal.authority === "system") return {};
    if (!parts.catalog.hasRule(operation)) return {};
    const digest = callDigestOf(passage);
    const row = await newestOfCall(database.read, digest);
    if (!row) return {};
    if (row.state === "pending") return { waits: row };
    const outcome = outcomeOf(row, now, operation.kind === "write" && operation.isNewEachTime === true);
    return outcome ? { outcome } : {};
  }

  function outcomeOf(row: RequestRow, now: number, isNewEachTime: boolean): Earlier["outcome"] {
    const since = now - (row.decidedAt ?? 0);
    if (row.state === "denied" && since < parts.settings().get("windows.authorization_hours") * 3_600_000)
      return { refusal: denied(row) };
    if (!isNewEachTime && row.output !== null && since < resultStands) return { result: row.output };
    return undefined;
  }

  /** Undefined when the same call was decided at this very moment: it has to be looked at again. */
  async function enqueue(
    passage: Passage,
    plan: Plan<unknown, unknown>,
    asked: Permission,
    { key, waits }: { key: IdempotencyKey | undefined; waits: RequestRow | undefined },
  ): Promise<Outcome | undefined> {
    const { operation, principal, now, reasoning } = passage;
    const sealed = {
      operation: operation.name,
      user: principal.user,
      client: principal.client,
      scopes: [...principal.scopes].sort().join(","),
      input: canonicalJson(passage.input),
      facts: await shownJson(plan),
      versions: canonicalJson(plan.versions ?? {}),
    };
    const digest = requestDigest(sealed);
    const known = await pendingRequest(database.read, digest);
    const isKnown = known !== undefined && known.expiresAt > now;
    const id = newId("auth", now);
    const { providerKey } = principal;
    const event = { type: "authorization.asked", subject: id };
    const request: QueuedRequest = {
      ...sealed,
      id,
      digest,
      callDigest: callDigestOf(passage),
      reason: "reason" in asked ? asked.reason : "",
      causes: JSON.stringify(causesOf(asked)),
      reasoning: reasoning ?? null,
      family: principal.countedFor ?? principal.client,
      idempotency: key === undefined ? null : JSON.stringify(key),
      face: principal.face,
      authority: principal.authority,
      sealedKey: providerKey === undefined ? null : parts.sealKey(providerKey, id),
      createdAt: now,
      expiresAt: now + parts.settings().get("windows.authorization_hours") * 3_600_000,
    };
    const written = await database.write([
      ...(waits ? [stillWaits(waits)] : []),
      queueHasRoom(request, mostWaiting),
      ...queueStatements(request),
      ...(isKnown ? [] : eventStatements(event, newId("evt", now), now)),
      ...auditStatements(withoutInput(auditEntry(passage, "authorization_required"))),
    ]);
    if (!written.ok && written.guard === queueIsFull) throw tooMany();
    if (!written.ok) return undefined;
    passage.isAudited = true;
    const waiting = await pendingRequest(database.read, digest);
    if (!waiting)
      throw new DeskError("CONFLICT", "The request was decided at this moment.", {
        next: "Repeat the call.",
      });
    if (!isKnown) await parts.onEvents([event]);
    return { kind: "authorization_required", waiting: waitingOf(waiting) };
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

function tooMany(): DeskError {
  return new DeskError("RATE_LIMIT_EXCEEDED", "Too much of this client waits for a person already.", {
    retryAfter: 3600,
    next: "Tell the owner that it waits; ask again when some has been decided.",
  });
}

function callDigestOf({ operation, principal: { user, client }, input }: Passage): string {
  return callDigest({ operation: operation.name, user, client, input: canonicalJson(input) });
}

/** The same call again, after a person has denied it. */
function denied({ id, note }: RequestRow): DeskError {
  return new DeskError("FORBIDDEN", "A person has denied this call.", {
    ...(note ? { note: legibleText(note) } : {}),
    refs: { queue_id: id },
    next: "Tell the user, and do not ask for the same again; with what they want changed it is another call.",
  });
}
