import { expect, test } from "bun:test";
import { keepTheLastWord } from "#tests/prove/last-word.ts";
import { isNotHere } from "#tests/support/sqld.ts";

test.skipIf(isNotHere("the random schedules", "they end processes that are alone with a file"))(
  "2,000 random schedules: nothing runs without a decision, twice, with other arguments, or after a denial",
  async () => {
    const report = await keepTheLastWord(2000);
    expect(report.failures).toEqual([]);
    expect(report.missing).toEqual([]);
    expect(report.tally.schedules).toBeGreaterThanOrEqual(2000);
  },
  300_000,
);
