import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { appointmentsBetween, appointmentsOf, appointmentsWith } from "./appointment-store.ts";
import { appointmentView, viewAppointments } from "./view.ts";

/** The most appointments that are looked at at once. */
const most = 500;

/** Appointments by their tickets, by a time, or by whose they are, for operations that show them. */
export const appointmentLookUp = defineRead({
  name: "appointment.look_up",
  title: "Appointments of tickets or of a time",
  description: "For other operations: appointments by tickets' ids, by when they begin, or by contact.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "ticket.numbers"],
  input: z.strictObject({
    ticketIds: z.array(z.string()).max(most).optional(),
    from: z.int().optional(),
    until: z.int().optional(),
    contactId: z.string().optional(),
    technician: z.string().optional(),
  }),
  output: z.object({
    appointments: z.array(appointmentView),
    cut: z
      .object({ at: z.int(), id: z.string() })
      .nullable()
      .describe("The last one that was looked at, where there may be more of that time."),
  }),
  summary: ({ appointments }) => String(appointments.length),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ ticketIds, from, until, contactId, technician }, ctx) {
    const rows =
      ticketIds !== undefined
        ? await appointmentsOf(ctx.db, ticketIds)
        : contactId !== undefined && from === undefined
          ? await appointmentsWith(ctx.db, contactId, most)
          : await appointmentsBetween(ctx.db, {
              from: from ?? 0,
              until: until ?? Number.MAX_SAFE_INTEGER,
              limit: most,
            });
    const small = technician?.toLowerCase();
    const whose = (await viewAppointments(rows, ctx)).filter(
      (each) =>
        (contactId === undefined || each.customer.id === contactId) &&
        (small === undefined || (each.technician ?? "").toLowerCase().includes(small)),
    );
    const last = rows.at(-1);
    const isCut = ticketIds === undefined && from !== undefined && rows.length === most && last;
    return { appointments: whose, cut: isCut ? { at: last.startsAt, id: last.ticketId } : null };
  },
});
