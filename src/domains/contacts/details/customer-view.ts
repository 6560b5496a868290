import * as z from "zod";
import { type ContactRow, contactById } from "#domains/contacts/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type Details, detailsOf } from "./details-store.ts";

export const addressView = z.object({
  id: z.string().describe("adr_…"),
  label: z.string(),
  address: z.string(),
  directions: z.string().nullable(),
});

/** A contact as the office's tools show it: with everything that belongs to it. */
export const customerView = z.object({
  id: z.string().describe("con_…"),
  name: z.string().nullable().describe("null until somebody says who the number belongs to"),
  phones: z.array(z.string()).describe("E.164"),
  email: z.string().nullable(),
  other_emails: z.array(z.string()),
  addresses: z.array(addressView),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  external_ids: z.record(z.string(), z.string()),
  notes: z.string().nullable(),
  archived: z.boolean(),
  words_of: z
    .array(z.string())
    .optional()
    .describe("Whoever wrote this had just read these numbers' words: what it says may repeat them."),
  version: z.int(),
  created_at: z.string(),
});

export type CustomerView = z.infer<typeof customerView>;

export function viewCustomer(
  row: ContactRow,
  details: Details,
  { settings }: OperationContext,
): CustomerView {
  return {
    id: row.id,
    name: row.name,
    phones: details.phones,
    email: row.email,
    other_emails: details.emails,
    addresses: details.addresses.map(({ id, label, address, directions }) => ({
      id,
      label,
      address,
      directions,
    })),
    tags: details.tags,
    attributes: JSON.parse(row.attributes ?? "{}") as Record<string, string>,
    external_ids: Object.fromEntries(details.names.map(({ system, externalId }) => [system, externalId])),
    notes: row.notes,
    archived: row.archivedAt !== null,
    ...(row.wordsOf === null ? {} : { words_of: JSON.parse(row.wordsOf) as string[] }),
    version: row.version,
    created_at: isoIn(settings.get("business.zone"), row.createdAt),
  };
}

/** These contacts in their order. */
export async function viewCustomers(
  rows: readonly ContactRow[],
  ctx: OperationContext,
): Promise<CustomerView[]> {
  const details = await detailsOf(
    ctx.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) => {
    const own = details.get(row.id);
    return own ? [viewCustomer(row, own, ctx)] : [];
  });
}

/** The answer of whatever changed a contact. @throws DeskError NOT_FOUND where it has gone since */
export async function changedCustomer({ id }: { id: string }, ctx: OperationContext) {
  const row = await contactById(ctx.db, id);
  if (!row) throw new DeskError("NOT_FOUND", "The contact has been removed since.");
  const [customer] = await viewCustomers([row], ctx);
  if (!customer) throw new TypeError("a contact has no view");
  return { contact: customer };
}

export const changedCustomerView = z.object({ contact: customerView });

/** Whose words may stand in what was written of contacts. */
export function wordsIn(customers: readonly CustomerView[]): string[] {
  return customers.flatMap(({ words_of = [] }) => words_of);
}
