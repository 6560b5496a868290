import * as z from "zod";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { customerBy } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { isoIn } from "#platform/zone.ts";
import type { WaitingRow } from "./waitlist-store.ts";

/** Somebody who waits for a time, as tools show it. */
export const waitingView = z.object({
  id: z.string().describe("wai_…"),
  status: z.string().describe("waiting, offered, booked or gone"),
  customer: z.object({ id: z.string(), name: z.string().nullable(), phone: z.string().nullable() }),
  services: z.array(z.string()),
  minutes: z.int(),
  from_date: z.string(),
  until_date: z.string(),
  between: z.string().describe("Times of day at which it would have to begin."),
  notes: z.string().nullable(),
  since: z.string(),
});

export async function viewWaiting(rows: readonly WaitingRow[], ctx: OperationContext) {
  const ids = rows.flatMap(({ services }) => JSON.parse(services) as string[]);
  const names = new Map((await servicesByIds(ctx.db, [...new Set(ids)])).map(({ id, name }) => [id, name]));
  const zone = ctx.settings.get("business.zone");
  return await Promise.all(
    rows.map(async (row): Promise<z.infer<typeof waitingView>> => {
      const customer = await customerBy(row.contactId, ctx);
      return {
        id: row.id,
        status: row.state,
        customer: { id: row.contactId, name: customer?.name ?? null, phone: customer?.phones[0] ?? null },
        services: (JSON.parse(row.services) as string[]).map((id) => names.get(id) ?? id),
        minutes: row.minutes,
        from_date: row.fromDate,
        until_date: row.untilDate,
        between:
          row.fromMinute === 0 && row.untilMinute >= 1440
            ? "any time"
            : `${clock(row.fromMinute)}-${clock(row.untilMinute)}`,
        notes: row.notes,
        since: isoIn(zone, row.createdAt),
      };
    }),
  );
}

function clock(minute: number): string {
  const within = Math.min(minute, 1439);
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}
