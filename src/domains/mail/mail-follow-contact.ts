import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { eraseMail, giveMail } from "./mail-store.ts";

/** Joins the unit in which a contact goes: what it was mailed goes to the one that stays, or without its words. */
export const mailFollowContact = defineWrite({
  name: "mail.follow_contact",
  title: "A contact goes from its emails",
  description: "Joins the unit of whatever takes a contact away.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ from: z.string(), into: z.string().nullable() }),
  output: z.object({}),
  summary: () => "followed",
  hints: { destructive: false, idempotent: true, openWorld: false },
  plan: async (given, ctx) => ({ facts: {}, data: { ...given, now: ctx.now }, result: {} }),
  apply: ({ from, into, now }) => [into === null ? eraseMail(from, now) : giveMail(from, into)],
});
