/**
 * What every answer tells a browser: nothing runs here but our own files, nobody frames a page, nothing is
 * guessed, and no address goes to another site.
 */
export function securityHeaders(
  baseUrl: string,
): Record<string, string> & { "content-security-policy": string } {
  return {
    "content-security-policy":
      "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
    ...(baseUrl.startsWith("https:")
      ? { "strict-transport-security": "max-age=31536000; includeSubDomains" }
      : {}),
  };
}
