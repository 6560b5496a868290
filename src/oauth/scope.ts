import { isScope, type Scope } from "#operation/scopes.ts";

/** A wish to stay connected. A refresh token is given with or without it. */
export const offlineAccess = "offline_access";

/** The scopes of ours in a list as OAuth writes it, in its order; others are left out (RFC 6749 §3.3). */
export function scopesIn(text: string): Scope[] {
  return [...new Set(text.split(/[ ,]+/))].filter(isScope);
}

export function wantsOffline(text: string): boolean {
  return text.split(/[ ,]+/).includes(offlineAccess);
}
