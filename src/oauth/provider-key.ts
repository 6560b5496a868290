import { providerKey } from "#domains/people/provider-keys/provider-key-set.ts";
import type { Principal } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** The header that names the caller's own key at Quo. It lets nobody in: it only chooses whose key is used. */
export const providerKeyHeader = "x-openphone-api-key";

/**
 * The caller with the phone provider's key of this request: the header's, before the person's own, before the
 * desk's. @throws DeskError VALIDATION_ERROR for one that cannot be a key
 */
export function withProviderKey(principal: Principal, headers: Headers): Principal {
  const given = headers.get(providerKeyHeader);
  if (given === null) return principal;
  if (providerKey.safeParse(given).success) return { ...principal, providerKey: given };
  throw new DeskError("VALIDATION_ERROR", `The ${providerKeyHeader} header holds no key.`, {
    next: "Send a Quo key in it, or leave it out.",
  });
}
