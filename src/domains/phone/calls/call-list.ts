import * as z from "zod";
import { listCalls } from "#domains/phone/history-store.ts";
import { archivedBefore, archiveNote, narrowed, narrowingInput } from "#domains/phone/narrowing.ts";
import { callView, viewCall } from "#domains/phone/view.ts";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";

/** Calls in and out, newest first, a page at a time. @throws VALIDATION_ERROR for an unreadable number or cursor. */
export const callList = defineRead({
  name: "call.list",
  title: "Read the call history",
  description:
    "Lists calls made and received, newest first, with status and duration. Narrow it by the other side's phoneNumber, direction, line or time: since gives what is new to you. For what was said use get_call_transcripts.",
  scopes: ["phone:read"],
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(10),
    ...narrowingInput,
    cursor: z.string().max(200).optional().describe("nextCursor of the page before."),
  }),
  output: z.object({
    calls: z.array(callView),
    truncated: z.boolean(),
    nextCursor: z.string().nullable(),
    archivedBefore,
  }),
  example: { direction: "inbound", limit: 10 },
  summary: ({ calls, nextCursor }) =>
    `${counted(calls.length, "call")}${nextCursor ? ", more with nextCursor" : ""}.`,
  isContent: true,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit, cursor, ...given }, ctx) {
    const narrowing = await narrowed(given, ctx);
    const before = cursor ? decodeCursor(cursor) : undefined;
    const [found, note] = await Promise.all([
      listCalls(ctx.db, { ...narrowing, before, limit: limit + 1 }),
      archiveNote(narrowing, ctx),
    ]);
    const zone = ctx.settings.get("business.zone");
    const { rows, ...page } = pageOf(
      found,
      limit,
      (row) => viewCall(row, zone),
      (row) => row,
    );
    return { calls: rows, ...page, ...(page.nextCursor === null ? note : {}) };
  },
});
