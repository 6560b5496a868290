import type { Statement } from "#db/statement.ts";
import { countTold, fewToldSince } from "#domains/money/invoices/invoice-store.ts";
import type { Way } from "#domains/money/invoices/ways.ts";
import type { OperationContext } from "#operation/operation.ts";

/** How long a number has to have been a customer's for a text with a paper to be no more than that, in milliseconds. */
const known = 24 * 3_600_000;

/** A text to a number that an app has only just written down counts like any other text of whoever sends the paper. */
export async function foreseeText(ways: readonly Way[], ctx: OperationContext): Promise<void> {
  if (ctx.principal.authority === "system") return;
  for (const { way, to: phone } of ways) {
    if (way !== "text") continue;
    const { addedAt } = await ctx.use<{ addedAt: number | null }>("contact.number_age", { phone });
    if (addedAt !== null && ctx.now - addedAt < known) await ctx.use("message.foresee", { phone });
  }
}

/** How often customers were told of money lately, and what ends the unit where others tell more of them at once. */
export async function tellingLately(
  ctx: Pick<OperationContext, "db" | "settings" | "now" | "principal">,
): Promise<{ sentLately: number; guards: Statement[] }> {
  // A person who does it by hand is who would be asked.
  if (ctx.principal.face === "web") return { sentLately: 0, guards: [] };
  const { settings, now } = ctx;
  const since = now - settings.get("limits.burst_minutes") * 60_000;
  const most = settings.get("limits.bulk_without_asking");
  const sentLately = await countTold(ctx.db, since);
  return { sentLately, guards: sentLately < most ? [fewToldSince(since, most)] : [] };
}
