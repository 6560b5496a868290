import { describe, expect, test } from "bun:test";
import { numberIn } from "#domains/helpdesk/tickets/ticket-number.ts";
import { consentWord } from "#domains/phone/consent/opt-out-words.ts";
import { isWithheld, readPhoneNumber } from "#platform/phone-number.ts";

/** A text as full-width letters, which a Japanese or Chinese keyboard writes. */
const wide = (text: string) =>
  [...text]
    .map((each) => (/[!-~]/.test(each) ? String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0) : each))
    .join("");
/** The same with what nobody sees between its letters: a word joiner, a direction, a soft hyphen, a language tag. */
const hidden = (text: string) => `\u202a${[...text].join("\u2060")}\u00ad\u{e0001}\u202c`;

const spellings: [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["in full-width letters", wide],
  ["in capitals, full-width", (text) => wide(text.toUpperCase())],
  ["with what nobody sees in it", hidden],
  ["between other white space", (text) => `\u3000${text.replaceAll(" ", "\u00a0")}\u2003`],
];

describe.each(spellings)("%s", (_name, spelt) => {
  test.each(["stop", "Unsubscribe", "please stop", "opt out", "cancel"])("%j opts out", (text) => {
    expect(consentWord(spelt(text))).toBe("out");
  });

  test.each(["start", "UNSTOP"])("%j opts in", (text) => {
    expect(consentWord(spelt(text))).toBe("in");
  });

  test.each(["the stop is at the corner", "when do you start?"])("%j is neither", (text) => {
    expect(consentWord(spelt(text))).toBeUndefined();
  });

  test.each(["+1 555 010 0200", "(555) 010-0200", "15550100200"])("%j is a number", (text) => {
    expect(readPhoneNumber(spelt(text), "US")).toBe("+15550100200");
  });

  test.each(["anonymous", "no caller id", "+266696687", "Number Withheld", "hidden", "n/a", "0"])(
    "%j is nobody's number",
    (text) => {
      expect(isWithheld(spelt(text))).toBe(true);
    },
  );

  test("a ticket is found by its number", () => {
    expect([numberIn(spelt("TKT-1000")), numberIn(spelt("1 0 0 0"))]).toEqual([1000, 1000]);
  });
});

test.each(["٠٠١٥٥٥٠١٠٠٢٠٠".slice(2), "۱۵۵۵۰۱۰۰۲۰۰"])("digits of another script are digits: %s", (text) => {
  expect(readPhoneNumber(text, "US")).toBe("+15550100200");
});
