import type { Database } from "#db/client.ts";
import { roleScopes } from "#domains/people/roles.ts";
import { secretHash } from "#domains/people/secret.ts";
import { type HeldToken, tokenByHash, touchTokens } from "#domains/people/tokens/token-store.ts";
import type { AuditMemory } from "#gate/audit/memory.ts";
import type { Face, Principal } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { createRateLimit } from "#platform/limits.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Seal } from "#platform/seal.ts";
import { DeskError } from "#src/errors.ts";
import { isLiving, refusalOf, scopesOf } from "./held-token.ts";

export interface Bearer {
  /**
   * Who a request's `Authorization: Bearer …` speaks for (RFC 6750 §2.1; a token in the query or the body
   * is not looked at). @throws DeskError AUTH_REQUIRED for none, an unknown, an expired or a revoked one;
   * RATE_LIMIT_EXCEEDED for an address that shows one such after another.
   */
  principalOf(authorization: string | undefined, face: Face, visit: BearerVisit): Promise<Principal>;
  /** A token that is remembered and good; else undefined. Nothing is counted until it is accepted. */
  remembered(authorization: string | null): HeldToken | undefined;
  /** Whom a remembered token speaks for, counted as shown. */
  accept(held: HeldToken, face: Face): Principal;
  /** Whether it would be accepted now; nothing is counted. */
  isLiving(authorization: string | undefined): Promise<boolean>;
  /** Drops what is remembered, at once: called when a token, a grant or a person's rights have changed. */
  forget(): void;
  /** Writes when tokens were last used. */
  flush(): Promise<void>;
}

/** Where a token was shown. */
export interface BearerVisit {
  /** Where it comes from, as limits count it. */
  address: string;
  requestId: string;
}

export interface BearerParts {
  database: Database;
  clock: Clock;
  metrics: Metrics;
  audit: AuditMemory;
  seal: Seal;
  baseUrl: string;
  /** False while something may have been revoked elsewhere: then nothing that is remembered holds. */
  isFresh(): boolean;
}

/** Events after which nothing that is remembered of a token holds. */
export const rightsChanged = new Set([
  "token.revoked",
  "token.extended",
  "app.revoked",
  "person.changed",
  "provider_key.changed",
]);

const mostRemembered = 10_000;
/** Tokens that are not good, from one address in a minute. */
const mostRefused = 60;

const refusals = {
  missing: "This needs an access token.",
  unknown: "This access token is not known here.",
  revoked: "This access token has been revoked.",
  expired: "This access token has expired.",
  elsewhere: "This access token is for another server.",
};

/** Bearer tokens to principals. A living token is remembered until something is revoked. */
export function createBearer(parts: BearerParts): Bearer {
  const { database, clock, metrics, audit, seal, baseUrl } = parts;
  const known = new Map<string, HeldToken>();
  const principals = new WeakMap<HeldToken, Map<Face, Principal>>();
  const refused = createRateLimit(mostRefused, 60);
  let used = new Map<string, number>();
  const accepted = metrics.authentications.at("accepted");
  let revocations = 0;

  return {
    async principalOf(authorization, face, visit) {
      const secret = secretIn(authorization);
      if (!secret) throw authorization ? await refuse("unknown", visit) : refusal("missing");
      const hash = secretHash(secret);
      const row = recall(hash) ?? (await readToken(hash));
      const now = clock.now();
      const reason = row ? refusalOf(row, now, baseUrl) : "unknown";
      if (!row || reason) throw await refuse(reason ?? "unknown", visit, row);
      return accept(row, face, now);
    },
    remembered(authorization) {
      const secret = secretIn(authorization);
      const row = secret === undefined ? undefined : recall(secretHash(secret));
      return row && isLiving(row, clock.now(), baseUrl) ? row : undefined;
    },
    accept: (row, face) => accept(row, face, clock.now()),
    async isLiving(authorization) {
      const hash = secretHash(secretIn(authorization) ?? "");
      const row = recall(hash) ?? (await tokenByHash(database.read, hash));
      return row !== undefined && isLiving(row, clock.now(), baseUrl);
    },
    forget() {
      revocations++;
      known.clear();
    },
    async flush() {
      if (used.size === 0) return;
      const batch = used;
      used = new Map();
      await database.write(touchTokens(batch)).catch((failure: unknown) => {
        used = new Map([...batch, ...used]);
        throw failure;
      });
    },
  };

  function recall(hash: string): HeldToken | undefined {
    return parts.isFresh() ? known.get(hash) : undefined;
  }

  function accept(row: HeldToken, face: Face, now: number): Principal {
    used.set(row.id, now);
    accepted.value++;
    return principalFor(row, face);
  }

  /** What was read before a revocation is not remembered after it. */
  async function readToken(hash: string): Promise<HeldToken | undefined> {
    const asOf = revocations;
    const row = await tokenByHash(database.read, hash);
    if (!row || asOf !== revocations) return row;
    if (known.size >= mostRemembered) known.clear();
    known.set(hash, row);
    return row;
  }

  async function refuse(
    reason: keyof typeof refusals,
    visit: BearerVisit,
    row?: HeldToken,
  ): Promise<DeskError> {
    const at = clock.now();
    audit.remember({
      id: newId("aud", at),
      at,
      operation: "token.show",
      outcome: "AUTH_REQUIRED",
      user: row?.user ?? "nobody",
      client: row ? (row.grantId ?? row.id) : visit.address,
      face: "oauth",
      requestId: visit.requestId,
    });
    const { allowed, resetSeconds } = refused.take(visit.address);
    if (allowed) return refusal(reason);
    return new DeskError("RATE_LIMIT_EXCEEDED", "Too many tokens that are not good, from this address.", {
      retryAfter: resetSeconds,
      next: `Wait ${resetSeconds} s.`,
    });
  }

  function refusal(reason: keyof typeof refusals): DeskError {
    metrics.authentications.add(reason);
    return new DeskError("AUTH_REQUIRED", refusals[reason], {
      next: "Connect again, or send `Authorization: Bearer <token>` with a living token; the owner makes one with: frontdesk token create",
      ...(reason === "missing" ? {} : { isTokenInvalid: true as const }),
    });
  }

  /** Who a token's row speaks for: made once a row and face. */
  function principalFor(row: HeldToken, face: Face): Principal {
    const faces = principals.get(row) ?? new Map<Face, Principal>();
    principals.set(row, faces);
    const principal = faces.get(face) ?? makePrincipal(row, face);
    faces.set(face, principal);
    return principal;
  }

  function makePrincipal(row: HeldToken, face: Face): Principal {
    return {
      user: row.user,
      client: row.grantId ?? row.id,
      scopes: new Set(scopesOf(row)),
      face,
      authority: "tools",
      ...(row.role === null ? {} : { role: { name: row.role, scopes: roleScopes(row.role) } }),
      ...(row.parentId === null ? {} : { countedFor: row.parentId }),
      ...(row.grantId === null ? { token: { id: row.id, expiresAt: row.expiresAt } } : {}),
      ...providerKeyOf(row),
    };
  }

  /** The person's own key at the phone provider, where they have left one that can be opened. */
  function providerKeyOf({ sealedKey, user }: HeldToken): { providerKey?: string } {
    const key = sealedKey === null ? undefined : seal.tryOpen("provider key", sealedKey, user);
    return key === undefined ? {} : { providerKey: key };
  }
}

function secretIn(authorization: string | null | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? "")?.[1];
}
