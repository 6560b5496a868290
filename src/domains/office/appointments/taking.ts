import type { Statement } from "#db/statement.ts";
import type { OperationContext } from "#operation/operation.ts";
import { type AppointmentRow, staysFree } from "./appointment-store.ts";
import { mostPerDayOf } from "./diary.ts";

/** The unit ends where the time that was kept for somebody was let go meanwhile, and somebody else has it. */
export function stillFree(row: AppointmentRow, ctx: OperationContext): Statement[] {
  const mostPerDay = mostPerDayOf(row.technician, ctx);
  return staysFree(row, { now: ctx.now, except: row.ticketId, mostPerDay });
}
