import { DeskError } from "#src/errors.ts";
import type { OperationContext } from "./operation.ts";

/** A contact as `contact.identify` tells every domain of it. */
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
export async function customerBy(
  id: string,
  ctx: Pick<OperationContext, "use">,
): Promise<Customer | undefined> {
  const { contacts } = await ctx.use<{ contacts: Customer[] }>("contact.identify", { given: id });
  return contacts[0];
}
