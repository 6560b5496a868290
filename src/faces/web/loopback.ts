const loopbackAddresses = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);
const forwarding = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * True for a request that a person at this machine made: it comes from loopback, names a loopback host
 * and no proxy has touched it. A proxy on the same machine would make everybody look local.
 */
export function isLocal(request: Request, address: string | undefined): boolean {
  if (!address || !loopbackAddresses.has(address)) return false;
  if (forwarding.some((name) => request.headers.has(name))) return false;
  return (
    loopbackHosts.has(new URL(request.url).hostname) ||
    loopbackHosts.has(`[${new URL(request.url).hostname}]`)
  );
}
