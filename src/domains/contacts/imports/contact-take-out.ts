import * as z from "zod";
import { mergedInto } from "#domains/contacts/removed-store.ts";
import { phonesOf } from "#domains/contacts/store.ts";
import { defineWrite } from "#operation/operation.ts";
import { takeOut } from "./import-store.ts";

/** Contacts that are taken away as if they had never come, in the unit of whatever takes them back. */
export const contactTakeOut = defineWrite({
  name: "contact.take_out",
  title: "Take contacts back out",
  description:
    "Joins the unit of whatever takes contacts back; gives the numbers they had. Whom others were merged into stays.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.object({ phones: z.array(z.string()), ids: z.array(z.string()) }),
  summary: ({ phones }) => `${phones.length} numbers`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ ids }, ctx) {
    const phones: string[] = [];
    const gone: string[] = [];
    for (const id of ids) if ((await mergedInto(ctx.db, id)).length === 0) gone.push(id);
    for (const id of gone) phones.push(...(await phonesOf(ctx.db, id)));
    return { facts: {}, data: takeOut(gone), result: { phones, ids: gone } };
  },
  apply: (statements) => statements,
});
