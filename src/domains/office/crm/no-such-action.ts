import * as z from "zod";
import { deskCapabilities, officeDomains } from "#operation/capabilities.ts";
import type { OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";

/** How an action is called: its domain, its name, and its own parameters. */
export const actionInput = {
  domain: z.string().min(1).max(40).describe("ticket, contact, invoice, quote, lead, message…"),
  action: z.string().min(1).max(60).describe("Its name; crm_capabilities has them."),
  data: z.looseObject({}).default({}).describe("The action's parameters."),
};

/** Why a call was taken to no action, with those there are. */
export function noSuchAction(
  { domain }: { domain: string },
  isOffered: (action: { is_plain: boolean }) => boolean,
  ctx: OperationContext,
): DeskError {
  const office = ctx
    .service(deskCapabilities)()
    .domains.filter((each) => (officeDomains as readonly string[]).includes(each.domain));
  const own = office.find((each) => each.domain === domain.toLowerCase());
  if (!own)
    return new DeskError("VALIDATION_ERROR", "There is no such domain.", {
      fields: { domain: [`One of: ${office.map((each) => each.domain).join(", ")}.`] },
    });
  const names = own.actions.filter((action) => action.name !== "query" && isOffered(action));
  return new DeskError("VALIDATION_ERROR", `This tool has no such action for ${own.domain}.`, {
    fields: { action: [`One of: ${names.map(({ name }) => name).join(", ") || "none"}.`] },
    next: `Call crm_capabilities with domain ${own.domain} for their parameters.`,
  });
}
