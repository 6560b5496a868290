import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { addPhone, type ContactRow, contactByPhone, insertContact, nameContact } from "./store.ts";

const input = z.strictObject({
  name: z.string().transform((text) =>
    text
      .replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, " ")
      .trim()
      .slice(0, 120),
  ),
  email: z.string().max(254).nullable(),
  phones: z.array(z.string().max(40)).max(20),
});

interface Data {
  known: ContactRow | undefined;
  id: string;
  name: string;
  email: string | null;
  phones: { e164: string; raw: string }[];
  now: number;
}

/**
 * Takes over a contact from a provider's address book: a new one, or the name of a number that has none yet. What somebody
 * has called a contact here is never changed.
 */
export const contactAdopt = defineWrite({
  name: "contact.adopt",
  title: "Take over a contact",
  description: "Run for each contact of a provider's address book.",
  scopes: [],
  exposure: "system",
  input,
  output: z.object({ id: z.string().nullable() }),
  summary: ({ id }) => id ?? "nobody new",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan,
  apply: (data) => (data ? adopt(data) : []),
});

function adopt({ known, id, name, email, phones, now }: Data): Statement[] {
  const [first, ...others] = phones;
  const given = { name, email, notes: null, wordsOf: null };
  if (known)
    return [...nameContact(known, given, now), ...phones.flatMap((phone) => addPhone(id, phone, now))];
  return [
    ...insertContact({ id, ...given, origin: "typed", phone: first }, now),
    ...others.flatMap((phone) => addPhone(id, phone, now)),
  ];
}

async function plan(
  { name, email, phones }: z.infer<typeof input>,
  ctx: OperationContext,
): Promise<Plan<Data | undefined, { id: string | null }>> {
  const region = ctx.settings.get("business.region");
  const read = phones.flatMap((raw) => {
    const e164 = readPhoneNumber(raw, region);
    return e164 === undefined ? [] : [{ e164, raw }];
  });
  const owners = await Promise.all(read.map(({ e164 }) => contactByPhone(ctx.db, e164)));
  const known = owners.find((row) => row !== undefined);
  if (name === "" || read.length === 0 || known?.name)
    return { facts: {}, data: undefined, result: { id: null } };
  const free = read.filter((_, n) => owners[n] === undefined);
  const id = known?.id ?? ctx.newId("con");
  const data = { known, id, name, email, phones: free, now: ctx.now };
  return { facts: {}, data, result: { id }, events: [{ type: "contact.found", subject: id }] };
}
