import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { changedLead, leadView, requireLead } from "./lead.ts";
import { changeLead } from "./lead-store.ts";

/** Puts a lead away that nothing comes of. @throws NOT_FOUND */
export const leadArchive = defineWrite({
  name: "lead.archive",
  title: "Archive a lead",
  description:
    "Puts a lead away that nothing comes of; lead_update with a status takes it up again. Needs reasoning.",
  scopes: ["office:write"],
  uses: ["contact.identify"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("lead_…"),
    why: z.string().trim().max(300).transform(maskCards).optional(),
  }),
  output: z.object({ lead: leadView }),
  example: { id: "lead_01m7z9y4c0fc3k36ha5sw1et20" },
  summary: ({ lead }) => `${lead.name ?? lead.id} is put away.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  permission: {
    rule: "Archiving a lead needs a reason.",
    levels: ["soft_limit"],
    levelOf: () => ({ level: "soft_limit", reason: "A possible customer is put away." }),
  },
  async plan({ id, why }, ctx) {
    const row = await requireLead(id, ctx);
    return {
      facts: { lead: id },
      data:
        row.status === "archived"
          ? []
          : changeLead(row, { status: "archived", archivedFor: why || null }, ctx.now),
      result: { id },
      events: [{ type: "lead.changed", subject: id }],
    };
  },
  apply: (statements) => statements,
  answer: changedLead,
});
