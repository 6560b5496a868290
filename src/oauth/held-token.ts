import { type Role, roleScopes } from "#domains/people/roles.ts";
import type { HeldToken } from "#domains/people/tokens/token-store.ts";
import type { Scope } from "#operation/scopes.ts";
import { scopesIn } from "./scope.ts";

/** Why a token is refused; undefined for one that is good here and now. */
export function refusalOf(
  row: HeldToken,
  now: number,
  baseUrl: string,
): "revoked" | "expired" | "elsewhere" | undefined {
  if (row.revokedAt !== null || row.grantRevokedAt !== null) return "revoked";
  const isOrphan = row.grantId !== null && row.clientId === null;
  const isPersonGone = row.user.startsWith("per_") && (row.role === null || row.disabledAt !== null);
  if (isOrphan || isPersonGone) return "revoked";
  if (row.expiresAt <= now) return "expired";
  return row.audience !== null && row.audience !== baseUrl ? "elsewhere" : undefined;
}

export function isLiving(row: HeldToken, now: number, baseUrl: string): boolean {
  return refusalOf(row, now, baseUrl) === undefined;
}

/** What a token may do now: what it was given, as far as its grant and its person's role still go. */
export function scopesOf({ scopes, grantScopes, role }: HeldToken): Scope[] {
  return stillAllowed(scopesIn(scopes), grantScopes, role);
}

/** Of `scopes` those that the grant still has and the role may; null for no grant or no person sets no bound. */
export function stillAllowed(
  scopes: readonly Scope[],
  grantScopes: string | null,
  role: Role | null,
): Scope[] {
  const granted = grantScopes === null ? undefined : new Set(scopesIn(grantScopes));
  const able = role === null ? undefined : roleScopes(role);
  return scopes.filter((scope) => (granted?.has(scope) ?? true) && (able?.has(scope) ?? true));
}
