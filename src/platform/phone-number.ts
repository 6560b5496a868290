import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { DeskError } from "#src/errors.ts";
import { plainText } from "./plain-text.ts";
import { rememberedByText } from "./remembered.ts";

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
const northAmerican = /^\+1[2-9]\d{9}$/;

/** True for a number of the North American Numbering Plan: ten digits behind +1. */
export function isNorthAmerican(number: string): boolean {
  return northAmerican.test(number);
}

/** The countries, in two letters, that a number may be of; several where they share a calling code. */
export function countriesOf(e164: string): readonly string[] {
  const parsed = parsePhoneNumberFromString(e164);
  if (!parsed) return [];
  return parsed.country ? [parsed.country] : parsed.getPossibleCountries();
}

function parse(text: string, region: string): string | undefined {
  if (northAmerican.test(text)) return text;
  const number = parsePhoneNumberFromString(plainText(text), region as CountryCode);
  if (!number) return undefined;
  const subscriber = oneSpelling(number.number);
  if (subscriber !== number.number) return subscriber;
  // An extension is dialled after the call has been taken: the number stands without it.
  return number.isPossible() ? subscriber : undefined;
}

/**
 * Numbering plans in which one subscriber's number has two spellings, each with the one it is kept in: the one that
 * reaches a mobile from abroad. ITU-T E.164 national plans of Mexico (the 1 before mobiles, and the prefixes 01, 044
 * and 045 within the country, gone since August 2019), Argentina (the 9 before mobiles, but for its service numbers),
 * Brazil (mobiles' ninth digit, since 2016), Benin (01 before eight digits, since November 2024) and Ivory Coast
 * (eight digits until January 2021; which two were put before them follows from the second).
 */
const spellings: readonly [RegExp, (...digits: string[]) => string][] = [
  [/^\+52(?:1|01|044|045)(\d{10})$/, (rest) => `+52${rest}`],
  [/^\+54(?!9|800|810|60\d)(\d{10})$/, (rest) => `+549${rest}`],
  [/^\+55(\d\d)([6-9]\d{7})$/, (area, rest) => `+55${area}9${rest}`],
  [/^\+229(\d{8})$/, (rest) => `+22901${rest}`],
  [
    /^\+225(\d)([0-9])(\d{6})$/,
    (first, second, rest) => `+225${ivorian(first, second)}${first}${second}${rest}`,
  ],
];

function ivorian(first = "", second = ""): string {
  if (first === "2" || first === "3") return "27";
  if ("789".includes(second)) return "07";
  return "456".includes(second) ? "05" : "01";
}

function oneSpelling(number: string): string {
  for (const [pattern, write] of spellings) {
    const found = pattern.exec(number);
    if (found) return write(...found.slice(1));
  }
  return number;
}

/** Other spellings under which a number may have been kept by a version of the desk that did not know that they are one. */
export function earlierSpellings(number: string): string[] {
  const found = /^\+549(\d{10})$|^\+55(\d\d)9(\d{8})$|^\+22901(\d{8})$|^\+225(?:01|05|07|2[57])(\d{8})$/.exec(
    number,
  );
  if (!found) return [];
  const [, argentine, area, brazilian, beninese, ivorians] = found;
  if (argentine) return [`+54${argentine}`];
  if (area && brazilian) return [`+55${area}${brazilian}`];
  return [beninese ? `+229${beninese}` : `+225${ivorians}`];
}

/** A caller's number as the desk keeps it: E.164 in one spelling, a short code as it is, and nobody's as nothing. */
export function peerIn(text: string, region: string): string {
  if (isWithheld(text)) return "";
  return readPhoneNumber(text, region) ?? plainText(text);
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
  /^(?:(?:number |caller ?id |id )?(?:anonymous|anon|unknown|restricted|private|unavailable|not available|withheld|blocked|hidden)(?: number| caller| name| id)?|no caller ?id|out of area|n\/a|null|undefined|none|[+0]+)$|^(?:anonymous|unknown|unavailable|restricted|private)@/i;
const spelt = /^\+?(?:266696687|7378742833|2562533|8566696|86282452253)$/;

/** True where a caller's number is hidden: it stands for nobody, and for no two callers the same. */
export function isWithheld(text: string): boolean {
  const plain = plainText(text)
    .replaceAll(/^["'<\s]*(?:sips?:|tel:)?|["'>\s]+$/gi, "")
    .replace(/^[^<]*<(?:sips?:|tel:)?(?=\w+@)/i, "");
  return withheld.test(plain) || spelt.test(plain.replaceAll(/[\s().-]/g, ""));
}

/** True for E.164 (RFC 3966 and ITU-T E.164: a plus sign and 2 to 15 digits). */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{1,14}$/.test(text);
}

/** The digits of a number as it is dialled within its country: what every way of writing it has in common. */
export function nationalDigits(e164: string): string {
  const digits = e164.replaceAll(/\D/g, "");
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode ?? "";
  return code !== "" && e164.startsWith(`+${code}`) ? digits.slice(code.length) : digits;
}

/** The last four digits, for logs: `…4567`. */
export function lastFour(number: string): string {
  return `…${number.slice(-4)}`;
}

const written = rememberedByText((e164: string): string => {
  const parsed = isE164(e164) ? parsePhoneNumberFromString(e164) : undefined;
  return parsed?.formatInternational() ?? e164;
}, 1000);

/** A number as people write it: "+1 555 010 0200"; what is no number stays as it is. */
export function writtenNumber(e164: string): string {
  return written(e164);
}

/** A text with every E.164 number in it as people write it. */
export function withWrittenNumbers(text: string): string {
  return text.replace(/\+\d{7,15}(?!\d)/g, written);
}

/** How the number may be written: by the digits that its country dials, now and before it was renumbered. */
export function spellingsOf(phone: string): string[] {
  const spelt = [phone, ...earlierSpellings(phone)].map(nationalDigits);
  return [...new Set(spelt)].filter((digits) => digits.length >= 8);
}
