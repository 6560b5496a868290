import { conversationWith } from "#domains/phone/conversations/inbox-store.ts";
import { stillWaits } from "#domains/phone/conversations/store.ts";
import type { DialogueLine } from "#domains/phone/provider-events.ts";
import type { OperationContext } from "#operation/operation.ts";
import { routeIncoming } from "./incoming.ts";

/** Characters of what was said that are looked at. */
const mostSorted = 4000;
export const nothingRouted = { statements: [], events: [] };

/** An incoming call on which something was said. */
export interface SpokenCall {
  peer: string;
  /** The desk's number. */
  line: string;
  at: number;
  dialogue: readonly Pick<DialogueLine, "speaker" | "content">[];
  /** The conversation's id, where it is new. */
  conversationId: string;
}

/** What a caller has said, or left on the voicemail, is sorted as a text would be; nothing is answered by itself. */
export async function routeSpoken(
  { peer, line, at, dialogue, conversationId }: SpokenCall,
  ctx: OperationContext,
): Promise<Awaited<ReturnType<typeof routeIncoming>>> {
  const text = dialogue
    .filter(({ speaker }) => speaker !== "desk")
    .map(({ content }) => content)
    .join("\n")
    .slice(0, mostSorted);
  if (text === "" || ctx.now - at >= stillWaits) return nothingRouted;
  const row = await conversationWith(ctx.db, peer);
  return await routeIncoming({ peer, text, line, at }, { row, id: row?.id ?? conversationId, ctx });
}
