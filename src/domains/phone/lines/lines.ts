import { phoneProviders } from "#domains/phone/provider.ts";
import type { OperationContext } from "#operation/operation.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { allLines, type LineRow } from "./store.ts";

/**
 * The line a caller means: by number, by id, by the provider's id, or the desk's own when none is named.
 * @throws DeskError VALIDATION_ERROR for a number that is not ours; NOT_CONFIGURED when there is no line.
 */
export async function lineFor(
  ctx: OperationContext,
  named: string | undefined,
  argument: string,
): Promise<LineRow> {
  const active = await usableLines(ctx);
  const number =
    named === undefined ? undefined : readPhoneNumber(named, ctx.settings.get("business.region"));
  const line =
    named === undefined ? preferredLine(active, ctx) : active.find((each) => isNamed(each, named, number));
  if (line) return line;
  if (active.length === 0) {
    throw new DeskError("NOT_CONFIGURED", "This desk has no phone line yet.", {
      next: "The owner sets up a provider; `frontdesk doctor` says what is missing.",
    });
  }
  throw new DeskError("VALIDATION_ERROR", "That is not one of this desk's lines.", {
    fields: {
      [argument]: [`Not a line of this desk. Its lines: ${active.map((each) => each.number).join(", ")}.`],
    },
    next: "Use one of those numbers, or leave the argument out for the usual line.",
  });
}

/** Lines that the provider still lists, of providers this desk is configured with. */
export async function usableLines(ctx: OperationContext): Promise<LineRow[]> {
  const providers = ctx.service(phoneProviders);
  return (await allLines(ctx.db)).filter((line) => line.active && providers.get(line.provider) !== undefined);
}

export function preferredLine(active: LineRow[], ctx: OperationContext): LineRow | undefined {
  const { preferred } = ctx.service(phoneProviders);
  return active.find((line) => line.provider === preferred) ?? active[0];
}

function isNamed(line: LineRow, named: string, number: string | undefined): boolean {
  return line.number === number || line.id === named || line.providerId === named;
}
