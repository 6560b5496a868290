import type { OperationContext } from "./operation.ts";

/** Whose words the asker has read before it writes something down, as a row keeps them: JSON; null for nobody's. */
export function wordsRead(ctx: Pick<OperationContext, "wordsRead">): string | null {
  const { wereRead, peers } = ctx.wordsRead();
  if (!wereRead) return null;
  return JSON.stringify(peers.size === 0 ? ["unknown"] : [...peers]);
}

/** The same in an answer; nothing for nobody's. */
export function wordsKept(wordsOf: string | null): { words_of?: string[] } {
  return wordsOf === null ? {} : { words_of: JSON.parse(wordsOf) as string[] };
}
