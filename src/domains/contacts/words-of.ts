import type { OperationContext } from "#operation/operation.ts";

/** An app's words may repeat what it has just read of customers: whose that was, as JSON; null where it read nothing. */
export function wordsJustRead(ctx: OperationContext): string | null {
  const { wereRead, peers, haveUnknown } = ctx.wordsRead();
  return wereRead ? JSON.stringify([...peers, ...(haveUnknown ? [""] : [])]) : null;
}

/** The same for what is added to words that were there: whose those were stays. */
export function writtenAfter(known: string | null, ctx: OperationContext): string | null {
  const read = wordsJustRead(ctx);
  if (read === null) return known;
  const all = [...(JSON.parse(known ?? "[]") as string[]), ...(JSON.parse(read) as string[])];
  return JSON.stringify([...new Set(all)]);
}
