import { isScope, type Scope } from "#catalog/scopes.ts";
import { roleScopes } from "#domains/people/roles.ts";
import type { HeldToken } from "#domains/people/token-store.ts";

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

/** What a token may do now: what it was given, and never more than its person's role. */
export function scopesOf(row: HeldToken): Scope[] {
  const given = row.scopes.split(",").filter((scope): scope is Scope => isScope(scope));
  const { role } = row;
  return role === null ? given : given.filter((scope) => roleScopes(role).has(scope));
}
