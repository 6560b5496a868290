import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { changedLead, knownAs, leadView, requireLead } from "./lead.ts";
import { changeLead } from "./lead-store.ts";
import { endReminder } from "./reminded.ts";

/** A lead becomes a customer: a contact with all that is known, or the one there is. @throws NOT_FOUND, VALIDATION_ERROR */
export const leadConvert = defineWrite({
  name: "lead.convert",
  title: "Make a lead a customer",
  description:
    "Makes a contact of a lead, with name, numbers, email, address and notes; where they are one already, the lead is theirs.",
  scopes: ["office:write"],
  uses: ["contact.identify", "contact.create", "reminder.complete"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("lead_…"),
    name: z.string().trim().min(1).max(120).optional().describe("Where the lead has none."),
  }),
  output: z.object({ lead: leadView }),
  example: { id: "lead_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ lead }) => `${lead.name ?? lead.id} is a customer now (${lead.customer?.id ?? ""}).`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  keepsWords: true,
  async plan({ id, name }, ctx) {
    const row = await requireLead(id, ctx);
    const result = { id };
    if (row.status === "converted") return { facts: { lead: id }, data: [], result };
    const phones = JSON.parse(row.phones) as string[];
    const known = row.contactId ?? (await knownAs({ phones, email: row.email }, ctx))?.id;
    const called = name ?? row.name;
    if (known === undefined && called === null)
      throw new DeskError("VALIDATION_ERROR", "Nobody has said what they are called.", {
        fields: { name: ["Their name."] },
      });
    const others = phones.length > 1 ? `Also at ${phones.slice(1).join(", ")}` : "";
    const about = [row.property, row.context, row.interest, others].filter(Boolean).join("\n");
    const contactId =
      known ??
      (
        await ctx.use<{ id: string }>("contact.create", {
          name: called,
          ...(phones[0] ? { phone: phones[0] } : {}),
          ...(row.email ? { email: row.email } : {}),
          ...(row.address ? { address: row.address } : {}),
          ...(about === "" ? {} : { notes: about }),
        })
      ).id;
    await endReminder(row.reminderId, ctx);
    return {
      facts: { lead: id, contact: contactId },
      data: changeLead(
        row,
        { status: "converted", contactId, ...(called === null ? {} : { name: called }) },
        ctx.now,
      ),
      result,
      events: [{ type: "lead.changed", subject: id }],
    };
  },
  apply: (statements) => statements,
  answer: changedLead,
});
