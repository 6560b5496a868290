import { expect, test } from "bun:test";
import { killUnderLoad } from "#tests/prove/kill.ts";

test("ten SIGKILLs under load: nothing acknowledged is lost, nothing is doubled, nothing is sent twice", async () => {
  const report = await killUnderLoad(10, false);
  expect(report).toMatchObject({
    kills: 10,
    webhooksLost: [],
    webhooksDoubled: [],
    sendsHeldBack: [],
    sendsLost: [],
    sentTwice: [],
  });
  expect(report.webhooksAcknowledged).toBeGreaterThan(10);
  expect(report.sendsAcknowledged).toBeGreaterThan(3);
}, 120_000);
