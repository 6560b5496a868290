import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { DeskError } from "#src/errors.ts";
import { plainText } from "./plain-text.ts";

/**
 * A number in any form that can be read in `region` ("US"), as E.164 ("+15551234567"); undefined when
 * it cannot be read. Only the length is asked for, not that an operator has given the number out.
 */
export function readPhoneNumber(text: string, region: string): string | undefined {
  const name = `${region}${text}`;
  if (read.has(name)) return read.get(name);
  const number = parse(text, region);
  if (read.size >= mostKept) read.clear();
  if (text.length <= longestKept) read.set(name, number);
  return number;
}

/** What was read lately: the same few numbers come again and again. */
const read = new Map<string, string | undefined>();
const mostKept = 5000;
const longestKept = 40;

/**
 * A North American number as it is: ten digits behind +1 are all that is asked of one, and the library would look for
 * its country among twenty-five first.
 */
const isNorthAmerican = /^\+1[2-9]\d{9}$/;

function parse(text: string, region: string): string | undefined {
  if (isNorthAmerican.test(text)) return text;
  const number = parsePhoneNumberFromString(plainText(text), region as CountryCode);
  return number?.isPossible() && !number.ext ? number.number : undefined;
}

/** The number as E.164. @throws DeskError VALIDATION_ERROR naming the argument, for what cannot be read. */
export function requirePhoneNumber(text: string, region: string, argument: string): string {
  const number = readPhoneNumber(text, region);
  if (number) return number;
  throw new DeskError("VALIDATION_ERROR", `${argument} is not a phone number that can be read.`, {
    fields: { [argument]: ["Not a phone number. Give it with its country code, such as +15551234567."] },
    next: "Correct the number and call again.",
  });
}

/** What carriers and platforms put where a caller has no number to show: words, and words spelt in digits. */
const withheld =
  /^(?:anonymous|unknown|restricted|private|unavailable|withheld|blocked)(?: number| caller)?$|^no caller ?id$|^(?:anonymous|unknown|unavailable|restricted)@/i;
const spelt = /^\+?(?:266696687|7378742833|2562533|8566696|86282452253)$/;

/** True where a caller's number is hidden: it stands for nobody, and for no two callers the same. */
export function isWithheld(text: string): boolean {
  const plain = plainText(text);
  return withheld.test(plain) || spelt.test(plain.replaceAll(/[\s().-]/g, ""));
}

/** True for E.164 (RFC 3966 and ITU-T E.164: a plus sign and 2 to 15 digits). */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{1,14}$/.test(text);
}

/** The last four digits, for logs: `…4567`. */
export function lastFour(number: string): string {
  return `…${number.slice(-4)}`;
}
