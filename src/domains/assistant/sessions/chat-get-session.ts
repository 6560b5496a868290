import * as z from "zod";
import { chatRoles } from "#db/schema/assistant.ts";
import { costOfRow, costView, usageOf, usageView } from "#domains/assistant/spending/call-view.ts";
import { callsByIds, type ModelCallRow } from "#domains/assistant/spending/spending-store.ts";
import { untrustedMemory } from "#gate/untrusted.ts";
import { defineRead } from "#operation/operation.ts";
import { cutAt, cutText } from "#platform/cursor.ts";
import { isoIn } from "#platform/zone.ts";
import { requireSession, sessionName, sessionView, viewSessions } from "./session.ts";
import { messagesOf, type SessionRow } from "./session-store.ts";

/** Bytes of the turns of one answer. */
const longestPage = 26_000;
const longestTurn = 12_000;

export const turnView = z.object({
  place: z.int(),
  role: z.enum(chatRoles),
  content: z.string(),
  cut: z.literal(true).optional(),
  call_id: z.string().nullable(),
  at: z.string(),
  answer: z
    .object({
      model: z.string(),
      usage: usageView,
      cost: costView,
      latency_ms: z.int().nullable(),
      finish_reason: z.string().nullable(),
    })
    .optional()
    .describe("Of an answer: who gave it, its tokens and its cost."),
});

/** One's own session with what was said in it, the newest turns. @throws NOT_FOUND */
export const chatGetSession = defineRead({
  name: "chat.get_session",
  title: "Read a conversation with a model",
  description: "A session with its statistics and its newest turns; earlier ones with before.",
  scopes: ["assistant:read"],
  input: z.strictObject({
    session_id: sessionName,
    limit: z.int().min(1).max(200).default(50),
    before: z.int().min(1).optional().describe("Only turns before this place."),
  }),
  output: z.object({
    session: sessionView,
    turns: z.array(turnView),
    earlier: z.boolean().describe("True: there are turns before these."),
  }),
  example: { session_id: "user123-session456" },
  summary: ({ session, turns }) => `${turns.length} of ${session.statistics.messages} turns.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ session_id, limit, before }, ctx) {
    const row = await requireSession(session_id, ctx);
    await noteWords(row, ctx);
    const [session] = await viewSessions([row], ctx);
    if (!session) throw new TypeError("a session has no view");
    const zone = ctx.settings.get("business.zone");
    const found = await messagesOf(ctx.db, row.id, { before, limit });
    const calls = await callsByIds(
      ctx.db,
      found.flatMap(({ role, callId }) => (role === "assistant" && callId !== null ? [callId] : [])),
    );
    const newestFirst = found.reverse().map(({ place, role, content, callId, createdAt }) => {
      const call = role === "assistant" ? calls.get(callId ?? "") : undefined;
      const text = cutText(longestTurn, content);
      return {
        ...{ place, role, content: text, call_id: callId, at: isoIn(zone, createdAt) },
        ...(text === content ? {} : { cut: true as const }),
        ...(call === undefined ? {} : { answer: viewCall(call) }),
      };
    });
    const prompt = session.system_prompt;
    const turns = cutAt(longestPage, newestFirst).reverse();
    return {
      session: { ...session, system_prompt: prompt === null ? null : cutText(longestTurn / 2, prompt) },
      turns,
      earlier: (turns[0]?.place ?? 1) > 1,
    };
  },
});

function viewCall(call: ModelCallRow) {
  return {
    ...{ model: call.model ?? call.asked, usage: usageOf(call), cost: costOfRow(call) },
    ...{ latency_ms: call.latencyMs, finish_reason: call.finishReason },
  };
}

/** What customers have said may stand in it. */
export async function noteWords(
  { peers }: Pick<SessionRow, "peers">,
  { principal, service }: Parameters<typeof requireSession>[1],
): Promise<void> {
  const read = JSON.parse(peers) as string[];
  if (read.length > 0) await service(untrustedMemory).note(principal, read);
}
