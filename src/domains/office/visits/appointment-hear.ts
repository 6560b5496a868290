import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import {
  type AppointmentRow,
  appointmentsWith,
  changeAppointment,
} from "#domains/office/appointments/appointment-store.ts";
import { needsAs } from "#domains/office/appointments/booking.ts";
import { nextFree } from "#domains/office/appointments/diary.ts";
import { stillFree } from "#domains/office/appointments/taking.ts";
import { waitingBooked } from "#domains/office/waitlist/waitlist-store.ts";
import { type Customer, oneCustomer } from "#operation/customer.ts";
import { defineWrite, type EventDraft, type OperationContext, type Plan } from "#operation/operation.ts";
import { isoIn, localMoment, spoken } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { valuesOf } from "./appointment-tell.ts";

/** What a text of one word asks for. */
export function answerIn(text: string): "confirm" | "move" | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.!"'¡]+/g, "");
  if (/^(?:c|confirm|confirmo|confirmed)$/.test(word)) return "confirm";
  return /^(?:r|reschedule|move|cambiar)$/.test(word) ? "move" : undefined;
}

const confirmed = "{{business}}: thank you, {{what}} on {{when}} is confirmed.";
const taken = "{{business}}: {{what}} on {{when}} is yours. See you then.";
const moving = "{{business}}: to move {{what}} on {{when}}: {{link}} {{free}}";

/**
 * What a customer answers by text: C confirms what they were told of last, or takes the time that is kept for them; R
 * asks for another time. Nothing where they have nothing to come.
 */
export const appointmentHear = defineWrite({
  name: "appointment.hear",
  title: "Do what a customer's C or R asks for",
  description: "Run for each text that is a C or an R.",
  scopes: [],
  exposure: "system",
  uses: ["contact.identify", "message.brief", "message.tell"],
  input: z.strictObject({ id: z.string() }),
  output: z.object({ heard: z.enum(["confirmed", "taken", "moving", "nothing"]) }),
  summary: ({ heard }) => heard,
  hints: { destructive: false, idempotent: true, openWorld: true },
  async plan({ id }, ctx): Promise<Plan<Statement[], Heard>> {
    const { text } = await ctx.use<{ text: { peer: string; content: string } | null }>("message.brief", {
      id,
    });
    const asked = text ? answerIn(text.content) : undefined;
    const row = text && asked ? await meantBy(text.peer, ctx) : undefined;
    if (!text || !row) return { facts: {}, data: [], result: { heard: "nothing" } };
    const { words, ...done } = await doneFor(row, asked === "confirm", ctx);
    await ctx.use("message.tell", {
      ...{ phone: text.peer, words, until: row.startsAt, settles: asked === "confirm" },
      values: { ...(await valuesOf(row, ctx)), free: asked === "move" ? await freeFor(row, ctx) : "" },
    });
    return { facts: {}, ...done };
  },
  apply: (statements) => statements,
});

interface Heard {
  heard: "confirmed" | "taken" | "moving" | "nothing";
}

interface Done {
  words: string;
  data: Statement[];
  result: Heard;
  events?: EventDraft[];
}

async function doneFor(row: AppointmentRow, confirms: boolean, ctx: OperationContext): Promise<Done> {
  if (!confirms) return { words: moving, data: [], result: { heard: "moving" } };
  if (row.state === "held") return { words: taken, ...takeHeld(row, ctx) };
  const isSo = row.confirmedAt !== null;
  return {
    words: confirmed,
    data: isSo ? [] : changeAppointment(row, { confirmedAt: ctx.now }, ctx.now),
    result: { heard: "confirmed" },
    events: isSo ? [] : [{ type: "appointment.confirmed", subject: row.ticketId }],
  };
}

/** The time that is kept for somebody becomes theirs. */
export function takeHeld(row: AppointmentRow, ctx: OperationContext) {
  return {
    data: [
      ...stillFree(row, ctx),
      ...changeAppointment(row, { state: "booked", heldUntil: null, confirmedAt: ctx.now }, ctx.now),
      ...(row.waitlistId === null ? [] : [waitingBooked(row.waitlistId, ctx.now)]),
    ],
    result: { heard: "taken" as const },
    events: [{ type: "appointment.confirmed", subject: row.ticketId }],
  };
}

/** What they were told of last: a C answers that, and nothing where it was that something is cancelled. */
async function meantBy(phone: string, ctx: OperationContext): Promise<AppointmentRow | undefined> {
  const customer = await knownBy(phone, ctx);
  if (!customer) return undefined;
  const [last] = (await appointmentsWith(ctx.db, customer.id, 100))
    .filter(({ startsAt, toldAt }) => startsAt > ctx.now && toldAt !== null)
    .sort((a, b) => (b.toldAt ?? 0) - (a.toldAt ?? 0) || a.startsAt - b.startsAt);
  const isKept = last?.state === "held" && last.waitlistId !== null && (last.heldUntil ?? 0) > ctx.now;
  return isKept || last?.state === "booked" ? last : undefined;
}

async function knownBy(phone: string, ctx: OperationContext): Promise<Customer | undefined> {
  try {
    return await oneCustomer(phone, "phone", ctx);
  } catch (failure) {
    if (failure instanceof DeskError) return undefined;
    throw failure;
  }
}

/** A few times that are free, for whoever has no page to choose on. */
async function freeFor(row: AppointmentRow, ctx: OperationContext): Promise<string> {
  const { date: from } = localMoment(row.zone, ctx.now);
  const free = await nextFree(needsAs(row), { from, count: 3, except: row.ticketId }, ctx);
  if (free.length === 0) return "Tell us what suits you.";
  const times = free.map(({ startsAt }) => spoken(isoIn(row.zone, startsAt), ctx.now));
  return `Free: ${times.join("; ")}. Tell us what suits you.`;
}
