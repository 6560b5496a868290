import * as z from "zod";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { spokenDate } from "#platform/zone.ts";
import type { StayRow } from "./stay-store.ts";

/** Somebody's nights, as tools and pages show them. */
export const stayView = z.object({
  id: z.string().describe("sty_…"),
  status: z.string().describe("expected, here, gone or cancelled"),
  property: z.string(),
  property_name: z.string(),
  unit: z.string().nullable(),
  guest: z.string().nullable(),
  customer: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  arrival: z.string(),
  departure: z.string(),
  nights: z.int(),
  said: z.string(),
  notes: z.string().nullable(),
  from_calendar: z.boolean().describe("True for what was read from a calendar elsewhere."),
});

export async function viewStays(rows: readonly StayRow[], ctx: OperationContext) {
  const places = new Map(ctx.settings.get("business.properties").map(({ id, name }) => [id, name]));
  return await Promise.all(
    rows.map(async (row): Promise<z.infer<typeof stayView>> => {
      const customer = row.contactId === null ? undefined : await customerBy(row.contactId, ctx);
      const { id, property, unit, arrival, departure, notes } = row;
      const nights = Math.round((Date.parse(departure) - Date.parse(arrival)) / 86_400_000);
      return {
        ...{ id, status: row.state, property, property_name: places.get(property) ?? property, unit },
        guest: row.guest ?? customer?.name ?? null,
        customer: row.contactId === null ? null : { id: row.contactId, name: customer?.name ?? null },
        ...{ arrival, departure, nights },
        said: `${spokenDate(arrival)} to ${spokenDate(departure)}`,
        ...{ notes, from_calendar: row.calendarId !== null },
      };
    }),
  );
}
