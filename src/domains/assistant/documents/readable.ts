import type { OperationContext } from "#operation/operation.ts";
import type { DocumentRow } from "./document-store.ts";

/** What a caller may read beside what they have added themselves: what lies with somebody or something they may read. */
export function readerOf({ principal }: Pick<OperationContext, "principal">) {
  const { user, scopes, authority } = principal;
  return {
    user,
    contacts: scopes.has("phone:read") || scopes.has("office:read"),
    tickets: scopes.has("helpdesk:read"),
    all: authority !== "tools",
  };
}

export function isReadable(row: DocumentRow, ctx: Pick<OperationContext, "principal">): boolean {
  const { user, contacts, tickets, all } = readerOf(ctx);
  if (all || row.addedBy === user) return true;
  return (row.contactId !== null && contacts) || (row.ticketId !== null && tickets);
}

const named = /\bdocuments?(\s+id)?\s*[:#]?\s*["'“]?([A-Za-z0-9][\w-]{1,63})/gi;

/** Ids of documents that a question names, and whether it says outright that it is an id. */
export function documentsNamed(text: string): { id: string; isOutright: boolean }[] {
  return [...text.matchAll(named)].map(([, outright, id = ""]) => ({
    ...{ id, isOutright: outright !== undefined },
  }));
}
