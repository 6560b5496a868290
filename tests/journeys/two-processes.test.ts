import { expect, test } from "bun:test";
import { workBesideEachOther } from "#tests/prove/two-processes.ts";
import { hasSqld } from "#tests/support/sqld.ts";

test.skipIf(!hasSqld())(
  "two processes on one server, each and the server killed: nothing acknowledged lost, nothing twice",
  async () => {
    const { handoffs, texts, kills } = await workBesideEachOther(60, 12, 3);
    expect(kills).toEqual({ one: 1, other: 1, database: 1 });
    expect(handoffs).toMatchObject({
      acknowledged: 60,
      lost: [],
      twice: [],
      misplaced: [],
      doubledCases: [],
      numbersUnique: true,
      numbersWithoutGap: true,
    });
    expect(texts).toEqual({
      acknowledged: 12,
      heldBack: 0,
      lost: [],
      sentTwice: [],
      sentAndStillInDoubt: [],
      leftLying: 0,
    });
  },
  150_000,
);
