import { challengeOf } from "#oauth/challenge.ts";
import type { DeskError } from "#src/errors.ts";

/** What a refusal says in headers on every wire: its id, which token or scope is missing, and when to come back. */
export function errorHeaders(error: DeskError, requestId: string): Record<string, string> {
  const challenge = challengeOf(error);
  const { retryAfter } = error.detail;
  return {
    "x-request-id": requestId,
    ...(challenge ? { "www-authenticate": challenge } : {}),
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  };
}
