import * as z from "zod";
import { auditMemory } from "#gate/audit/memory.ts";
import { eraseTraces } from "#gate/erasure-store.ts";
import { untrustedMemory } from "#gate/untrusted.ts";
import { defineWrite } from "#operation/operation.ts";
import { spellingsOf } from "#platform/phone-number.ts";

/** Joins the unit that erases somebody: takes them out of what is kept of calls, events and questions. */
export const traceErase = defineWrite({
  name: "trace.erase",
  title: "Erase somebody from what is kept of calls",
  description: "Joins the unit of erasing somebody.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({
    phones: z.array(z.string()),
    words: z.array(z.string()),
    contacts: z.array(z.string()),
    isForced: z.boolean(),
  }),
  output: z.object({}),
  summary: () => "erased",
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan(given, ctx) {
    // What was asked and read a moment ago and is not written yet would come after the erasure.
    await ctx.service(auditMemory).flush();
    await ctx.service(untrustedMemory).flush();
    return { facts: {}, data: { ...given, dialled: given.phones.flatMap(spellingsOf) }, result: {} };
  },
  apply: (traces, { allowedBy }) => eraseTraces({ ...traces, allowedBy }),
});
