import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { DeskError } from "#src/errors.ts";
import { changedLead, followUpDate, leadFields, leadView, phonesFrom } from "./lead.ts";
import { hintOf, makingUses, planLead } from "./making.ts";

/** Writes down who may become a customer. @throws VALIDATION_ERROR */
export const leadCreate = defineWrite({
  name: "lead.create",
  title: "Write down a lead",
  description:
    "Writes down who may become a customer, field by field; process_lead reads them out of notes. Says where they are a contact or a lead already.",
  scopes: ["office:write"],
  uses: makingUses,
  input: z.strictObject({
    ...leadFields,
    notes: z.string().trim().max(4000).transform(maskCards).optional(),
    follow_up: followUpDate.optional(),
  }),
  output: z.object({ lead: leadView, hint: z.string().nullable() }),
  example: {
    name: "Mary Thompson",
    interest: "Quote for a large home",
    urgency: "high",
    follow_up: "3 days",
  },
  summary: ({ lead, hint }) => [`Lead ${lead.name ?? lead.id}.`, hint].filter(Boolean).join(" "),
  hints: { destructive: false, idempotent: false, openWorld: false },
  keepsWords: true,
  async plan(given, ctx) {
    const said = [given.name, given.phones?.[0], given.email, given.address, given.notes].filter(Boolean);
    if (said.length === 0)
      throw new DeskError("VALIDATION_ERROR", "Nothing says who it is.", {
        fields: { name: ["A name, a number, an email or notes."] },
      });
    const { follow_up, phones, ...fields } = given;
    const { id, statements, ...known } = await planLead(
      {
        ...{ name: fields.name || null, phones: phonesFrom(phones ?? [], ctx), email: fields.email ?? null },
        ...{ address: fields.address || null, property: fields.property || null },
        ...{ context: fields.context || null, interest: fields.interest || null },
        ...{
          urgency: fields.urgency ?? "medium",
          source: fields.source ?? null,
          notes: fields.notes || null,
        },
        ...{ sure: null, readBy: "person" as const },
      },
      follow_up,
      ctx,
    );
    return {
      facts: { name: given.name ?? null },
      data: statements,
      result: { id, hint: hintOf(known) },
      events: [{ type: "lead.created", subject: id }],
    };
  },
  apply: (statements) => statements,
  answer: async ({ id, hint }: { id: string; hint: string | null }, ctx) => ({
    ...(await changedLead({ id }, ctx)),
    hint,
  }),
});
