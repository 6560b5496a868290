import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { DeskError } from "#src/errors.ts";
import { sessionView, viewSessions } from "./session.ts";
import { sessionsThat } from "./session-store.ts";

/** One's own sessions, the one with the newest word first. @throws VALIDATION_ERROR */
export const chatListSessions = defineRead({
  name: "chat.list_sessions",
  title: "List conversations with models",
  description:
    "Your sessions with their statistics, the newest first; search looks through names and what was said.",
  scopes: ["assistant:read"],
  input: z.strictObject({
    search: z.string().trim().min(1).max(200).optional(),
    user_id: z.string().trim().min(1).max(200).optional().describe("Only those with your label."),
    contact_id: z.string().max(60).optional(),
    ticket_id: z.string().max(60).optional(),
    case_id: z.string().max(200).optional(),
    archived: z.boolean().default(false),
    everybody: z.boolean().default(false).describe("Everybody’s: the owner’s to see."),
    limit: z.int().min(1).max(100).default(20),
    cursor: z.string().max(200).optional(),
  }),
  output: z.object({
    sessions: z.array(sessionView.omit({ system_prompt: true })),
    truncated: z.boolean(),
    next_cursor: z.string().nullable(),
  }),
  example: { search: "contract", limit: 10 },
  summary: ({ sessions }) => `${sessions.length} sessions.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ search, user_id, contact_id, ticket_id, case_id, archived, everybody, limit, cursor }, ctx) {
    if (everybody && ctx.principal.authority !== "owner")
      throw new DeskError("FORBIDDEN", "Everybody’s sessions are the owner’s to see.", {
        next: "Leave everybody out: you see yours.",
      });
    const found = await sessionsThat(ctx.db, {
      ...{
        owner: everybody ? undefined : ctx.principal.user,
        label: user_id,
        archived,
        words: search,
        limit: limit + 1,
      },
      ...{ contactId: contact_id, ticketId: ticket_id, caseId: case_id },
      before: cursor ? decodeCursor(cursor) : undefined,
    });
    const views = await viewSessions(found, ctx);
    const { rows, truncated, nextCursor } = pageOf(
      found.map((row, n) => ({ row, view: views[n] })),
      limit,
      ({ view }) => {
        if (!view) throw new TypeError("a session has no view");
        const { system_prompt: _prompt, ...shown } = view;
        return shown;
      },
      ({ row }) => ({ at: row.updatedAt, id: row.id }),
    );
    return { sessions: rows, truncated, next_cursor: nextCursor };
  },
});
