import { expect, test } from "bun:test";
import { handOverUnderKills } from "#tests/prove/handoffs.ts";

test("three SIGKILLs among 400 handoffs: each acknowledged one is there once, in the ticket that was said", async () => {
  const report = await handOverUnderKills(400, 3);
  expect(report).toMatchObject({
    acknowledged: 400,
    kills: 3,
    lost: [],
    twice: [],
    misplaced: [],
    doubledCases: [],
    numbersUnique: true,
    numbersWithoutGap: true,
  });
  expect(report.repeats).toBeGreaterThan(75);
  expect(report.resent).toBeGreaterThan(0);
}, 120_000);
