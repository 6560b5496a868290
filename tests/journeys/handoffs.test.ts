import { expect, test } from "bun:test";
import { handOverUnderKills } from "#tests/prove/handoffs.ts";

test("five SIGKILLs among 800 handoffs: each acknowledged one is there once, in the ticket that was said", async () => {
  const report = await handOverUnderKills(800, 5);
  expect(report).toMatchObject({
    acknowledged: 800,
    kills: 5,
    lost: [],
    twice: [],
    misplaced: [],
    doubledCases: [],
    numbersUnique: true,
    numbersWithoutGap: true,
  });
  expect(report.repeats).toBeGreaterThan(150);
  expect(report.resent).toBeGreaterThan(0);
}, 120_000);
