import { describe, expect, test } from "bun:test";
import { consentWord, isHelpWord } from "#domains/phone/consent/opt-out-words.ts";
import { corpus } from "./opt-out-corpus.ts";

/** Written apart from the rules, by somebody who had not seen them: 368 of 402 were read right at first sight. */
describe("what customers write", () => {
  test.each(corpus)("%p says %p", (text, meaning) => {
    expect(consentWord(text) ?? (isHelpWord(text) ? "help" : undefined)).toBe(meaning as never);
  });

  test("is asked both ways, and by near misses", () => {
    const count = (meaning: string | undefined) => corpus.filter(([, each]) => each === meaning).length;
    expect([count("out") >= 150, count("in") >= 10, count(undefined) >= 150]).toEqual([true, true, true]);
  });
});
