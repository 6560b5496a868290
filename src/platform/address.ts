import ipaddr from "ipaddr.js";

/** A network: an address and how many of its bits count. */
export type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** An address or a network such as `10.0.0.0/8`; undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/**
 * Where a request comes from: the nearest address in `X-Forwarded-For` that is no proxy of ours, when a proxy
 * of ours brought it; else whoever connected. Anybody can write that header, so nobody else's counts.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  trusted: readonly Network[],
): string | undefined {
  if (!peer || trusted.length === 0 || !isIn(peer, trusted)) return peer;
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  for (const hop of hops.reverse()) {
    if (!ipaddr.isValid(hop)) return peer;
    if (!isIn(hop, trusted)) return hop;
  }
  return peer;
}

/** The same as limits count it, the last few addresses remembered: reading one costs more than the rest. */
export function createAddressReader(trusted: readonly Network[]) {
  const known = new Map<string, string>();
  return (peer: string | undefined, headers: Headers): string => {
    const forwarded = trusted.length > 0 ? headers.get("x-forwarded-for") : null;
    const name = forwarded === null ? (peer ?? "") : `${peer} ${forwarded}`;
    const key = known.get(name) ?? addressKey(clientAddress(peer, forwarded, trusted));
    if (known.size >= 1000) known.clear();
    known.set(name, key);
    return key;
  };
}

function isIn(text: string, networks: readonly Network[]): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return networks.some(
    ([network, bits]) => address.kind() === network.kind() && address.match(network, bits),
  );
}

/** What a limit counts: an IPv4 address, or the /64 an IPv6 one lies in, which is one household's or server's. */
export function addressKey(text: string | undefined): string {
  if (!text || !ipaddr.isValid(text)) return "nowhere";
  const address = ipaddr.process(text);
  if (address.kind() === "ipv4") return address.toString();
  return (address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":");
}

/** Addresses that look public and are a cloud's own, inside its machines. */
const cloudInternal = new Set(["168.63.129.16"]);
/** What of IPv6 is given out (IANA, IPv6 Global Unicast Address Assignments). */
const givenOut = ipaddr.IPv6.parseCIDR("2000::/3");

/** True for an address of the public internet: nothing private, local, reserved or translated. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== "unicast" || cloudInternal.has(address.toString())) return false;
  return address.kind() === "ipv4" || address.match(givenOut);
}

export function isLoopbackAddress(text: string): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).range() === "loopback";
}
