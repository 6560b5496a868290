import { oneCustomer } from "#operation/customer.ts";
import type { OperationContext } from "#operation/operation.ts";
import { localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { type AppointmentRow, appointmentOf, appointmentsWith } from "./appointment-store.ts";
import { viewAppointments } from "./view.ts";

/**
 * The appointment that is meant: by its ticket, also one it was moved away from, or by whose it is where they have one
 * to come. @throws DeskError NOT_FOUND; CONFLICT with those there are, where several may be meant
 */
export async function whichAppointment(
  given: string,
  argument: string,
  ctx: OperationContext,
): Promise<AppointmentRow> {
  const ticketId = await ticketOf(given, ctx);
  const row =
    ticketId === undefined ? await comingOf(given, argument, ctx) : await appointmentOf(ctx.db, ticketId);
  if (!row)
    throw new DeskError("CONFLICT", "That ticket is no appointment: it has no time.", {
      next: "Book a time with schedule_appointment.",
    });
  return await newestOf(row, ctx);
}

async function ticketOf(given: string, ctx: OperationContext): Promise<string | undefined> {
  const text = given.trim();
  if (!/^(?:tkt[-_ ])/i.test(text)) return undefined;
  const { id } = await ctx.use<{ id: string | null }>("ticket.locate", { name: text });
  if (id !== null) return id;
  throw new DeskError("NOT_FOUND", "There is no such ticket.", {
    next: "crm_query type tickets finds it, by date and the customer's name.",
  });
}

/** Where an appointment was moved to, through every move. */
async function newestOf(row: AppointmentRow, ctx: OperationContext): Promise<AppointmentRow> {
  let newest = row;
  for (let moves = 0; newest.movedTo !== null && moves < 100; moves++) {
    const next = await appointmentOf(ctx.db, newest.movedTo);
    if (!next) break;
    newest = next;
  }
  return newest;
}

async function comingOf(given: string, argument: string, ctx: OperationContext): Promise<AppointmentRow> {
  const customer = await oneCustomer(given, argument, ctx);
  const coming = (await appointmentsWith(ctx.db, customer.id, 100))
    // Today's may be late, and be moved because of it.
    .filter(
      ({ state, startsAt, zone, localDate }) =>
        state === "booked" && (startsAt > ctx.now || localDate === localMoment(zone, ctx.now).date),
    )
    .reverse();
  const [row, ...others] = coming;
  if (!row)
    throw new DeskError("NOT_FOUND", `${customer.name ?? "That customer"} has no appointment to come.`, {
      refs: { contact_id: customer.id },
      next: "Book one with schedule_appointment.",
    });
  if (others.length === 0) return row;
  const views = await viewAppointments(coming.slice(0, 10), ctx);
  const options = views.map(({ ticket_id, services, when }) => ({
    value: ticket_id,
    title: `${services.join(", ") || "Appointment"}, ${when}`,
  }));
  throw new DeskError(
    "CONFLICT",
    `They have ${coming.length} appointments to come: ask which one is meant.`,
    {
      fields: { [argument]: options.map(({ value, title }) => `${value}: ${title}`) },
      choice: { argument, question: "Which appointment is meant?", options },
      next: "Ask which one is meant, and call again with its ticket_id.",
    },
  );
}
