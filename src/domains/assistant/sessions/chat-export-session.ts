import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { cutText, pageBytes } from "#platform/cursor.ts";
import { isoIn } from "#platform/zone.ts";
import { noteWords } from "./chat-get-session.ts";
import { requireSession, sessionName } from "./session.ts";
import { messagesOf } from "./session-store.ts";

/** A whole session as text. @throws NOT_FOUND */
export const chatExportSession = defineRead({
  name: "chat.export_session",
  title: "Export a conversation",
  description:
    "A session as Markdown. Over MCP and REST the beginning of a long one; its page gives the whole file.",
  scopes: ["assistant:read"],
  input: z.strictObject({ session_id: sessionName }),
  output: z.object({ filename: z.string(), markdown: z.string(), truncated: z.boolean() }),
  example: { session_id: "user123-session456" },
  summary: ({ filename }) => filename,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ session_id }, ctx) {
    const row = await requireSession(session_id, ctx);
    await noteWords(row, ctx);
    const zone = ctx.settings.get("business.zone");
    const turns = await messagesOf(ctx.db, row.id);
    const parts = [
      `# ${row.name ?? row.key}`,
      ...(row.systemPrompt === null ? [] : [`## system\n\n${row.systemPrompt}`]),
      ...turns.map(({ role, content, createdAt }) => `## ${role}, ${isoIn(zone, createdAt)}\n\n${content}`),
    ];
    const whole = `${parts.join("\n\n")}\n`;
    const markdown = ctx.principal.face === "web" ? whole : cutText(pageBytes - 2000, whole);
    return { filename: `${row.id}.md`, markdown, truncated: markdown.length < whole.length };
  },
});
