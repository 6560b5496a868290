import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { type AppointmentRow, appointmentOf, changeAppointment, takenBetween } from "./appointment-store.ts";
import { memberNamed } from "./diary.ts";
import { stillFree } from "./taking.ts";
import { saidWhen } from "./view.ts";

/** How long before its time a visit can be over, in milliseconds. */
const early = 24 * 3_600_000;

const moves = ["booked", "begun", "done"] as const;

/**
 * An appointment follows its ticket: done with it, taken up again with it where its time is still free, and somebody
 * else's with it. Nothing where the ticket is no appointment. @throws CONFLICT for a time that is taken
 */
export const appointmentFollow = defineWrite({
  name: "appointment.follow",
  title: "An appointment follows its ticket",
  description: "Joins the unit of whatever becomes of a ticket.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    ticketId: z.string(),
    to: z.enum(moves).optional(),
    technician: z.string().nullable().optional(),
    notes: z.string().optional(),
    address: z.string().optional(),
  }),
  output: z.object({ isAppointment: z.boolean() }),
  summary: ({ isAppointment }) => String(isAppointment),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async plan({ ticketId, to, technician, notes, address }, ctx) {
    const row = await appointmentOf(ctx.db, ticketId);
    if (!row) return { facts: {}, data: [], result: { isAppointment: false } };
    const given = technician === undefined ? nothing : await handing(row, technician, ctx);
    const told = {
      ...(notes === undefined ? {} : { notes: notes || null }),
      ...(address === undefined ? {} : { address, addressId: null }),
    };
    const moved = to === undefined ? nothing : await moving(row, to, ctx);
    return {
      facts: {},
      versions: { [`appointment ${ticketId}`]: row.version },
      data: [
        ...moved.statements,
        ...given.statements,
        ...(Object.keys(told).length === 0 ? [] : changeAppointment(row, told, ctx.now)),
      ],
      result: { isAppointment: true },
    };
  },
  apply: (statements) => statements,
});

interface Following {
  statements: Statement[];
}

const nothing: Following = { statements: [] };

async function moving(
  row: AppointmentRow,
  to: (typeof moves)[number],
  ctx: OperationContext,
): Promise<Following> {
  if (row.state === to || (to === "begun" && row.state === "booked")) return nothing;
  if (to === "booked" && row.state === "held") return nothing;
  // Work that is begun is on its way: a time that was only kept is theirs with it.
  if (to === "done" && row.state === "booked" && row.startsAt - ctx.now > early)
    throw new DeskError(
      "CONFLICT",
      `This appointment is on ${saidWhen(row, ctx.now)}: it cannot be done yet.`,
      {
        next: "Move it with handle_reschedule_request, or cancel the ticket.",
      },
    );
  if (to === "done") return { statements: changeAppointment(row, { state: to, heldUntil: null }, ctx.now) };
  if (row.movedTo !== null)
    throw new DeskError("CONFLICT", "This appointment was moved to another time.", {
      next: "Use the ticket it was moved to.",
    });
  const wasTaken = row.startsAt <= ctx.now;
  if (!wasTaken) await requireFree(row, row.technician, ctx);
  return {
    statements: [
      ...(wasTaken ? [] : stillFree(row, ctx)),
      ...changeAppointment(row, { state: "booked", heldUntil: null }, ctx.now),
    ],
  };
}

/** Somebody else comes, where they are free then. */
async function handing(row: AppointmentRow, name: string | null, ctx: OperationContext): Promise<Following> {
  const team = ctx.settings.get("business.team");
  if (name === null || team.length === 0) return nothing;
  const { id } = memberNamed(name, ctx);
  if (id === row.technician || row.state === "cancelled" || row.state === "done") return nothing;
  await requireFree(row, id, ctx);
  const statements = [
    ...stillFree({ ...row, technician: id }, ctx),
    ...changeAppointment(row, { technician: id }, ctx.now),
  ];
  return { statements };
}

/** @throws DeskError CONFLICT where whoever is to come has something else then */
async function requireFree(row: AppointmentRow, technician: string, ctx: OperationContext): Promise<void> {
  const { busyFrom: from, busyUntil: until, ticketId: except } = row;
  const taken = await takenBetween(ctx.db, { from, until, now: ctx.now, except });
  if (!taken.some((each) => each.technician === technician)) return;
  throw new DeskError("CONFLICT", `${saidWhen(row, ctx.now)} is taken.`, {
    next: "Move it to another time with handle_reschedule_request, or give it to somebody who is free.",
  });
}
