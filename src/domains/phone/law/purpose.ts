import * as z from "zod";
import type { purposes } from "#db/schema/phone.ts";

export type Purpose = (typeof purposes)[number];

/** What a text is for where a template says so too: what sells stays what sells. */
export function purposeWith(given: Purpose | undefined, template: Purpose | undefined): Purpose | undefined {
  return template === "marketing" ? template : (given ?? template);
}

/** What a caller may say a text or a call is for; `notice` is the desk's own. */
export const purposeInput = z
  .enum(["transactional", "conversational", "marketing"])
  .optional()
  .describe("transactional: their booking; marketing: to sell, with consent on record.");
