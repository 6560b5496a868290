/**
 * The policy of a page whose form leads to other sites: browsers hold a form to `form-action` along every
 * redirect, and what answers at an app's or a provider's address may lead on. https wherever it goes, and the
 * schemes of `addresses` where these have another.
 */
export function leadingTo(policy: string, addresses: readonly string[]): string {
  const schemes = new Set(["https:", ...addresses.map((address) => new URL(address).protocol)]);
  return policy.replace("form-action 'self'", `form-action 'self' ${[...schemes].join(" ")}`);
}
