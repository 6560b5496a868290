import type * as z from "zod";
import type { ProviderContact } from "../provider.ts";
import { type QuoRead, quoPages } from "./paging.ts";
import * as quo from "./schemas.ts";

/** Contacts of the workspace that were changed since then, a page at a time: Quo has no list of changed ones. */
export async function* contactsAtQuo(read: QuoRead, since: number): AsyncGenerator<ProviderContact[]> {
  const pages = quoPages(read, quo.listContactsAnswer, "/v1/contacts", { maxResults: "50" });
  for await (const page of pages)
    yield page.filter((found) => isOthers(found) && changedAt(found) >= since).map(contactOf);
}

type Found = z.infer<typeof quo.listContactsAnswer>["data"][number];

/** What this desk has put there itself is known here. */
function isOthers({ source, externalId }: Found): boolean {
  return source !== quo.ourSource || !externalId?.startsWith("con_");
}

function changedAt({ updatedAt }: Found): number {
  const at = Date.parse(updatedAt ?? "");
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}

function contactOf({ defaultFields }: Found): ProviderContact {
  const { firstName, lastName, company, phoneNumbers = [], emails = [] } = defaultFields;
  const name = [firstName, lastName].filter(Boolean).join(" ") || (company ?? "");
  const values = (list: { value?: string | null | undefined }[]) =>
    list.flatMap(({ value }) => (value ? [value] : []));
  return { name, phones: values(phoneNumbers), email: values(emails)[0] ?? null };
}
