import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { importById, markUndone, takeOut, untouchedOf } from "./import-store.ts";

/** Takes a list back out: those of it that nobody has changed, written about or done anything for since. @throws NOT_FOUND, CONFLICT */
export const contactImportUndo = defineWrite({
  name: "contact.import_undo",
  title: "Take a list of contacts back",
  description:
    "Takes back a list that was brought in, as one step; contacts that were changed since, or that anything is booked or noted for, stay.",
  scopes: ["office:write"],
  exposure: "person",
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.object({ id: z.string(), removed: z.int(), kept: z.int() }),
  summary: ({ removed, kept }) => `Took ${removed} back, ${kept} stay.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  uses: ["ticket.of_contacts", "appointment.of_contacts", "money.of_contacts"],
  async plan({ id }, ctx) {
    const row = await importById(ctx.db, id);
    if (!row) throw new DeskError("NOT_FOUND", "There is no such list.");
    if (row.undoneAt !== null) throw new DeskError("CONFLICT", "That list was taken back already.");
    const { ids: untouched, changed } = await untouchedOf(ctx.db, id);
    const busy = new Set<string>();
    for (const operation of ["ticket.of_contacts", "appointment.of_contacts", "money.of_contacts"])
      for (const each of (await ctx.use<{ ids: string[] }>(operation, { ids: untouched })).ids)
        busy.add(each);
    const ids = untouched.filter((each) => !busy.has(each));
    return {
      facts: { id, removed: ids.length },
      data: [...takeOut(ids), markUndone(id, ctx.now)],
      result: { id, removed: ids.length, kept: changed + busy.size },
      events: [{ type: "contact.import_undone", subject: id }],
    };
  },
  apply: (statements) => statements,
});
