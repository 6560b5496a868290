import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { deleteDocument, documentsById } from "./document-store.ts";

/** Forgets a document that one has added. @throws NOT_FOUND */
export const chatDocumentRemove = defineWrite({
  name: "chat_document.remove",
  title: "Remove a document for models",
  description: "Removes a document that you have added; questions that name it do without it from then on.",
  scopes: ["assistant:write"],
  input: z.strictObject({ id: z.string().trim().min(2).max(64) }),
  output: z.object({ id: z.string(), removed: z.literal(true) }),
  example: { id: "doc123" },
  summary: ({ id }) => `Removed ${id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    const [row] = await documentsById(ctx.db, [id]);
    const isOwners = ctx.principal.authority === "owner";
    if (!row || (row.addedBy !== ctx.principal.user && !isOwners))
      throw new DeskError("NOT_FOUND", "You have added no document of that id.", {
        next: "Look with chat_document_list.",
      });
    return { facts: { name: row.name }, data: id, result: { id, removed: true as const } };
  },
  apply: (id) => [deleteDocument(id)],
});
