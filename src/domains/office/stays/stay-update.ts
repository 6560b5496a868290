import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { changedStay, changedStayView, readDay, requireNights, requireStay } from "./stay.ts";
import { changeStay } from "./stay-store.ts";

/** Changes a stay: only what is named. @throws NOT_FOUND, CONFLICT, VALIDATION_ERROR */
export const stayUpdate = defineWrite({
  name: "stay.update",
  title: "Change a stay",
  description:
    "Changes a stay, and only what is named: dates, unit, notes, and whether they are expected, here, gone, or have cancelled.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("sty_…"),
    arrival: z.string().min(1).max(80).optional(),
    departure: z.string().min(1).max(80).optional(),
    unit: z.string().trim().max(60).optional(),
    notes: z.string().trim().max(1000).transform(maskCards).optional(),
    status: z.enum(["expected", "here", "gone", "cancelled"]).optional(),
  }),
  output: changedStayView,
  example: { id: "sty_01m7z9y4c0fc3k36ha5sw1et20", status: "here" },
  summary: ({ stay }) => `${stay.guest ?? "A guest"}: ${stay.status}, ${stay.said}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ id, status, ...given }, ctx) {
    const row = await requireStay(id, ctx);
    const change = {
      ...(given.arrival === undefined ? {} : { arrival: await readDay(given.arrival, "arrival", ctx) }),
      ...(given.departure === undefined
        ? {}
        : { departure: await readDay(given.departure, "departure", ctx) }),
      ...(given.unit === undefined ? {} : { unit: given.unit || null }),
      ...(given.notes === undefined ? {} : { notes: given.notes || null }),
      ...(status === undefined ? {} : { state: status }),
    };
    const after = { ...row, ...change };
    if (after.state === "expected" || after.state === "here") await requireNights(after, ctx);
    return {
      facts: { id, changed: Object.keys(change) },
      versions: { [id]: row.version },
      data: changeStay(row, change, ctx.now),
      result: { id },
    };
  },
  apply: (statements) => statements,
  answer: changedStay,
});
