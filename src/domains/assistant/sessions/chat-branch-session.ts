import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { requireSession, sessionName, sessionView, viewSessions } from "./session.ts";
import { copyMessages, countMessages, isNoSession, putSession, sessionOf } from "./session-store.ts";

/** Goes on from an earlier place of a session in another one. @throws NOT_FOUND, CONFLICT */
export const chatBranchSession = defineWrite({
  name: "chat.branch_session",
  title: "Branch a conversation",
  description: "A new session with everything that was said up to a turn, so that it can go on otherwise.",
  scopes: ["assistant:write"],
  input: z.strictObject({
    session_id: sessionName,
    up_to: z.int().min(1).optional().describe("Place of the last turn that is taken; all when left out."),
    new_session_id: sessionName.optional(),
    session_name: z.string().trim().min(1).max(200).optional(),
  }),
  output: z.object({ session: sessionView }),
  example: { session_id: "user123-session456", up_to: 2 },
  summary: ({ session }) => `Branched into ${session.session_id}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ session_id, up_to = 1_000_000, new_session_id, session_name }, ctx) {
    const from = await requireSession(session_id, ctx);
    const id = ctx.newId("chs");
    const key = new_session_id ?? id;
    if (await sessionOf(ctx.db, from.owner, key))
      throw new DeskError("CONFLICT", "You have a session of that name.", { next: "Choose another one." });
    const { archivedAt: _archived, ...kept } = from;
    const count = await countMessages(ctx.db, from.id, up_to);
    const row = {
      ...{ ...kept, id, key, name: session_name ?? from.name, parentId: from.id },
      ...{ isOnce: false, createdAt: ctx.now, updatedAt: ctx.now },
    };
    const ids = Array.from({ length: count }, () => ctx.newId("chm"));
    return { facts: {}, data: { from: from.id, row, upTo: up_to, ids, now: ctx.now }, result: { key } };
  },
  apply: ({ from, row, upTo, ids, now }) => [
    isNoSession(row.owner, row.key),
    putSession(row),
    copyMessages(from, row.id, upTo, ids, now),
  ],
  async answer({ key }, ctx) {
    const [session] = await viewSessions([await requireSession(key, ctx)], ctx);
    if (!session) throw new TypeError("a session that was made is not there");
    return { session };
  },
});
