import * as z from "zod";
import { eraseSessions } from "#domains/assistant/sessions/session-store.ts";
import { defineWrite } from "#operation/operation.ts";

/** Joins the unit that erases somebody: conversations with models that are about them, or in which they stand, go. */
export const chatErase = defineWrite({
  name: "chat.erase",
  title: "Erase somebody from conversations with models",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    contactId: z.string(),
    phones: z.array(z.string()),
    email: z.string().nullable(),
  }),
  output: z.object({}),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: false },
  plan: async (given) => ({ facts: {}, data: given, result: {} }),
  apply: ({ contactId, phones, email }) => eraseSessions(contactId, phones, email),
});
