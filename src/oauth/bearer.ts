import type { Face, Principal } from "#catalog/operation.ts";
import { isScope, type Scope } from "#catalog/scopes.ts";
import type { Database } from "#db/client.ts";
import { type TokenRow, tokenByHash, touchTokens } from "#domains/people/store.ts";
import { tokenHash } from "#domains/people/token-secret.ts";
import type { Clock } from "#platform/clock.ts";
import type { Metrics } from "#platform/metrics.ts";
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

  return {
    async principalOf(authorization, face) {
      const secret = secretIn(authorization);
      if (!secret) throw refuse("missing", "This needs an access token.");
      const row = await living(tokenHash(secret));
      used.set(row.id, clock.now());
      metrics.authentications.inc({ result: "accepted" });
      return principal(row, face);
    },
    async isLiving(authorization) {
      const row = await find(tokenHash(secretIn(authorization) ?? ""));
      return row !== undefined && row.revokedAt === null && row.expiresAt > clock.now();
    },
    forget: () => known.clear(),
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

  async function find(hash: string): Promise<TokenRow | undefined> {
    return known.get(hash) ?? (await tokenByHash(database.read, hash));
  }

  async function living(hash: string): Promise<TokenRow> {
    const row = await find(hash);
    if (!row) throw refuse("unknown", "This access token is not known here.");
    if (row.revokedAt !== null) throw refuse("revoked", "This access token has been revoked.");
    if (row.expiresAt <= clock.now()) throw refuse("expired", "This access token has expired.");
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

function principal(row: TokenRow, face: Face): Principal {
  const scopes = row.scopes.split(",").filter((scope): scope is Scope => isScope(scope));
  return { user: row.user, client: row.id, scopes: new Set(scopes), face, authority: "tools" };
}
