import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holdsOneOf } from "#domains/phone/routing/rule.ts";
import { topicOf } from "#domains/phone/routing/topic.ts";
import { plainWords } from "#platform/plain-words.ts";
import { lessons, textsIn } from "#scripts/learn-topics.ts";

const apart = textsIn(join(import.meta.dirname, "texts.jsonl"));
const weights = join(import.meta.dirname, "../../../../src/domains/phone/routing/weights.txt");

describe("what a text is about", () => {
  test("is guessed from weights that were learnt from exactly the texts that are kept", () => {
    expect(readFileSync(weights, "utf8").split(" ")[0]).toBe(lessons().name);
  });

  test("is measured on texts that nothing was learnt from", () => {
    const learnt = new Set(lessons().texts.map(({ text }) => plainWords(text)));
    expect(apart.filter(({ text }) => learnt.has(plainWords(text)))).toEqual([]);
    expect(apart.length).toBeGreaterThanOrEqual(240);
    const right = apart.filter(({ text, topic }) => topicOf(text) === topic).length;
    expect(right / apart.length).toBeGreaterThan(0.8);
    const needy = apart.filter(({ topic }) => topic === "emergency");
    const seen = needy.filter(({ text }) => topicOf(text) === "emergency").length;
    expect(seen / needy.length).toBeGreaterThan(0.75);
  });

  test.each([
    ["My boiler is broken", "maintenance"],
    ["se rompió el calentador", "maintenance"],
    ["Do you have anything free on Friday?", "booking"],
    ["Quiero cancelar mi cita", "booking"],
    ["I want my money back", "complaint"],
    ["There is smoke coming out of the wall", "emergency"],
    ["Huele a gas en la cocina", "emergency"],
    ["thanks!", "other"],
    ["Your code is 123456. Do not reply.", "other"],
    ["", "other"],
    ["🙂", "other"],
    ["\ud800", "other"],
  ])("%j is about %s", (text, topic) => {
    expect(topicOf(text)).toBe(topic as ReturnType<typeof topicOf>);
  });

  test.each([
    "There is smoke and fire in the kitchen, I called twice and got no reply!",
    "My friend is unconscious and bleeding, no reply from reception, send an ambulance",
    "Fire in the kitchen! please do not reply by text, call me!",
  ])("is not talked away: %s", (text) => {
    expect(topicOf(text)).toBe("emergency");
  });
});

describe("words of a rule", () => {
  test.each([
    ["où est l'ascenseur ?", "ascenseur", true],
    ["停车在哪里", "停车", true],
    ["का कमरा", "की", false],
    ["don’t park here", "dont park", true],
    ["👍", "🅿️🅿️", false],
    ["carpet", "car", false],
  ])("read %j for %j: %p", (text, phrase, isThere) => {
    expect(holdsOneOf(text, [phrase])).toBe(isThere);
  });
});
