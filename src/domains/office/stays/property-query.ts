import * as z from "zod";
import { customerBy } from "#operation/customer.ts";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { propertyRole } from "./property-set-role.ts";
import { rolesThat } from "./stay-store.ts";

/** The business's properties, with who is owner, tenant or guest there. */
export const propertyQuery = defineRead({
  name: "property.query",
  title: "Query properties",
  description: "The properties the business looks after, each with its owners, tenants and guests.",
  scopes: ["office:read"],
  uses: ["contact.identify"],
  input: queryInput({ customer_id: z.string().max(60).optional(), role: propertyRole.optional() }, [
    "people",
  ]),
  output: queryOutput(
    z.object({
      id: z.string(),
      name: z.string(),
      address: z.string().nullable(),
      people: z.array(z.object({ id: z.string(), name: z.string().nullable(), role: propertyRole })),
    }),
  ),
  example: {},
  summary: ({ items }) => (items.length === 1 ? "1 property." : `${items.length} properties.`),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const { customer_id, role } = asked.filters ?? {};
    const roles = (await rolesThat(ctx.db, {})).filter((each) => role === undefined || each.role === role);
    const words = wordsOf(asked)?.toLowerCase();
    const wanted = ctx.settings
      .get("business.properties")
      .filter(
        ({ id, name }) =>
          (asked.id === undefined || id === asked.id) &&
          (words === undefined || name.toLowerCase().includes(words)) &&
          (customer_id === undefined ||
            roles.some((each) => each.property === id && each.contactId === customer_id)),
      );
    const items = await Promise.all(
      wanted.slice(0, asked.limit).map(async ({ id, name, address }) => ({
        ...{ id, name, address: address ?? null },
        people: await Promise.all(
          roles
            .filter(({ property }) => property === id)
            .map(async (each) => ({
              ...{ id: each.contactId, role: each.role },
              name: (await customerBy(each.contactId, ctx))?.name ?? null,
            })),
        ),
      })),
    );
    return { items, truncated: wanted.length > items.length, next_cursor: null };
  },
});
