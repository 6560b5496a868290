import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { spellingsOf } from "#platform/phone-number.ts";
import { eraseChats } from "./erasure-store.ts";

/** Joins the unit that erases somebody: conversations with models that are about them, or in which they stand, go. */
export const chatErase = defineWrite({
  name: "chat.erase",
  title: "Erase somebody from conversations with models",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    contacts: z.array(z.string()),
    phones: z.array(z.string()),
    words: z.array(z.string()),
  }),
  output: z.object({}),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async (given) => ({
    ...{ facts: {}, data: { ...given, dialled: given.phones.flatMap(spellingsOf) }, result: {} },
  }),
  apply: eraseChats,
});
