import { expect, test } from "bun:test";
import { sendUnderFaults } from "#tests/prove/sending.ts";
import { isNotHere } from "#tests/support/sqld.ts";

test.skipIf(
  isNotHere(
    "sending under faults",
    "the desk that takes over would have to wait for the one that was killed",
  ),
)(
  "thirty texts and two SIGKILLs at a provider that fails: none twice, none said to be what it is not",
  async () => {
    const reports = await Promise.all(
      (["quo", "twilio"] as const).map((provider) =>
        sendUnderFaults({ runs: 30, kills: 2, provider, isInHaste: true }),
      ),
    );
    for (const report of reports) {
      expect(report).toMatchObject({
        ...{ texts: 30, kills: 2 },
        inLedgerTwice: [],
        lost: [],
        claimedSentButAbsent: [],
        failedButSent: [],
        sentAndStillInDoubt: [],
        leftLying: [],
        strange: [],
      });
      expect(report.acknowledged).toBeGreaterThan(15);
      expect(report.statuses["sent"]).toBeGreaterThan(10);
    }
  },
  60_000,
);
