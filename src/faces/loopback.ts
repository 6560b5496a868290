import { isLoopbackHost } from "#platform/loopback.ts";

const loopbackAddresses = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
/** Headers that some proxy or tunnel leaves on what it passes on. */
const forwarding =
  /^(x-forwarded|forwarded|via$|x-real-ip|x-client-ip|true-client|cf-|fly-|tailscale-|ngrok-)/;

/**
 * True for a request that a person at this machine made: it comes from loopback, names a loopback host
 * and no proxy has touched it. A proxy on the same machine would make everybody look local.
 */
export function isLocal(request: Request, address: string | undefined): boolean {
  if (!address || !loopbackAddresses.has(address)) return false;
  if ([...request.headers.keys()].some((name) => forwarding.test(name))) return false;
  return (
    isLoopbackHost(new URL(request.url).hostname) || isLoopbackHost(`[${new URL(request.url).hostname}]`)
  );
}
