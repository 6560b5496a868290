import * as z from "zod";
import { readLately } from "#domains/assistant/words.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { linked, linkingUses } from "./linked.ts";
import { metadata, requireSession, sessionName, sessionView, viewSessions } from "./session.ts";
import { isNoSession, putSession, sessionOf } from "./session-store.ts";

/** Begins a conversation with a model that remembers. @throws CONFLICT, NOT_FOUND, VALIDATION_ERROR */
export const chatCreateSession = defineWrite({
  name: "chat.create_session",
  title: "Begin a conversation with a model",
  description:
    "Makes a session that remembers, for chat_complete’s session_id. Link it to a contact, a ticket or a case of yours.",
  scopes: ["assistant:write"],
  uses: linkingUses,
  input: z.strictObject({
    session_id: sessionName.optional(),
    session_name: z.string().trim().min(1).max(200).optional(),
    initial_system_prompt: z.string().trim().min(1).max(100_000).optional(),
    user_id: z.string().trim().min(1).max(200).optional().describe("Your label for whom it is."),
    contact: z.string().trim().min(1).max(60).optional().describe("Number or id."),
    ticket: z.string().trim().min(1).max(60).optional(),
    metadata: metadata.optional().describe("case_id links it to a case."),
  }),
  output: z.object({ session: sessionView }),
  example: {
    user_id: "user123",
    session_name: "Legal Research Session",
    initial_system_prompt: "You are a legal research assistant specializing in contract law.",
  },
  summary: ({ session }) => `Session ${session.session_id}${session.name ? `, ${session.name}` : ""}.`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const { user } = ctx.principal;
    const id = ctx.newId("chs");
    const key = given.session_id ?? id;
    if (given.session_id !== undefined && (await sessionOf(ctx.db, user, key)))
      throw new DeskError("CONFLICT", "You have a session of that name.", {
        next: "Use it: give it as session_id. Or choose another name.",
      });
    const caseId = given.metadata?.["case_id"];
    const about = await linked(
      {
        contact: given.contact,
        ticket: given.ticket,
        ...(caseId == null ? {} : { case_id: String(caseId) }),
      },
      ctx,
    );
    const systemPrompt = given.initial_system_prompt ?? null;
    return {
      facts: {},
      data: {
        ...{ id, owner: user, key, label: given.user_id ?? null, name: given.session_name ?? null },
        ...{
          systemPrompt,
          metadata: JSON.stringify(given.metadata ?? {}),
          isOnce: false,
          peers: JSON.stringify(readLately(ctx)),
        },
        phones: JSON.stringify(about.phones),
        ...{ contactId: about.contactId, ticketId: about.ticketId, caseId: about.caseId },
        ...{ createdAt: ctx.now, updatedAt: ctx.now },
      },
      result: { key },
    };
  },
  apply: (row) => [isNoSession(row.owner, row.key), putSession(row)],
  async answer({ key }, ctx) {
    const [session] = await viewSessions([await requireSession(key, ctx)], ctx);
    if (!session) throw new TypeError("a session that was made is not there");
    return { session };
  },
});
