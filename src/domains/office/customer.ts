import type { Customer } from "#operation/customer.ts";
import { DeskError } from "#src/errors.ts";

/**
 * Where somebody is to be visited: one of the customer's addresses by label, id or part of it, the only one they have,
 * or the text itself where it is an address. @throws DeskError VALIDATION_ERROR, with those there are
 */
export function addressFor(
  given: string | undefined,
  { addresses }: Customer,
): { addressId: string | null; address: string | null; hint: string | null } {
  const [only, ...more] = addresses;
  if (given === undefined || given.trim() === "") {
    if (only && more.length === 0) return { addressId: only.id, address: only.address, hint: null };
    const hint = only
      ? `They have ${addresses.length} addresses, and none was named: ${labels(addresses)}.`
      : null;
    return { addressId: null, address: null, hint };
  }
  const small = given.trim().toLowerCase();
  const exact = addresses.filter(({ id, label }) => id === given || label.toLowerCase() === small);
  const like = addresses.filter(({ address }) => address.toLowerCase().includes(small));
  const found = exact.length > 0 ? exact : like;
  if (found.length === 1 && found[0])
    return { addressId: found[0].id, address: found[0].address, hint: null };
  if (found.length === 0 && /\d/.test(given) && given.trim().length >= 6)
    return { addressId: null, address: given.trim(), hint: "That address is not among the customer's own." };
  throw new DeskError("VALIDATION_ERROR", "That is none of the customer's addresses.", {
    fields: {
      address_identifier: [only ? `One of: ${labels(addresses)}; or a full address.` : "A full address."],
    },
  });
}

function labels(addresses: Customer["addresses"]): string {
  return addresses.map(({ label, address }) => `${label} (${address})`).join(", ");
}
