import type { OperationContext } from "#operation/operation.ts";
import type { DocumentRow } from "./document-store.ts";

/** Whether the caller may read it: what they have added, and what lies with somebody or something they may read. */
export function isReadable(row: DocumentRow, { principal }: Pick<OperationContext, "principal">): boolean {
  if (row.addedBy === principal.user || principal.authority !== "tools") return true;
  const { scopes } = principal;
  if (row.contactId !== null && (scopes.has("phone:read") || scopes.has("office:read"))) return true;
  return row.ticketId !== null && scopes.has("helpdesk:read");
}

const named = /\bdocuments?(\s+id)?\s*[:#]?\s*["'“]?([A-Za-z0-9][\w-]{1,63})/gi;

/** Ids of documents that a question names, and whether it says outright that it is an id. */
export function documentsNamed(text: string): { id: string; isOutright: boolean }[] {
  return [...text.matchAll(named)].map(([, outright, id = ""]) => ({
    ...{ id, isOutright: outright !== undefined },
  }));
}
