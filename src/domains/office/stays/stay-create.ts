import * as z from "zod";
import { oneCustomer } from "#operation/customer.ts";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { changedStay, changedStayView, propertyNamed, readDay, requireNights } from "./stay.ts";
import { insertStay, staysThat } from "./stay-store.ts";

/** Somebody's nights at a property. The same nights of the same guest are the first entry. @throws CONFLICT, VALIDATION_ERROR */
export const stayCreate = defineWrite({
  name: "stay.create",
  title: "Note a stay",
  description:
    "Notes somebody's nights at a property: who, which unit, when they come and when they leave. Nights in one unit are never given twice.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({
    property: z.string().trim().min(1).max(120).describe("Name or id."),
    unit: z.string().trim().min(1).max(60).optional(),
    customer_identifier: z.string().trim().min(1).max(200),
    arrival: z.string().min(1).max(80),
    departure: z.string().min(1).max(80),
    notes: z.string().trim().max(1000).transform(maskCards).optional(),
  }),
  output: changedStayView,
  example: {
    property: "Harbour House",
    unit: "204",
    customer_identifier: "Ana Ruiz",
    arrival: "2026-12-04",
    departure: "2026-12-08",
  },
  summary: ({ stay }) => `${stay.guest ?? "A guest"}: ${stay.said} (${stay.id}).`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const customer = await oneCustomer(given.customer_identifier, "customer_identifier", ctx);
    const row = {
      id: ctx.newId("sty"),
      property: propertyNamed(given.property, ctx),
      unit: given.unit ?? null,
      contactId: customer.id,
      guest: null,
      arrival: await readDay(given.arrival, "arrival", ctx),
      departure: await readDay(given.departure, "departure", ctx),
      state: "expected" as const,
      notes: given.notes || null,
      ...{ calendarId: null, uid: null, createdAt: ctx.now, updatedAt: ctx.now },
    };
    const known = (
      await staysThat(ctx.db, { contactId: customer.id, property: row.property, limit: 200 })
    ).find(
      (each) => each.arrival === row.arrival && each.departure === row.departure && each.unit === row.unit,
    );
    if (known) return { facts: { stay: known.id }, data: [], result: { id: known.id } };
    await requireNights(row, ctx);
    return {
      facts: { property: row.property, arrival: row.arrival },
      data: insertStay(row),
      result: { id: row.id },
    };
  },
  apply: (statements) => statements,
  answer: changedStay,
});
