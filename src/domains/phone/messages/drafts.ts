import * as z from "zod";
import type { Settings } from "#operation/settings.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { requirePhoneNumber } from "#platform/phone-number.ts";
import { hasWords } from "#platform/visible-text.ts";

/** The longest text a provider takes, in characters. */
export const longestText = 1600;

export const content = z
  .string()
  .min(1)
  .max(longestText)
  .refine(hasWords, "A text without anything to see cannot be sent.")
  .refine(
    (text) => text.isWellFormed() && !/[^\P{Cc}\n\t\r]/u.test(text),
    "It has characters that cannot be sent.",
  )
  // Nobody's card is sent by text.
  .transform(maskCards);

/** One text to one number. Several numbers are several texts: nobody sees who else got one. */
export interface Draft {
  to: string;
  content: string;
}

/** The numbers as they are kept, each text to each number once. @throws DeskError VALIDATION_ERROR */
export function readDrafts(drafts: readonly Draft[], settings: Settings): Draft[] {
  const region = settings.get("business.region");
  const read = drafts.map(({ to, content: text }, index) => ({
    to: requirePhoneNumber(to, region, `to.${index}`),
    content: text,
  }));
  const seen = new Set<string>();
  return read.filter(({ to, content: text }) => {
    const name = `${to}\n${text}`;
    return seen.has(name) ? false : seen.add(name);
  });
}
