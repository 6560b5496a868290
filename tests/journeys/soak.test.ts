import { expect, test } from "bun:test";
import { soak } from "#tests/prove/soak.ts";

test("some seconds of mixed load at half of what the desk can take: all is answered, and nothing is left open", async () => {
  const { stretches, strange, capacity } = await soak(3, 3);
  expect(strange).toEqual([]);
  expect(capacity).toBeGreaterThan(0);
  expect(stretches.every(({ answered }) => answered > 0)).toBe(true);
  const [first, last] = [stretches[0]?.openFiles ?? 0, stretches.at(-1)?.openFiles ?? 0];
  expect(last - first).toBeLessThanOrEqual(4);
}, 120_000);
