/** The errors OAuth names (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 8707 §2), with their HTTP status. */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  unsupported_token_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  access_denied: 403,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  server_error: 500,
  temporarily_unavailable: 503,
  slow_down: 429,
} as const;

export type OAuthCode = keyof typeof statuses;

/** A refusal in OAuth's own words. `message` is public; what else is known stays in `cause`. */
export class OAuthError extends Error {
  override name = "OAuthError";
  readonly code: OAuthCode;
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: OAuthCode, description: string, detail: { retryAfter?: number; cause?: unknown } = {}) {
    super(description, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.retryAfter = detail.retryAfter;
  }

  get status(): number {
    return statuses[this.code];
  }
}

/** As the token, registration, revocation and introspection endpoints answer it: never cached (RFC 6749 §5.1). */
export function oauthErrorResponse(error: OAuthError): Response {
  const headers: Record<string, string> = { "cache-control": "no-store", pragma: "no-cache" };
  if (error.code === "invalid_client") headers["www-authenticate"] = 'Basic realm="frontdesk"';
  if (error.retryAfter !== undefined) headers["retry-after"] = String(error.retryAfter);
  const body = { error: error.code, error_description: error.message };
  return Response.json(body, { status: error.status, headers });
}
