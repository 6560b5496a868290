import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { importInput, lists } from "./import-input.ts";
import { bringIn, insertImport } from "./import-store.ts";
import { readList, sortList } from "./sorting.ts";

/** Brings a list of contacts in, as one step that can be taken back. Who is here already stays as they are. */
export const contactImport = defineWrite({
  name: "contact.import",
  title: "Bring in a list of contacts",
  description:
    "Brings a list of contacts in from elsewhere; who is here already, by number or email, stays as they are.",
  scopes: ["office:write"],
  exposure: "person",
  input: importInput,
  output: z.object({ id: z.string(), contacts: z.int(), known: z.int(), problems: z.int() }),
  summary: ({ contacts, id }) => `Brought in ${contacts} (${id}).`,
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan({ name, text }, ctx) {
    const { fresh, known, problems } = await sortList(await readList(text), lists(name), ctx);
    if (fresh.length === 0)
      throw new DeskError("CONFLICT", "Nobody in this list is new here.", {
        next: "Nothing was brought in.",
      });
    const id = ctx.newId("imp");
    const row = { id, name, contacts: fresh.length, by: ctx.principal.user, createdAt: ctx.now };
    return {
      facts: { name, contacts: fresh.length },
      data: [
        ...fresh.flatMap((contact) => bringIn(contact, ctx.now)),
        ...insertImport(
          row,
          fresh.map((contact) => contact.id),
        ),
      ],
      result: { id, contacts: fresh.length, known: known.length, problems: problems.length },
      events: [{ type: "contact.imported", subject: id }],
    };
  },
  apply: (statements) => statements,
});
