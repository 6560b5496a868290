import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { isE164 } from "#platform/phone-number.ts";
import { ensureContact, ownerOf } from "./store.ts";

/** Makes sure that a number which wrote or called has a contact. Short codes and hidden numbers never get one. */
export const contactEnsure = defineWrite({
  name: "contact.ensure",
  title: "Make sure a number has a contact",
  description: "Joins the unit of whatever came in from a number.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phone: z.string(), raw: z.string() }),
  output: z.object({ id: z.string().nullable(), isNew: z.boolean() }),
  summary: ({ id }) => id ?? "no contact",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ phone, raw }, ctx) {
    const known = isE164(phone) ? await ownerOf(ctx.db, phone) : undefined;
    const isNew = isE164(phone) && !known;
    const id = known ?? (isNew ? ctx.newId("con") : null);
    return {
      facts: {},
      data: isNew && id ? { id, phone, raw, now: ctx.now } : undefined,
      result: { id, isNew },
    };
  },
  apply: (data) => (data ? ensureContact(data.id, data.phone, data.raw, data.now) : []),
});
