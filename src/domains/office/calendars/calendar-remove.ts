import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { localMoment } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { calendarById, removeCalendar } from "./calendar-store.ts";

/** A calendar elsewhere is not read any more; what it said of times to come goes. @throws NOT_FOUND */
export const calendarRemove = defineWrite({
  name: "calendar.remove",
  title: "Stop reading a calendar elsewhere",
  description: "Takes a calendar elsewhere away, with what it said of times to come.",
  scopes: [],
  exposure: "owner",
  input: z.strictObject({ id: z.string().max(60) }),
  output: z.object({ id: z.string() }),
  summary: ({ id }) => `Removed ${id}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ id }, ctx) {
    if (!(await calendarById(ctx.db, id))) throw new DeskError("NOT_FOUND", "There is no such calendar.");
    const today = localMoment(ctx.settings.get("business.zone"), ctx.now).date;
    return { facts: { id }, data: removeCalendar(id, today), result: { id } };
  },
  apply: (statements) => statements,
});
