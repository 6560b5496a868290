import * as z from "zod";
import { changeKinds } from "#db/schema/helpdesk.ts";
import { type ChangeRow, numbersOf } from "#domains/helpdesk/store.ts";
import { bothNames, namesFor } from "#operation/asker-names.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import { spokenNumber } from "./ticket-number.ts";

/** Something that happened to a ticket. */
export const changeView = z.object({
  at: z.string(),
  kind: z.enum(changeKinds),
  before: z.string().nullable().describe("For split and merged: the ticket it came from."),
  after: z.string().nullable().describe("For split and merged: the ticket it went to."),
  by: z.string().describe("In names, where they have some."),
});

/** Changes with people and tickets as they are called. Asks for `asker.describe`. */
export async function changesShown(
  changes: readonly ChangeRow[],
  ctx: OperationContext,
): Promise<z.infer<typeof changeView>[]> {
  const isOfTwo = ({ kind }: ChangeRow) => kind === "split" || kind === "merged";
  const others = changes.filter(isOfTwo).flatMap(({ before, after }) => [before, after]);
  const numbers = await numbersOf(
    ctx.db,
    others.filter((id) => id !== null),
  );
  const named = (id: string | null) => {
    const number = id === null ? undefined : numbers.get(id);
    return number === undefined ? id : spokenNumber(number);
  };
  const zone = ctx.settings.get("business.zone");
  const namesOf = namesFor(ctx);
  const shown = [];
  for (const { createdAt, kind, before, after, by, client } of changes)
    shown.push({
      at: isoIn(zone, createdAt),
      kind,
      before: named(before),
      after: named(after),
      by: bothNames(await namesOf(by, client ?? ""), client),
    });
  return shown;
}
