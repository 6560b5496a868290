import * as z from "zod";
import { listConversations } from "#domains/phone/history-store.ts";
import { defineRead } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { requireBound } from "#platform/read-time.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { conversationState, stateOf } from "./state.ts";

const view = z.object({
  id: z.string(),
  phoneNumber: z.string(),
  name: z.string().nullable().describe("Who it is, where the desk knows."),
  lastActivityAt: z.string(),
  ...conversationState.shape,
});

/** Whom the business has been in touch with, the latest first. @throws VALIDATION_ERROR for a cursor that is not ours. */
export const conversationList = defineRead({
  name: "conversation.list",
  title: "List conversations",
  description:
    "Lists the numbers the business has texted or spoken with, the latest first, with who they are. Use it to find a conversation, what is new (since), or who waits for an answer (unanswered); get_conversation_context has what was said.",
  scopes: ["phone:read"],
  uses: ["contact.look_up"],
  input: z.strictObject({
    limit: z.int().min(1).max(50).default(20),
    digits: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .describe("Only numbers with these digits in a row."),
    since: z.string().max(40).optional().describe("Only with something from then on; ISO 8601."),
    unanswered: z.boolean().optional().describe("True for those in which somebody waits for an answer."),
    assignee: z.string().max(120).optional().describe("Only those that this person looks after."),
    cursor: z.string().max(200).optional().describe("nextCursor of the page before."),
  }),
  output: z.object({
    conversations: z.array(view),
    truncated: z.boolean(),
    nextCursor: z.string().nullable(),
  }),
  example: { limit: 20 },
  summary: ({ conversations, nextCursor }) =>
    `${counted(conversations.length, "conversation")}${nextCursor ? ", more with nextCursor" : ""}.`,
  isContent: true,
  untrustedPeers: ({ conversations }) =>
    conversations.flatMap(({ phoneNumber, untrustedNote }) => (untrustedNote ? [phoneNumber] : [])),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ limit, since, cursor, ...narrow }, ctx) {
    const found = await listConversations(ctx.db, {
      ...narrow,
      now: ctx.now,
      since:
        since === undefined ? undefined : requireBound(since, ctx.settings.get("business.zone"), "since"),
      before: cursor ? decodeCursor(cursor) : undefined,
      limit: limit + 1,
    });
    const zone = ctx.settings.get("business.zone");
    const named = await Promise.all(
      found.map(async (row) => {
        const known = await ctx.use<{ contact: { name: string | null } | null }>("contact.look_up", {
          phone: row.peer,
        });
        return { row, name: known.contact?.name ?? null };
      }),
    );
    const { rows, ...page } = pageOf(
      named,
      limit,
      ({ row, name }) => ({
        id: row.id,
        phoneNumber: row.peer,
        name,
        lastActivityAt: isoIn(zone, row.lastActivityAt),
        ...stateOf(row, zone, ctx.now),
      }),
      ({ row }) => ({ at: row.lastActivityAt, id: row.id }),
    );
    return { conversations: rows, ...page };
  },
});
