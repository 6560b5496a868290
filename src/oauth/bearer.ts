import type { Face, Principal } from "#catalog/operation.ts";
import { isScope, type Scope } from "#catalog/scopes.ts";
import type { Database } from "#db/client.ts";
import { type TokenRow, tokenByHash, touchTokens } from "#domains/people/store.ts";
import { tokenHash } from "#domains/people/token-secret.ts";
import type { Clock } from "#platform/clock.ts";
import { childOf, type Metrics } from "#platform/metrics.ts";
import { DeskError } from "#src/errors.ts";

export interface Bearer {
  /**
   * Who a request's `Authorization: Bearer …` speaks for (RFC 6750 §2.1; a token in the query or the body
   * is not looked at). @throws DeskError AUTH_REQUIRED for none, an unknown, an expired or a revoked one.
   */
  principalOf(authorization: string | undefined, face: Face): Promise<Principal>;
  /** Whether it would be accepted now; nothing is counted. */
  isLiving(authorization: string | undefined): Promise<boolean>;
  /** Drops what is remembered, at once: called when a token is revoked. */
  forget(): void;
  /** Writes when tokens were last used. */
  flush(): Promise<void>;
}

export interface BearerParts {
  database: Database;
  clock: Clock;
  metrics: Metrics;
}

const remembered = 10_000;

/** Bearer tokens to principals. A living token is remembered until something is revoked. */
export function createBearer({ database, clock, metrics }: BearerParts): Bearer {
  const known = new Map<string, TokenRow>();
  let used = new Map<string, number>();
  let revocations = 0;

  return {
    async principalOf(authorization, face) {
      const secret = secretIn(authorization);
      if (!secret) throw refuse("missing", "This needs an access token.");
      const hash = tokenHash(secret);
      const row = living(known.get(hash) ?? (await readToken(hash)));
      used.set(row.id, clock.now());
      childOf(metrics.authentications, "accepted").inc();
      return principalFor(row, face);
    },
    async isLiving(authorization) {
      const hash = tokenHash(secretIn(authorization) ?? "");
      const row = known.get(hash) ?? (await tokenByHash(database.read, hash));
      return row !== undefined && row.revokedAt === null && row.expiresAt > clock.now();
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

  /** @throws DeskError AUTH_REQUIRED */
  function living(row: TokenRow | undefined): TokenRow {
    if (!row) throw refuse("unknown", "This access token is not known here.");
    if (row.revokedAt !== null) throw refuse("revoked", "This access token has been revoked.");
    if (row.expiresAt <= clock.now()) throw refuse("expired", "This access token has expired.");
    return row;
  }

  /** What was read before a revocation is not remembered after it. */
  async function readToken(hash: string): Promise<TokenRow | undefined> {
    const asOf = revocations;
    const row = await tokenByHash(database.read, hash);
    if (!row || asOf !== revocations) return row;
    if (known.size >= remembered) known.clear();
    known.set(hash, row);
    return row;
  }

  function refuse(result: string, message: string): DeskError {
    metrics.authentications.inc({ result });
    return new DeskError("AUTH_REQUIRED", message, {
      next: "Send `Authorization: Bearer <token>` with a living token; the owner makes one with: frontdesk token create",
    });
  }
}

function secretIn(authorization: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? "")?.[1];
}

const principals = new WeakMap<TokenRow, Map<Face, Principal>>();

/** Who a token's row speaks for: made once a row and face. */
function principalFor(row: TokenRow, face: Face): Principal {
  const known = principals.get(row) ?? new Map<Face, Principal>();
  principals.set(row, known);
  const principal = known.get(face) ?? makePrincipal(row, face);
  known.set(face, principal);
  return principal;
}

function makePrincipal(row: TokenRow, face: Face): Principal {
  const scopes = row.scopes.split(",").filter((scope): scope is Scope => isScope(scope));
  return { user: row.user, client: row.id, scopes: new Set(scopes), face, authority: "tools" };
}
