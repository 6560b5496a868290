import { isLoopbackUrl } from "#platform/loopback.ts";

/** The two cookies there are: who is signed in, and which browser it is before anybody is. */
export type CookieKind = "session" | "visitor";

export interface Cookies {
  /** False where a browser would send a session in the clear: http, and not this machine. */
  readonly isPossible: boolean;
  read(headers: Headers, kind: CookieKind): string | undefined;
  /** `Set-Cookie` (RFC 6265 §4.1); `seconds` of 0 forgets it. */
  set(kind: CookieKind, value: string, seconds: number): string;
}

/**
 * Names with `__Host-`: over https alone, for this host alone, for every path (RFC 6265bis §4.1.3.2). On this
 * machine over http browsers refuse that prefix, so there the name is plain.
 */
export function createCookies(baseUrl: string): Cookies {
  const isSecure = baseUrl.startsWith("https:");
  const nameOf = (kind: CookieKind) =>
    `${isSecure ? "__Host-" : ""}frontdesk${kind === "visitor" ? "-visitor" : ""}`;
  return {
    isPossible: isSecure || isLoopbackUrl(baseUrl),
    read(headers, kind) {
      const name = nameOf(kind);
      const found = (headers.get("cookie") ?? "")
        .split(";")
        .map(pairOf)
        .filter((pair) => pair.name === name);
      // Two of one name: somebody else has set one, and which is ours cannot be told.
      const value = found.length === 1 ? found[0]?.value : undefined;
      return value && /^[A-Za-z0-9_-]{20,100}$/.test(value) ? value : undefined;
    },
    set: (kind, value, seconds) =>
      [
        `${nameOf(kind)}=${value}`,
        "Path=/",
        `Max-Age=${seconds}`,
        "HttpOnly",
        "SameSite=Lax",
        ...(isSecure ? ["Secure"] : []),
      ].join("; "),
  };
}

/**
 * A pair of the header (RFC 6265 §4.2.1). Spaces and tabs around it are nobody's; any other character belongs to the
 * name, so that a neighbour's cookie whose name merely looks like ours is another cookie.
 */
function pairOf(part: string): { name: string; value: string } {
  const at = part.indexOf("=");
  const bare = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");
  return at < 0
    ? { name: "", value: bare(part) }
    : { name: bare(part.slice(0, at)), value: bare(part.slice(at + 1)) };
}
