import { expect, test } from "bun:test";
import { hasLink } from "#platform/links.ts";

test.each([
  "See https://example.com/x",
  "www.example.com",
  "Go to evil.pw now",
  "bit.ly/abc",
  "пример.рф",
  "аррӏе.com/x",
  "evil。com",
  "ｅｖｉｌ．ｃｏｍ",
  "example.xn--p1ai",
  "1.2.3.4:80/x",
  "mail me at a@b.example",
])("%j has a link in it", (text) => {
  expect(hasLink(text)).toBe(true);
});

test.each([
  "See you tomorrow at 3.30pm. Bring the key.",
  "It is $4.50, or 3.5 hours.",
  "Gate code 12.34",
  "Thanks! :)",
  "a.m. or p.m.?",
  "Well... yes",
])("%j has none", (text) => {
  expect(hasLink(text)).toBe(false);
});
