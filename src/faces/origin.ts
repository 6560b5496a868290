import { isLoopbackHost } from "#platform/loopback.ts";
import { rememberedByText } from "#platform/remembered.ts";
import { DeskError } from "#src/errors.ts";

/**
 * Refuses requests that name another host than this desk, or that a page of another origin sent: what a
 * browser is tricked into by DNS rebinding (MCP transports, "Security Warning"). No Origin is fine:
 * programs send none. @throws DeskError FORBIDDEN
 */
export function createOriginCheck(baseUrl: string): {
  /** That the Host is one at all (RFC 9112 §3.2), also where any name would do: what is none makes no address that can be read. */
  checkReadable(request: Request): void;
  /** Host and Origin. */
  check(request: Request): void;
  /** The Host alone, for pages and for what any page may ask. */
  checkHost(request: Request): void;
  isOurs(origin: string): boolean;
  /** Whether a Host is this desk's own. */
  isOurHost(host: string | null): boolean;
} {
  const own = new URL(baseUrl);
  const isOurs = rememberedByText((url: string) => {
    const hostname = hostnameOf(url);
    return hostname === own.hostname || isLoopbackHost(hostname);
  });
  const isReadable = rememberedByText((host: string) => written.test(host) && URL.canParse(`http://${host}`));
  const isOurHost = (host: string | null) => host === null || (isReadable(host) && isOurs(`http://${host}`));
  const checkHost = (request: Request) => {
    if (!isOurHost(request.headers.get("host"))) throw refuse("Host");
  };
  return {
    checkReadable({ headers }) {
      const host = headers.get("host");
      if (host !== null && !isReadable(host)) throw refuse("Host");
    },
    check(request) {
      checkHost(request);
      const origin = request.headers.get("origin");
      if (origin !== null && !isOurs(origin)) throw refuse("Origin");
    },
    checkHost,
    isOurs,
    isOurHost,
  };
}

/** A name or an address, and perhaps a port (RFC 9110 §7.2): no user, no path, nothing behind a comma. */
const written = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{0,5})?$/i;

function hostnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

function refuse(header: string): DeskError {
  return new DeskError("FORBIDDEN", `The ${header} header names somebody else.`, {
    next: "Use the address in BASE_URL; the owner sets it to the public one.",
  });
}
