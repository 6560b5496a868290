import { expect, test } from "bun:test";
import { sendMalformed } from "#tests/prove/malformed.ts";

test("3,000 malformed handoffs: never a fault, never half a ticket, always the documented refusal", async () => {
  const { sent, statuses, ...report } = await sendMalformed(3000);
  expect([sent, report]).toEqual([3000, { faults: [], strange: [], halves: 0 }]);
  for (const status of ["200", "400", "401", "405", "413", "415"])
    expect([status, statuses[status] ?? 0]).not.toEqual([status, 0]);
}, 60_000);
