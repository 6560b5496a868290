import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { requireSession, sessionName } from "./session.ts";
import { isSession, setSession } from "./session-store.ts";

/** Puts a session away, or takes it back. @throws NOT_FOUND */
export const chatArchiveSession = defineWrite({
  name: "chat.archive_session",
  title: "Archive a conversation",
  description: "Puts a session away: nothing is asked in it any more. archived: false takes it back.",
  scopes: ["assistant:write"],
  input: z.strictObject({ session_id: sessionName, archived: z.boolean().default(true) }),
  output: z.object({ session_id: z.string(), archived: z.boolean() }),
  example: { session_id: "user123-session456" },
  summary: ({ archived }) => (archived ? "Archived." : "Taken back."),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ session_id, archived }, ctx) {
    const { id, key } = await requireSession(session_id, ctx);
    return {
      facts: {},
      data: { id, archivedAt: archived ? ctx.now : null },
      result: { session_id: key, archived },
    };
  },
  apply: ({ id, archivedAt }) => [isSession(id), setSession(id, { archivedAt })],
});
