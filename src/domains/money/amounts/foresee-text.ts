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
