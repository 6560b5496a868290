import { conversationWith } from "#domains/phone/conversations/inbox-store.ts";
import { preferredLine, usableLines } from "#domains/phone/lines/lines.ts";
import type { LineRow } from "#domains/phone/lines/store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { lastWrittenTo } from "./routing-store.ts";

/**
 * The line that somebody is answered from: the one a rule has named, or the one they wrote to last, where it can text;
 * undefined for the usual one.
 */
export async function answeringLine(ctx: OperationContext, peer: string): Promise<LineRow | undefined> {
  const lines = await usableLines(ctx);
  if (lines.length < 2) return undefined;
  const able = lines.filter(({ canText }) => canText);
  const named = (await conversationWith(ctx.db, peer))?.answerFrom ?? (await lastWrittenTo(ctx.db, peer));
  const found = able.find(({ number }) => number === named);
  return found ?? (preferredLine(lines, ctx)?.canText ? undefined : able[0]);
}
