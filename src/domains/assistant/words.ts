import type { OperationContext } from "#operation/operation.ts";
import { wordsRead } from "#operation/words-read.ts";

/** Whose words the asker has read lately: what it writes may repeat them. */
export function readLately(ctx: Pick<OperationContext, "wordsRead">): string[] {
  return JSON.parse(wordsRead(ctx) ?? "[]") as string[];
}

/** Whose words have gone into a row. */
export function peersOf(row: { peers: string } | undefined): string[] {
  return JSON.parse(row?.peers ?? "[]") as string[];
}
