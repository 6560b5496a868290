import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import {
  type AppointmentRow,
  appointmentOf,
  changeAppointment,
} from "#domains/office/appointments/appointment-store.ts";
import { servicesIn } from "#domains/office/appointments/view.ts";
import { servicesByIds } from "#domains/office/service-list/service-store.ts";
import { customerBy } from "#operation/customer.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import type { SettingKey } from "#operation/settings.ts";
import { isoIn, spoken, timeOfDay } from "#platform/zone.ts";
import { visitLink } from "./visit-link.ts";

const occasions = ["booked", "moved", "cancelled", "offered", "reminder"] as const;
type Occasion = (typeof occasions)[number];

const wordsFor = {
  booked: "office.booked_text",
  moved: "office.moved_text",
  cancelled: "office.cancelled_text",
  offered: "office.offer_text",
  reminder: "office.reminder_text",
} as const satisfies Record<Occasion, SettingKey>;

/** Tells a customer of their appointment, in the owner's words and within the phone's rules; of each occasion once. */
export const appointmentTell = defineWrite({
  name: "appointment.tell",
  title: "Tell a customer of their appointment",
  description: "Run for each appointment that is booked, moved, cancelled, offered, or soon.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "message.tell"],
  input: z.strictObject({ ticketId: z.string(), occasion: z.enum(occasions) }),
  output: z.object({ sent: z.boolean(), why: z.string().nullable() }),
  summary: ({ sent, why }) => (sent ? "Sent." : (why ?? "Not sent.")),
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ ticketId, occasion }, ctx) {
    const row = await appointmentOf(ctx.db, ticketId);
    if (!row) return none("It is gone.");
    const words = ctx.settings.get(wordsFor[occasion]);
    // What is over, or has changed again since, is told to nobody.
    const isStill =
      occasion === "cancelled"
        ? row.movedTo === null
        : row.state === (occasion === "offered" ? "held" : "booked");
    const marked =
      occasion === "reminder" && isStill ? changeAppointment(row, { remindedAt: ctx.now }, ctx.now) : [];
    if (
      !row.tells ||
      words === "" ||
      !ctx.settings.get("office.tells") ||
      !isStill ||
      row.startsAt <= ctx.now
    )
      return none("It is not told.", marked);
    const phone = (await customerBy(row.contactId, ctx))?.phones[0];
    if (phone === undefined) return none("The customer has no number.", marked);
    const values = await valuesOf(row, ctx);
    const { sent, why } = await ctx.use<{ sent: boolean; why: string | null }>("message.tell", {
      ...{ phone, words, values, until: row.startsAt },
    });
    const told = { toldAt: ctx.now, ...(occasion === "reminder" ? { remindedAt: ctx.now } : {}) };
    return { facts: {}, data: sent ? changeAppointment(row, told, ctx.now) : marked, result: { sent, why } };
  },
  apply: (statements) => statements,
});

function none(why: string, marked: Statement[] = []) {
  return { facts: {}, data: marked, result: { sent: false, why } };
}

/** What stands in the blanks of the owner's words. */
export async function valuesOf(row: AppointmentRow, ctx: OperationContext): Promise<Record<string, string>> {
  const services = await servicesByIds(ctx.db, servicesIn(row));
  const start = isoIn(row.zone, row.startsAt);
  const until =
    row.arrivalMinutes === null ? undefined : isoIn(row.zone, row.startsAt + row.arrivalMinutes * 60_000);
  const said = spoken(start, ctx.now);
  return {
    what: services.map(({ name }) => name).join(", ") || "Your appointment",
    when: until === undefined ? said : `${said} to ${timeOfDay(until)}`,
    address: row.address ?? "",
    until: row.heldUntil === null ? "" : timeOfDay(isoIn(row.zone, row.heldUntil)),
    link: visitLink(row.token, ctx),
  };
}
