import * as z from "zod";
import { customerView, viewCustomers } from "#domains/contacts/details/customer-view.ts";
import { defineRead } from "#operation/operation.ts";
import { identify } from "./looking.ts";

/** Whom somebody means, for operations that do something for one customer: one, or those it may be. */
export const contactIdentify = defineRead({
  name: "contact.identify",
  title: "Whom somebody means",
  description: "For other operations: the contacts that an id, a number, an address or a name may mean.",
  scopes: [],
  exposure: "system",
  uses: ["ticket.search"],
  input: z.strictObject({ given: z.string() }),
  output: z.object({
    contacts: z.array(customerView),
    isSure: z.boolean().describe("False: only like what was said."),
  }),
  summary: ({ contacts }) => `${contacts.length} contacts`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ given }, ctx) {
    const { rows, isSure } = await identify(given, ctx);
    return { contacts: await viewCustomers(rows, ctx), isSure };
  },
});
