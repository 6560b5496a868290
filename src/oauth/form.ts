import { OAuthError } from "./oauth-error.ts";

/** A request to one of OAuth's endpoints, with its body read. */
export interface Asked {
  headers: Headers;
  body: string;
  /** Where it comes from, as limits count it. */
  address: string;
  requestId: string;
}

/** A parameter given twice is refused (RFC 6749 §3.1 and §3.2); `resource` alone may be given several times. */
export function onlyOnce(params: URLSearchParams): URLSearchParams {
  for (const name of new Set(params.keys())) {
    if (name !== "resource" && params.getAll(name).length > 1)
      throw new OAuthError("invalid_request", "A parameter was given twice.");
  }
  return params;
}

/** The parameters of a form's body (RFC 6749 Appendix B). @throws OAuthError invalid_request */
export function formOf({ headers, body }: Asked): URLSearchParams {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new OAuthError("invalid_request", "The body must be application/x-www-form-urlencoded.");
  return onlyOnce(new URLSearchParams(body));
}

/** A parameter that has to be there. @throws OAuthError invalid_request */
export function required(params: URLSearchParams, name: string): string {
  const value = params.get(name);
  if (!value) throw new OAuthError("invalid_request", `${name} is missing.`);
  return value;
}
