import { expect, test } from "bun:test";
import { sendUnderFaults } from "#tests/prove/sending.ts";
import { isNotHere } from "#tests/support/sqld.ts";

test.skipIf(
  isNotHere(
    "sending under faults",
    "the desk that takes over would have to wait for the one that was killed",
  ),
)(
  "sixteen texts and a SIGKILL at a provider that fails: none twice, none said to be what it is not",
  async () => {
    const reports = await Promise.all(
      (["quo", "twilio"] as const).map((provider) =>
        sendUnderFaults({ runs: 16, kills: 1, provider, isInHaste: true }),
      ),
    );
    for (const report of reports) {
      expect(report).toMatchObject({
        ...{ texts: 16, kills: 1 },
        inLedgerTwice: [],
        lost: [],
        claimedSentButAbsent: [],
        failedButSent: [],
        sentAndStillInDoubt: [],
        leftLying: [],
        strange: [],
      });
      expect(report.acknowledged).toBeGreaterThan(7);
      expect(report.statuses["sent"]).toBeGreaterThan(4);
    }
  },
  60_000,
);
