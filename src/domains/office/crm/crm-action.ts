import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { actionInput, noSuchAction } from "./no-such-action.ts";

/**
 * Any action of the office, each by its own rules. A call that names one goes straight to it; only what names none comes
 * here. @throws VALIDATION_ERROR, with the actions there are
 */
export const crmAction = defineWrite({
  name: "crm.action",
  title: "Do something in the office",
  description:
    "Any action of a domain, such as ticket cancel or contact delete, with its own permission: some need reasoning, some wait for a person and answer authorization_required. crm_capabilities lists them.",
  scopes: ["office:write"],
  input: z.strictObject({
    ...actionInput,
    reasoning: z.string().max(2000).optional().describe("Why; needed for soft_limit actions."),
  }),
  output: z.looseObject({}),
  example: {
    domain: "ticket",
    action: "cancel",
    data: { id: "TKT-1000" },
    reasoning: "The customer called it off.",
  },
  summary: () => "Done.",
  hints: { destructive: true, idempotent: false, openWorld: true },
  async plan(given, ctx) {
    throw noSuchAction(given, () => true, ctx);
  },
  apply: () => [],
});
