import type { Statement } from "#db/statement.ts";
import { countTold, fewToldSince } from "#domains/money/invoices/invoice-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { type Asked, type Permission, type PermissionRule, raised, stricter } from "#operation/permission.ts";
import { counted } from "#platform/words.ts";

/**
 * The rule of whatever asks a customer for money: it needs a reason, and a person after a customer's words were read, or
 * where small ones add up to a bulk. Facts `total` (or `amount`) and `customer`, and the measure `sentLately`.
 */
export function asksForMoney(
  what: string,
  reason: string,
  measure: "total" | "amount" = "total",
): PermissionRule<unknown> {
  return {
    rule: `${what} needs a reason; after a customer’s words were read, and with more than 5 sent within ten minutes, it needs a person.`,
    levels: ["soft_limit", "requires_authorization"],
    always: {
      measure: { fact: measure, unit: "of the currency’s smallest unit" },
      target: { fact: "customer", label: "this customer", any: "any customer" },
    },
    levelOf: (asked) => stricter(addingUp(asked), afterReading(asked, reason)),
  };
}

/** The rule of what changes what a customer owes, or reads of it: a reason, and a person after their words were read. */
export function changesMoney(what: string, reason: string): PermissionRule<unknown> {
  return {
    rule: `${what} needs a reason; after a customer’s words were read it needs a person.`,
    levels: ["soft_limit", "requires_authorization"],
    levelOf: (asked) => afterReading(asked, reason),
  };
}

export function afterReading({ settings, untrusted }: Asked<unknown>, reason: string): Permission {
  const asks = { level: "soft_limit" as const, reason };
  return untrusted.wereRead
    ? raised(asks, "The app had just read a customer’s words, and this is about money.", settings)
    : asks;
}

function addingUp({ measures, settings }: Asked<unknown>): Permission {
  const most = settings.get("limits.bulk_without_asking");
  if ((measures["sentLately"] ?? 0) < most) return { level: "unrestricted" };
  const minutes = settings.get("limits.burst_minutes");
  return {
    level: "requires_authorization",
    reason: `${counted(most, "such paper")} went out in the last ${counted(minutes, "minute")} already.`,
    causes: ["burst"],
  };
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
