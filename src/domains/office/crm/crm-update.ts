import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { actionInput, noSuchAction } from "./no-such-action.ts";

/**
 * Creates and updates alone: nothing that anybody has to be asked about. A call that names one goes straight to it; only
 * what names none comes here. @throws VALIDATION_ERROR, with the actions there are
 */
export const crmUpdate = defineWrite({
  name: "crm.update",
  title: "Create or update something in the office",
  description:
    "Creates and updates that run at once and reach nobody outside: contact create, update, add_note; ticket create, update, start, complete, add_line_item; lead, quote, invoice, service, reminder, waitlist and stay create and update. Everything else is crm_action.",
  scopes: ["office:write"],
  input: z.strictObject(actionInput),
  output: z.looseObject({}),
  example: { domain: "contact", action: "update", data: { id: "+15550100200", add_tags: ["regular"] } },
  summary: () => "Done.",
  hints: { destructive: false, idempotent: false, openWorld: false },
  async plan(given, ctx) {
    throw noSuchAction(given, ({ is_plain }) => is_plain, ctx);
  },
  apply: () => [],
});
