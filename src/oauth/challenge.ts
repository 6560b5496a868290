import type { DeskError } from "#src/errors.ts";

/** The `WWW-Authenticate` header of a refusal (RFC 6750 §3): 401 asks for a token, 403 names the scope. */
export function challengeOf(error: DeskError): string | undefined {
  if (error.code === "AUTH_REQUIRED") return 'Bearer realm="frontdesk"';
  const { scope } = error.detail;
  return error.code === "FORBIDDEN" && scope
    ? `Bearer realm="frontdesk", error="insufficient_scope", scope="${scope}"`
    : undefined;
}
