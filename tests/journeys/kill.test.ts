import { expect, test } from "bun:test";
import { killUnderLoad } from "#tests/prove/kill.ts";

test("two SIGKILLs under load: nothing acknowledged is lost, nothing is doubled, nothing is sent twice", async () => {
  const report = await killUnderLoad(2, false);
  expect(report).toMatchObject({
    kills: 2,
    webhooksLost: [],
    webhooksDoubled: [],
    sendsHeldBack: [],
    sendsLost: [],
    sentTwice: [],
  });
  expect(report.webhooksAcknowledged).toBeGreaterThan(5);
  expect(report.sendsAcknowledged).toBeGreaterThan(1);
}, 120_000);
