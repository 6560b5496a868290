import { expect, test } from "bun:test";
import { handOverUnderKills } from "#tests/prove/handoffs.ts";

test("two SIGKILLs among 200 handoffs: each acknowledged one is there once, in the ticket that was said", async () => {
  const report = await handOverUnderKills(200, 2);
  expect(report).toMatchObject({
    acknowledged: 200,
    kills: 2,
    lost: [],
    twice: [],
    misplaced: [],
    doubledCases: [],
    numbersUnique: true,
    numbersWithoutGap: true,
  });
  expect(report.repeats).toBeGreaterThan(30);
  expect(report.resent).toBeGreaterThan(0);
}, 120_000);
