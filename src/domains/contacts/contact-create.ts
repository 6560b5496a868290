import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { appOf } from "#operation/permission.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { tag } from "./details/contact-input.ts";
import { detailStatements } from "./details/details-store.ts";
import {
  type ContactRow,
  contactById,
  contactByPhone,
  insertContact,
  type NewContact,
  nameContact,
  phonesOf,
} from "./store.ts";
import { contactView, viewContact } from "./view.ts";
import { wordsJustRead } from "./words-of.ts";

const input = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "A name is one line."),
  phone: z.string().max(40).optional().describe("Any readable form."),
  email: z.email().max(254).optional(),
  address: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .transform(maskCards)
    .optional()
    .describe("Where they are, in one line."),
  tags: z.array(tag).max(20).optional(),
  notes: z.string().max(4000).transform(maskCards).optional(),
});

type Input = z.infer<typeof input>;

/** `unnamed`: the contact that a first text from this number had made, which now gets its name. */
interface Data {
  contact: NewContact;
  unnamed: ContactRow | undefined;
  details: Statement[];
  now: number;
}

/**
 * Saves a person or company. A number that had only written in gets the name.
 * @throws CONFLICT when the number belongs to a named contact already; VALIDATION_ERROR for an unreadable number.
 */
export const contactCreate = defineWrite({
  name: "contact.create",
  title: "Create a contact",
  description:
    "Saves a person or company the business deals with. Use it once somebody's name is known; look with find_contact_by_phone first. A number has one contact.",
  scopes: ["phone:write", "office:write"],
  input,
  output: z.object({ contact: contactView }),
  example: { name: "Maria Garcia", phone: "+15550100200", notes: "Prefers mornings" },
  summary: ({ contact }) => `Saved ${contact.name} as ${contact.id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  plan,
  apply: ({ contact, unnamed, details, now }): Statement[] => [
    ...(unnamed ? nameContact(unnamed, contact, now) : insertContact(contact, now)),
    ...details,
  ],
  answer: async ({ id }: { id: string }, ctx) => ({ contact: await savedContact(id, ctx) }),
});

async function plan(given: Input, ctx: OperationContext): Promise<Plan<Data, { id: string }>> {
  const region = ctx.settings.get("business.region");
  const phone =
    given.phone === undefined
      ? undefined
      : {
          ...{ e164: requirePhoneNumber(given.phone, region, "phone"), raw: given.phone },
          addedBy: appOf(ctx),
        };
  const known = phone ? await contactByPhone(ctx.db, phone.e164) : undefined;
  if (known?.name) {
    throw new DeskError("CONFLICT", "That number belongs to a contact already.", {
      refs: { contact_id: known.id },
      next: "Use that contact, or leave the number out.",
    });
  }
  const contact: NewContact = {
    id: known?.id ?? ctx.newId("con"),
    name: given.name,
    email: given.email ?? null,
    notes: given.notes ?? null,
    origin: "typed",
    wordsOf: wordsJustRead(ctx),
    phone,
  };
  return {
    facts: { name: given.name, phone: phone?.e164 ?? null },
    data: { contact, unnamed: known, details: detailsIn(given, contact.id, ctx), now: ctx.now },
    result: { id: contact.id },
    events: [{ type: "contact.created", subject: contact.id }],
  };
}

function detailsIn({ address, tags = [] }: Input, id: string, ctx: OperationContext): Statement[] {
  const home = { id: ctx.newId("adr"), label: "Home", directions: null };
  const addresses = address === undefined ? [] : [{ ...home, address }];
  return detailStatements(id, { addresses, addTags: tags }, ctx.now);
}

async function savedContact(id: string, ctx: OperationContext) {
  const row = await contactById(ctx.db, id);
  if (!row) throw new DeskError("NOT_FOUND", "The contact has been removed since.");
  return viewContact(row, await phonesOf(ctx.db, id), ctx.settings);
}
