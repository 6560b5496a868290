import type { SQL } from "drizzle-orm";
import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isE164 } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { allLines, ensureLine, lineIdOf } from "./store.ts";

export const lineHint = z.strictObject({ providerId: z.string(), number: z.string().optional() });

/**
 * The line an event is about. One the provider's list has not shown yet is recorded with the event.
 * @throws DeskError NOT_FOUND when the event does not say enough to record it; it is tried again later.
 */
export async function hintedLine(
  ctx: OperationContext,
  provider: string,
  hint: z.infer<typeof lineHint>,
): Promise<{ row: { id: string }; id: SQL<string> | string; statements: Statement[] }> {
  const providerId = hint.providerId || hint.number || "";
  const known = (await allLines(ctx.db)).find(
    (line) => line.provider === provider && (line.providerId === providerId || line.number === hint.number),
  );
  if (known) return { row: known, id: known.id, statements: [] };
  const { number } = hint;
  if (!number || !isE164(number)) {
    throw new DeskError("NOT_FOUND", "The event is about a line that is not known.", {
      next: "Check the provider's key, so that its lines can be read, then replay the event.",
    });
  }
  const id = ctx.newId("lin");
  const statements = ensureLine({
    id,
    provider,
    providerId,
    number,
    name: number,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  return { row: { id }, id: lineIdOf(provider, providerId), statements };
}
