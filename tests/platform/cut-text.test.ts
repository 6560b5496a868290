import { expect, test } from "bun:test";
import { cutText } from "#platform/cut-text.ts";
import { visibleText } from "#platform/visible-text.ts";

/** What a person sees as one character, and more than one to a computer. */
const whole: [string, string][] = [
  ["a picture", "\u{1f600}"],
  ["a family", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}"],
  ["a skin tone", "\u{1f44d}\u{1f3fd}"],
  ["a flag of two letters", "\u{1f1f2}\u{1f1fd}"],
  ["a flag of tags", "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"],
  ["a letter with its accent", "e\u0301"],
  ["a keycap", "1\ufe0f\u20e3"],
  ["a Korean syllable in parts", "\u1112\u1161\u11ab"],
  ["a Hindi syllable", "क्षि"],
  ["a Thai letter with its marks", "ที่"],
  ["the end of a line", "\r\n"],
];

test.each(whole)("%s stays whole wherever a text is cut", (_name, one) => {
  const text = `ab${one.repeat(12)}`;
  for (let longest = 2; longest <= text.length; longest++) {
    const cut = cutText(text, longest);
    expect(cut.length).toBeLessThanOrEqual(longest);
    expect(cut.length).toBeGreaterThan(longest - one.length);
    expect([cut.slice(0, 2), cut.slice(2).replaceAll(one, "")]).toEqual(["ab", ""]);
  }
  expect(visibleText(text, 3 + one.length)).not.toContain("\ufffd");
});

test("a text that fits is left as it is, and one character that does not is cut all the same", () => {
  expect([cutText("abc", 3), cutText("abc", 5), cutText("", 3)]).toEqual(["abc", "abc", ""]);
  expect(cutText(`e${"\u0301".repeat(500)}`, 50)).toHaveLength(50);
  expect(cutText("\u{1f600}", 1).isWellFormed()).toBe(true);
});

test("a long text is cut in the time of a short one", () => {
  const text = "x".repeat(5_000_000);
  expect(cutText(text, 4_000_000)).toHaveLength(4_000_000);
});
