import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { isoIn } from "#platform/zone.ts";
import { documentsThat } from "./document-store.ts";
import { readerOf } from "./readable.ts";

/** Documents that one may read, the newest first, without their text. @throws VALIDATION_ERROR */
export const chatDocumentList = defineRead({
  name: "chat_document.list",
  title: "List documents for models",
  description: "Documents that a question can name by their id, the newest first, without their text.",
  scopes: ["assistant:read"],
  input: z.strictObject({
    contact_id: z.string().max(60).optional(),
    ticket_id: z.string().max(60).optional(),
    case_id: z.string().max(200).optional(),
    limit: z.int().min(1).max(100).default(50),
    cursor: z.string().max(200).optional(),
  }),
  output: z.object({
    documents: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        letters: z.int(),
        contact_id: z.string().nullable(),
        ticket_id: z.string().nullable(),
        case_id: z.string().nullable(),
        at: z.string(),
      }),
    ),
    truncated: z.boolean(),
    next_cursor: z.string().nullable(),
  }),
  example: { case_id: "case456" },
  summary: ({ documents }) => `${documents.length} documents.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ contact_id, ticket_id, case_id, limit, cursor }, ctx) {
    const found = await documentsThat(ctx.db, {
      ...{ contactId: contact_id, ticketId: ticket_id, caseId: case_id, limit: limit + 1 },
      ...{ before: cursor ? decodeCursor(cursor) : undefined, reader: readerOf(ctx) },
    });
    const zone = ctx.settings.get("business.zone");
    const { rows, truncated, nextCursor } = pageOf(
      found,
      limit,
      (row) => ({
        ...{ id: row.id, name: row.name, letters: row.content.length, at: isoIn(zone, row.createdAt) },
        ...{ contact_id: row.contactId, ticket_id: row.ticketId, case_id: row.caseId },
      }),
      (row) => ({ at: row.createdAt, id: row.id }),
    );
    return { documents: rows, truncated, next_cursor: nextCursor };
  },
});
