import * as z from "zod";
import { purposeInput } from "#domains/phone/law/purpose.ts";
import type { OperationContext } from "#operation/operation.ts";
import { requireTime } from "#platform/read-time.ts";
import { DeskError } from "#src/errors.ts";
import type { Wanted } from "./sorting-out.ts";

export const variables = z
  .record(z.string().max(40), z.string().max(500))
  .optional()
  .describe("Values for the template’s blanks.");

/** What every way of sending texts takes. */
export const sendingInput = {
  from: z.string().max(40).optional().describe("Which of the desk's numbers; the usual line when left out."),
  template: z.string().max(40).optional().describe("A kept template instead of `content`."),
  mediaUrls: z
    .array(z.url({ protocol: /^https$/ }).max(500))
    .min(1)
    .max(10)
    .optional()
    .describe("Pictures to send along, where the line can."),
  scheduledAt: z.string().max(40).optional().describe("ISO 8601, in the business’s zone; now when left out."),
  purpose: purposeInput,
  allowDuplicate: z.boolean().optional().describe("True to send again what was sent minutes ago."),
  dryRun: z.boolean().optional().describe("Send nothing; learn cost, and who may not be texted."),
};

type Common = {
  [Key in keyof typeof sendingInput]?: z.infer<(typeof sendingInput)[Key]> | undefined;
};

/** What all of the texts of a call have in common. @throws DeskError VALIDATION_ERROR for a time that cannot be read */
export function commonOf(given: Common, ctx: OperationContext): Omit<Wanted, "drafts" | "isBulk"> {
  return {
    from: given.from,
    allowDuplicate: given.allowDuplicate ?? false,
    mediaUrls: given.mediaUrls ?? [],
    purpose: given.purpose,
    scheduledAt:
      given.scheduledAt === undefined
        ? undefined
        : requireTime(given.scheduledAt, ctx.settings.get("business.zone"), "scheduledAt"),
    isDry: given.dryRun ?? false,
  };
}

/** @throws DeskError VALIDATION_ERROR unless exactly one of both is given */
export function requireWords(content: string | undefined, template: string | undefined): void {
  if ((content === undefined) !== (template === undefined)) return;
  throw new DeskError("VALIDATION_ERROR", "Give either `content` or `template`.", {
    fields: { content: ["Either this or `template`, and not both."] },
    next: "Send one of the two.",
  });
}
