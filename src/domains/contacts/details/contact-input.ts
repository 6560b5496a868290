import * as z from "zod";
import type { ContactRow } from "#domains/contacts/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { appOf } from "#operation/permission.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import type { AddressRow, ContactChange, Details } from "./details-store.ts";

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), "It is one line.")
    .transform(maskCards);

export const contactId = z.string().min(1).max(60).describe("con_…, or a number of theirs.");
export const contactName = line(120);
export const email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());
export const tag = line(40).transform((text) => text.toLowerCase());
export const address = z.strictObject({
  label: line(40).default("Home").describe("Home, Office, Cabin…"),
  address: line(300).describe("As on an envelope, in one line."),
  directions: z.string().trim().max(500).transform(maskCards).optional().describe("Gates, dogs, keys."),
});
export const notes = z.string().max(4000).transform(maskCards);

/** What is said of a contact that is to be changed. */
export const changes = {
  name: contactName.optional(),
  email: z
    .union([z.literal("").transform(() => null), email])
    .optional()
    .describe("Empty takes it away."),
  notes: z
    .union([z.literal("").transform(() => null), notes])
    .optional()
    .describe("All of it anew."),
  add_phones: z.array(z.string().min(1).max(40)).max(10).optional(),
  remove_phones: z.array(z.string().min(1).max(40)).max(10).optional(),
  add_emails: z.array(email).max(10).optional(),
  remove_emails: z.array(email).max(10).optional(),
  addresses: z.array(address).max(10).optional().describe("Each takes the place of the one with its label."),
  remove_addresses: z.array(z.string().min(1).max(60)).max(10).optional().describe("Ids or labels."),
  add_tags: z.array(tag).max(20).optional(),
  remove_tags: z.array(tag).max(20).optional(),
  attributes: z
    .record(z.string().trim().min(1).max(60), z.string().trim().max(500).transform(maskCards))
    .optional()
    .describe("Name to text; an empty text takes it away."),
  external_ids: z
    .record(z.string().trim().min(1).max(60), z.string().trim().max(200))
    .optional()
    .describe("System to id; an empty id takes it away."),
};

export type Changes = { [Key in keyof typeof changes]?: z.output<(typeof changes)[Key]> };

/** The most addresses, attributes and tags that one contact has. */
const most = { addresses: 20, attributes: 50, tags: 50 };

/** What was said as it is written. @throws DeskError VALIDATION_ERROR */
export function changeIn(
  said: Changes,
  { row, details }: { row: Pick<ContactRow, "attributes">; details: Details },
  ctx: OperationContext,
): ContactChange {
  const region = ctx.settings.get("business.region");
  const phonesIn = (texts: string[] | undefined, argument: string) =>
    texts?.map((raw, at) => ({
      ...{ e164: requirePhoneNumber(raw, region, `${argument}.${at}`), raw, addedBy: appOf(ctx) },
    }));
  const attributes = attributesWith(said.attributes, row.attributes);
  const addresses = said.addresses?.map((given) => placed(given, details.addresses, ctx));
  within("addresses", details.addresses.length + (addresses?.length ?? 0));
  within("tags", details.tags.length + (said.add_tags?.length ?? 0));
  return {
    row: {
      ...(said.name === undefined ? {} : { name: said.name }),
      ...(said.email === undefined ? {} : { email: said.email }),
      ...(said.notes === undefined ? {} : { notes: said.notes }),
      ...(attributes === undefined ? {} : { attributes }),
    },
    ...some(
      "addPhones",
      phonesIn(said.add_phones, "add_phones")?.filter(({ e164 }) => !details.phones.includes(e164)),
    ),
    ...some(
      "removePhones",
      phonesIn(said.remove_phones, "remove_phones")?.map(({ e164 }) => e164),
    ),
    ...some("addEmails", said.add_emails),
    ...some("removeEmails", said.remove_emails),
    ...some("addresses", addresses),
    ...some(
      "removeAddresses",
      said.remove_addresses?.flatMap((name) => idsOf(name, details.addresses)),
    ),
    ...some("addTags", said.add_tags),
    ...some("removeTags", said.remove_tags),
    ...some(
      "names",
      said.external_ids &&
        Object.entries(said.external_ids).map(([system, id]) => ({
          system,
          externalId: id === "" ? null : id,
        })),
    ),
  };
}

function some<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

function placed(
  { label, address: text, directions }: z.output<typeof address>,
  known: readonly AddressRow[],
  ctx: OperationContext,
) {
  const same = known.find((each) => each.label.toLowerCase() === label.toLowerCase());
  return { id: same?.id ?? ctx.newId("adr"), label, address: text, directions: directions || null };
}

function idsOf(name: string, known: readonly AddressRow[]): string[] {
  const small = name.toLowerCase();
  return known.filter(({ id, label }) => id === name || label.toLowerCase() === small).map(({ id }) => id);
}

function attributesWith(
  said: Record<string, string> | undefined,
  known: string | null,
): string | null | undefined {
  if (said === undefined) return undefined;
  const all = { ...(JSON.parse(known ?? "{}") as Record<string, string>), ...said };
  const kept = Object.entries(all).filter(([, text]) => text !== "");
  within("attributes", kept.length);
  return kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept));
}

function within(what: keyof typeof most, count: number): void {
  if (count <= most[what]) return;
  throw new DeskError("VALIDATION_ERROR", `A contact has at most ${most[what]} ${what}.`, {
    fields: { [what]: [`At most ${most[what]}.`] },
  });
}
