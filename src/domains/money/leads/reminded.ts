import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** What somebody was to be reminded of is done; a reminder that is gone already reminds of nothing. */
export async function endReminder(id: string | null, ctx: Pick<OperationContext, "use">): Promise<void> {
  if (id === null) return;
  try {
    await ctx.use("reminder.complete", { id });
  } catch (failure) {
    if (!(failure instanceof DeskError && failure.code === "NOT_FOUND")) throw failure;
  }
}
