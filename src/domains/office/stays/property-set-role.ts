import * as z from "zod";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { propertyNamed } from "./stay.ts";
import { setRole } from "./stay-store.ts";

export const propertyRole = z.enum(["owner", "guest", "tenant"]);

/** Says what somebody is at a property, or is not any more. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const propertySetRole = defineWrite({
  name: "property.set_role",
  title: "Say what somebody is at a property",
  description:
    "Says that a contact is an owner, tenant or guest of a property; with has false that they are not any more.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({
    property: z.string().trim().min(1).max(120).describe("Name or id."),
    customer_identifier: z.string().trim().min(1).max(200),
    role: propertyRole,
    has: z.boolean().default(true),
  }),
  output: z.object({ property: z.string(), customer_id: z.string(), role: propertyRole, has: z.boolean() }),
  example: { property: "Harbour House", customer_identifier: "Olga Marsh", role: "owner" },
  summary: ({ role, property, has }) => `${has ? "Is" : "Is not"} ${role} of ${property}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan(given, ctx) {
    const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const property = propertyNamed(given.property, ctx);
    const { role, has } = given;
    const row = { property, contactId: customer.id, role, createdAt: ctx.now };
    return {
      facts: { property, customer: customer.id, role, has },
      data: [setRole(row, has)],
      result: { property, customer_id: customer.id, role, has },
    };
  },
  apply: (statements) => statements,
});
