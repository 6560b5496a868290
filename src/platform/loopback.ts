const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** True for a host name, as a URL has it, that only this machine has. */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackHosts.has(hostname);
}

/** True for an address that only this machine can reach. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopbackHost(new URL(url).hostname);
}
