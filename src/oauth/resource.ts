import { OAuthError } from "./oauth-error.ts";

/** The paths of this desk that are resources of their own; all have one audience, the origin. */
export function resourcePaths(toolsets: readonly string[]): ReadonlySet<string> {
  return new Set(["", "/mcp", ...toolsets.map((name) => `/mcp/${name}`), "/sse", "/api"]);
}

/**
 * Whether `resource` (RFC 8707 §2) is this desk: its origin, or one of its resource paths, with or without a
 * final slash. None at all is taken for the origin, as revisions of MCP before 2025-06-18 send none.
 * @throws OAuthError invalid_target
 */
export function checkResource(given: readonly string[], baseUrl: string, paths: ReadonlySet<string>): void {
  for (const text of given) if (!isOurs(text, baseUrl, paths)) throw notOurs();
}

function isOurs(text: string, baseUrl: string, paths: ReadonlySet<string>): boolean {
  if (!URL.canParse(text) || /[#?\s\\]/.test(text)) return false;
  const url = new URL(text);
  if (url.username || url.password || url.origin !== new URL(baseUrl).origin) return false;
  return paths.has(url.pathname.replace(/\/$/, ""));
}

function notOurs(): OAuthError {
  return new OAuthError("invalid_target", "The resource is not one of this server's.");
}
