import * as z from "zod";
import { callByProviderId } from "#domains/phone/history-store.ts";
import { knownLine } from "#domains/phone/lines/line-hint.ts";
import { routeSpoken } from "#domains/phone/routing/spoken.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { putTranscript, transcriptsOf } from "./transcript-store.ts";

export const dialogueLine = z.strictObject({
  speaker: z.enum(["desk", "customer", "unknown"]),
  content: z.string().transform(maskCards),
  start: z.number(),
  end: z.number(),
});

interface Named {
  provider: string;
  providerCallId: string;
}

async function isWrittenDown({ provider, providerCallId }: Named, ctx: OperationContext): Promise<boolean> {
  const kept = await transcriptsOf(ctx.db, provider, [providerCallId]);
  return kept.get(providerCallId)?.status === "completed";
}

/** Where its call is known already; else the call has it sorted when it comes. */
async function routeCall(
  { provider, providerCallId }: Named,
  dialogue: readonly z.infer<typeof dialogueLine>[],
  ctx: OperationContext,
) {
  const call = await callByProviderId(ctx.db, provider, providerCallId);
  if (call?.direction !== "inbound") return undefined;
  const { number } = await knownLine(ctx, call.lineId);
  const { peer, at } = call;
  return await routeSpoken({ peer, at, line: number, dialogue, conversationId: call.id }, ctx);
}

/** What was said on a call, from a provider's event; it may arrive before the call does. */
export const transcriptRecord = defineWrite({
  name: "transcript.record",
  title: "Record a transcript",
  description: "Run for each event about a transcript.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    provider: z.string(),
    kind: z.literal("transcript"),
    providerCallId: z.string(),
    status: z.enum(["completed", "in_progress", "absent", "failed"]),
    dialogue: z.array(dialogueLine),
    duration: z.int().nullable(),
    at: z.int(),
  }),
  output: z.object({ providerCallId: z.string() }),
  summary: ({ providerCallId }) => providerCallId,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ kind: _kind, dialogue, at, ...rest }, ctx) {
    const words = dialogue.map(({ content }) => content).join("\n");
    const row = {
      ...rest,
      dialogue: JSON.stringify(dialogue),
      words,
      createdAt: at || ctx.now,
      updatedAt: ctx.now,
    };
    const isNew = rest.status === "completed" && !(await isWrittenDown(rest, ctx));
    const routed = isNew ? await routeCall(rest, dialogue, ctx) : undefined;
    return {
      facts: {},
      data: { row, routed: routed?.statements ?? [] },
      result: { providerCallId: rest.providerCallId },
      events: [
        ...(rest.status === "completed"
          ? [{ type: "transcript.completed", subject: rest.providerCallId }]
          : []),
        ...(routed?.events ?? []),
      ],
    };
  },
  apply: ({ row, routed }) => [putTranscript(row), ...routed],
});
