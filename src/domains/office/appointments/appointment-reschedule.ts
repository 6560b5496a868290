import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { viewWaiting, waitingView } from "#domains/office/waitlist/waiting-view.ts";
import { waitingFor } from "#domains/office/waitlist/waitlist-store.ts";
import { defineWrite, type OperationContext, type Plan } from "#operation/operation.ts";
import { type AppointmentRow, appointmentOf } from "./appointment-store.ts";
import { confirmation, confirmationOf, needsAs } from "./booking.ts";
import { gapAfter, gapView, viewGap } from "./gap.ts";
import { type Moved, movingUses, planMove, requireMovable } from "./moving.ts";
import { appointmentView, viewAppointments } from "./view.ts";
import { type Arguments, readWanted } from "./wanted.ts";
import { whichAppointment } from "./which.ts";

const input = z.strictObject({
  ticket_id: z.string().trim().min(1).max(200).describe("Ticket id, or the customer whose it is."),
  new_date: z.string().min(1).max(80).describe("'YYYY-MM-DD', 'tomorrow', 'next Monday'."),
  new_time: z
    .string()
    .max(80)
    .optional()
    .describe("'morning', '2pm', '9:00-11:00'; the same time of day when left out."),
  reason: z.string().trim().max(500).optional().describe("Kept in the audit."),
  send_confirmation: z.boolean().default(true).describe("Text the customer."),
});

const names: Arguments = { date: "new_date", time: "new_time" };

/**
 * Moves an appointment: the old time is freed and the new one taken in one unit, and the new ticket points back at the
 * old one. Onto the time it has, nothing happens. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR, with the next free times
 */
export const appointmentReschedule = defineWrite({
  name: "appointment.reschedule",
  title: "Move an appointment",
  description:
    "Moves a customer's appointment to another time in one step and texts them. Answers with the old and the new time, the gap that is left, and who on the waiting list would fit it; or with the next free times.",
  scopes: ["office:write"],
  uses: ["ticket.locate", ...movingUses],
  input,
  output: z.object({
    moved: z.boolean().describe("False: it was at that time already."),
    old: appointmentView.nullable(),
    new: appointmentView,
    gap: gapView.nullable().describe("What is free now where it was."),
    waitlist: z
      .array(waitingView)
      .describe("Who would fit the gap; offer it with crm_action waitlist offer."),
    confirmation,
    hint: z.string().nullable(),
  }),
  example: {
    ticket_id: "TKT-1002",
    new_date: "tomorrow",
    new_time: "afternoon",
    reason: "Customer request - scheduling conflict",
  },
  summary: (output) => {
    const { moved, old, gap } = output;
    const what = `${output.new.customer.name ?? "The customer"}, ${output.new.services.join(", ") || "appointment"}`;
    if (!moved) return `Nothing to move: ${what} is on ${output.new.when} (${output.new.ticket_id}).`;
    return `Moved ${what}: from ${old?.when ?? "before"} to ${output.new.when} (${output.new.ticket_id}).${gap ? ` Free now: ${gap.said}.` : ""}`;
  },
  hints: { destructive: false, idempotent: true, openWorld: true },
  plan,
  apply: (statements) => statements,
  answer,
});

async function plan(given: z.infer<typeof input>, ctx: OperationContext): Promise<Plan<Statement[], Moved>> {
  const row = await whichAppointment(given.ticket_id, "ticket_id", ctx);
  requireMovable(row, ctx);
  const said = { date: given.new_date, time: given.new_time ?? clockOf(row) };
  const wanted = await readWanted(said, names, needsAs(row), ctx);
  const { send_confirmation: tells, reason } = given;
  return await planMove(row, { wanted, names, tells, reason }, ctx);
}

function clockOf({ localMinute }: AppointmentRow): string {
  return `${String(Math.floor(localMinute / 60)).padStart(2, "0")}:${String(localMinute % 60).padStart(2, "0")}`;
}

async function answer({ id, from, hint }: Moved, ctx: OperationContext) {
  const [row, before] = [
    await appointmentOf(ctx.db, id),
    from === null ? undefined : await appointmentOf(ctx.db, from),
  ];
  if (!row) throw new TypeError("an appointment that was moved is gone");
  const [now, old = null] = await viewAppointments(before ? [row, before] : [row], ctx);
  if (!now) throw new TypeError("an appointment has no view");
  const gap = before ? await gapAfter(before, ctx) : undefined;
  const waiting =
    before && gap
      ? await waitingFor(ctx.db, {
          ...{ date: before.localDate, minute: before.localMinute, limit: 5 },
          minutes: Math.floor((gap.endsAt - gap.startsAt) / 60_000),
        })
      : [];
  return {
    moved: from !== null,
    old,
    new: now,
    gap: gap ? viewGap(gap, row.zone) : null,
    waitlist: await viewWaiting(waiting, ctx),
    confirmation:
      from === null
        ? { status: "none" as const, to: now.customer.phone, why: "Nothing has changed." }
        : confirmationOf(row, now.customer.phone),
    hint,
  };
}
