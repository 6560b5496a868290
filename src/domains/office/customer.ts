import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** A contact as other domains tell of it; its shape is theirs. */
export interface Customer {
  id: string;
  name: string | null;
  phones: string[];
  email: string | null;
  addresses: { id: string; label: string; address: string; directions: string | null }[];
  archived: boolean;
  /** ISO 8601. */
  created_at: string;
  words_of?: string[] | undefined;
}

/**
 * The one customer that is meant. @throws DeskError NOT_FOUND; CONFLICT where several may be meant, with who they are:
 * that is a question for whoever asked, never a guess
 */
export async function oneCustomer(given: string, argument: string, ctx: OperationContext): Promise<Customer> {
  const { contacts, isSure } = await ctx.use<{ contacts: Customer[]; isSure: boolean }>("contact.identify", {
    given,
  });
  const [customer, ...others] = contacts;
  if (!customer)
    throw new DeskError("NOT_FOUND", "No customer fits that.", {
      next: "Look with find_customer, or save them with create_contact first.",
    });
  if (others.length === 0 && isSure) return customer;
  const question =
    others.length === 0
      ? "No customer is called that; one is like it: ask whether they are meant."
      : `${contacts.length} customers fit that: ask which one is meant.`;
  throw new DeskError("CONFLICT", question, {
    fields: { [argument]: contacts.map((each) => `${each.id}: ${described(each)}`) },
    choice: {
      argument,
      question: "Which customer is meant?",
      options: contacts.map((each) => ({ value: each.id, title: described(each) })),
    },
    next: "Ask the person which one is meant, and call again with the id.",
  });
}

function described({ name, phones, addresses }: Customer): string {
  return [name ?? "no name", phones[0], addresses[0]?.address].filter(Boolean).join(", ");
}

/** A customer by id; undefined for one that has gone. */
export async function customerBy(id: string, ctx: OperationContext): Promise<Customer | undefined> {
  const { contacts } = await ctx.use<{ contacts: Customer[] }>("contact.identify", { given: id });
  return contacts[0];
}

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
