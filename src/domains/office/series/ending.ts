import type { Statement } from "#db/statement.ts";
import { type AppointmentRow, changeAppointment } from "#domains/office/appointments/appointment-store.ts";
import type { OperationContext } from "#operation/operation.ts";
import { localMoment } from "#platform/zone.ts";
import { type SeriesRow, visitsOf } from "./series-store.ts";

/** Cancels what is still to come of a series from a date on; visits that were moved by themselves go too. */
export async function cancelFrom(
  series: SeriesRow,
  date: string,
  ctx: OperationContext,
): Promise<{ statements: Statement[]; cancelled: AppointmentRow[] }> {
  const coming = (await visitsOf(ctx.db, series.id)).filter(
    (row) =>
      (row.state === "booked" || row.state === "held") &&
      row.startsAt > ctx.now &&
      (row.seriesDate ?? localMoment(row.zone, row.startsAt).date) >= date,
  );
  for (const { ticketId } of coming) await ctx.use("ticket.move", { id: ticketId, status: "cancelled" });
  return {
    statements: coming.flatMap((row) => changeAppointment(row, { state: "cancelled" }, ctx.now)),
    cancelled: coming,
  };
}
