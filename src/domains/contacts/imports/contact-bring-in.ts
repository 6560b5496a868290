import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { bringIn } from "./import-store.ts";

const text = z.record(z.string(), z.string());

export const broughtInput = z.strictObject({
  id: z.string(),
  name: z.string().nullable(),
  phones: z.array(z.strictObject({ e164: z.string(), raw: z.string() })).default([]),
  email: z.string().nullable().default(null),
  emails: z.array(z.string()).default([]),
  addresses: z
    .array(
      z.strictObject({
        ...{ id: z.string(), label: z.string(), address: z.string() },
        directions: z.string().nullable().default(null),
      }),
    )
    .default([]),
  tags: z.array(z.string()).default([]),
  notes: z.string().nullable().default(null),
  attributes: text.default({}),
  externalIds: text.default({}),
});

/** Contacts that come all at once, in the unit of whatever brings them. */
export const contactBringIn = defineWrite({
  name: "contact.bring_in",
  title: "Bring contacts in",
  description: "Joins the unit of whatever brings contacts in.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ contacts: z.array(broughtInput) }),
  output: z.object({ ids: z.array(z.string()) }),
  summary: ({ ids }) => `${ids.length} contacts`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  plan: async ({ contacts }, ctx) => ({
    facts: {},
    data: contacts.flatMap((contact) => bringIn(contact, ctx.now)),
    result: { ids: contacts.map(({ id }) => id) },
  }),
  apply: (statements) => statements,
});
