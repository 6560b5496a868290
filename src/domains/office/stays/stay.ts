import * as z from "zod";
import type { OperationContext } from "#operation/operation.ts";
import { readSpokenDate } from "#platform/spoken-date.ts";
import { localMoment, spokenDate } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { overlapping, type StayRow, stayById } from "./stay-store.ts";
import { stayView, viewStays } from "./stay-view.ts";

export const changedStayView = z.object({ stay: stayView });

/** The answer of whatever changed a stay. */
export async function changedStay({ id }: { id: string }, ctx: OperationContext) {
  const [stay] = await viewStays([await requireStay(id, ctx)], ctx);
  if (!stay) throw new TypeError("a stay has no view");
  return { stay };
}

export async function requireStay(id: string, ctx: OperationContext): Promise<StayRow> {
  const row = await stayById(ctx.db, id);
  if (row) return row;
  throw new DeskError("NOT_FOUND", "There is no such stay.", { next: "See crm_query type stays." });
}

/** A property by id or name. @throws DeskError VALIDATION_ERROR, with those there are */
export function propertyNamed(name: string, { settings }: OperationContext): string {
  const all = settings.get("business.properties");
  const small = name.trim().toLowerCase();
  const found =
    all.find(({ id, name: own }) => id === small || own.toLowerCase() === small) ??
    all.find(({ name: own }) => own.toLowerCase().includes(small));
  if (found) return found.id;
  throw new DeskError("VALIDATION_ERROR", "There is no property of that name.", {
    fields: {
      property: [
        all.length === 0
          ? "None is set up (business.properties)."
          : `One of: ${all.map((each) => each.name).join(", ")}.`,
      ],
    },
  });
}

/** @throws DeskError VALIDATION_ERROR */
export async function readDay(text: string, argument: string, ctx: OperationContext): Promise<string> {
  const today = localMoment(ctx.settings.get("business.zone"), ctx.now).date;
  const read = await readSpokenDate(text, today, ctx.settings.get("business.region"));
  if (read) return read.date;
  throw new DeskError("VALIDATION_ERROR", `${argument} cannot be read as a day.`, {
    fields: { [argument]: ["Say it as 2026-12-01, tomorrow, next Monday or Dec 5."] },
  });
}

/** @throws DeskError VALIDATION_ERROR, CONFLICT where somebody else has these nights */
export async function requireNights(
  stay: Pick<StayRow, "id" | "property" | "unit" | "arrival" | "departure">,
  ctx: OperationContext,
): Promise<void> {
  if (stay.departure <= stay.arrival)
    throw new DeskError("VALIDATION_ERROR", "They would leave before they come.", {
      fields: { departure: ["After the arrival."] },
    });
  const [other] = await overlapping(ctx.db, stay);
  if (!other) return;
  throw new DeskError(
    "CONFLICT",
    `Somebody else has nights from ${spokenDate(other.arrival)} to ${spokenDate(other.departure)}.`,
    {
      refs: { stay_id: other.id },
      next: "Take other nights or another unit.",
    },
  );
}
