import type { SQL } from "drizzle-orm";
import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isE164, peerIn } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { allLines, ensureLine, lineIdOf } from "./store.ts";

export const lineHint = z.strictObject({ providerId: z.string(), number: z.string().optional() });

/** Whom a call or text of nobody's number is kept under: no two of them are the same caller. */
export const nobody = "anonymous";

export interface HintedLine {
  row: { id: string };
  /** E.164. */
  number: string;
  id: SQL<string> | string;
  statements: Statement[];
}

/**
 * The other side of a text or call: of the numbers that an event names, the one that is not the line's. Nobody's where
 * it is withheld, or where the event names the line alone.
 */
export function otherSide(
  { peer, parties = [] }: { peer: string; parties?: readonly string[] | undefined },
  line: Pick<HintedLine, "number">,
  { settings }: Pick<OperationContext, "settings">,
): string {
  const region = settings.get("business.region");
  const others = [peer, ...parties]
    .filter((each) => each !== "")
    .map((each) => peerIn(each, region))
    .filter((each) => each !== line.number);
  return others[0] || nobody;
}

/**
 * The line an event is about. One the provider's list has not shown yet is recorded with the event. A customer's words,
 * `hasWords`, are kept on some line, whatever the event says of it.
 * @throws DeskError NOT_FOUND when the event does not say enough to record it; it is tried again later.
 */
export async function hintedLine(
  ctx: OperationContext,
  provider: string,
  hint: z.infer<typeof lineHint>,
  { parties = [], hasWords = false }: { parties?: readonly string[] | undefined; hasWords?: boolean } = {},
): Promise<HintedLine> {
  const providerId = hint.providerId || hint.number || "";
  const lines = (await allLines(ctx.db)).filter((line) => line.provider === provider);
  const known =
    lines.find((line) => line.providerId === providerId || line.number === hint.number) ??
    lines.find((line) => parties.includes(line.number)) ??
    (hasWords && !isE164(hint.number ?? "") ? lines[0] : undefined);
  if (known) return { row: known, number: known.number, id: known.id, statements: [] };
  const { number } = hint;
  if (hasWords && !isE164(number ?? "")) return unknownLine(ctx, provider, providerId);
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
  return { row: { id }, number, id: lineIdOf(provider, providerId), statements };
}

/** The line that a call is known to be on, for an event that does not say. */
export async function knownLine(ctx: OperationContext, id: string): Promise<HintedLine> {
  const number = (await allLines(ctx.db)).find((line) => line.id === id)?.number ?? "";
  return { row: { id }, number, id, statements: [] };
}

/** A line of which nothing is known but that a customer's words came over it: they are kept, and nothing is sent from it. */
function unknownLine(ctx: OperationContext, provider: string, providerId: string): HintedLine {
  const id = ctx.newId("lin");
  const name = providerId || "unknown";
  const row = {
    id,
    provider,
    providerId: name,
    number: name,
    name: "A line that is not known",
    canText: false,
  };
  const statements = ensureLine({ ...row, active: false, createdAt: ctx.now, updatedAt: ctx.now });
  return { row: { id }, number: name, id: lineIdOf(provider, name), statements };
}
