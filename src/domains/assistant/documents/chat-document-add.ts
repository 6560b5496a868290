import * as z from "zod";
import { linked, linkingUses } from "#domains/assistant/sessions/linked.ts";
import { readLately } from "#domains/assistant/words.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { documentsById, putDocument } from "./document-store.ts";

/** Keeps a text that questions can name by its id. @throws CONFLICT, NOT_FOUND */
export const chatDocumentAdd = defineWrite({
  name: "chat_document.add",
  title: "Keep a document for models",
  description:
    "Keeps a text with a contact, a ticket or a case. A question that says “document ID: …” takes it along. An id of yours that is there is written anew.",
  scopes: ["assistant:write"],
  uses: linkingUses,
  input: z.strictObject({
    id: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9][\w-]{1,63}$/, "Letters, digits, - and _ alone.")
      .optional(),
    name: z.string().trim().min(1).max(200),
    content: z.string().min(1).max(1_000_000),
    contact: z.string().trim().min(1).max(60).optional().describe("Number or id."),
    ticket: z.string().trim().min(1).max(60).optional(),
    case_id: z.string().trim().min(1).max(200).optional(),
  }),
  output: z.object({ id: z.string(), name: z.string() }),
  example: { id: "doc123", name: "Lease 2026", content: "The lease begins on…", case_id: "case456" },
  summary: ({ id, name }) => `Kept ${name} as ${id}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ id = "", name, content, ...about }, ctx) {
    const key = id === "" ? ctx.newId("doc") : id;
    const [known] = await documentsById(ctx.db, [key]);
    if (known && known.addedBy !== ctx.principal.user)
      throw new DeskError("CONFLICT", "Somebody else has a document of that id.", {
        next: "Choose another id, or leave it out.",
      });
    const { contactId, ticketId, caseId, phones } = await linked(about, ctx);
    const peers = JSON.stringify(readLately(ctx));
    const row = { id: key, name, content, contactId, ticketId, caseId };
    return {
      facts: {},
      data: {
        ...row,
        addedBy: ctx.principal.user,
        createdAt: ctx.now,
        peers,
        phones: JSON.stringify(phones),
      },
      result: { id: key, name },
    };
  },
  apply: putDocument,
});
