import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { giveChatsBack } from "./following-store.ts";

/** Joins the unit that undoes a merge: conversations that were about a contact are so again. */
export const chatGiveBack = defineWrite({
  name: "chat.give_back",
  title: "A contact gets its conversations with models back",
  description: "Joins the unit that undoes a merge.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    from: z.string(),
    to: z.string(),
    owned: z.record(z.string(), z.array(z.string())),
  }),
  output: z.object({}),
  summary: () => "given back",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async (given) => ({ facts: {}, data: given, result: {} }),
  apply: ({ from, to, owned }) => giveChatsBack(from, to, owned),
});
