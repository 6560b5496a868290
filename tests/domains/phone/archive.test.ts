import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { housekeeping } from "#desk/housekeeping.ts";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";

let d: TwilioDesk;
let token: string;
const ann = "+13125550142";
const day = 86_400_000;

beforeAll(async () => {
  d = await openTwilioDesk();
  await exchange("of old", "1");
  d.t.clock.advance(80 * day);
  await exchange("of late", "2");
  d.t.clock.advance(20 * day);
  token = await d.t.token("phone:read");
});
afterAll(() => d.close());

/** A text and a call, both with the same words. */
async function exchange(words: string, id: string): Promise<void> {
  await d.hook("sms", d.twilio.inboundSms({ from: ann, to: d.line, body: `Boiler ${words}` }));
  const at = d.t.clock.now();
  await d.asDesk("call.record", {
    ...{ provider: "twilio", kind: "call", providerId: `CA${id}`, direction: "inbound", peer: ann, at },
    ...{ line: { providerId: "", number: d.line }, status: "completed", duration: 9 },
    ...{ answeredAt: at, completedAt: at, updatedAt: at },
  });
  await d.asDesk("transcript.record", {
    ...{ provider: "twilio", kind: "transcript", providerCallId: `CA${id}`, status: "completed", at },
    ...{ dialogue: [{ speaker: "customer", content: `Shower ${words}`, start: 0, end: 1 }], duration: 9 },
  });
}

const words = (body: { messages?: { untrustedContent: string }[]; calls?: unknown[] }) => [
  ...(body.messages ?? []).map(({ untrustedContent }) => untrustedContent),
  ...(body.calls ?? []).map(() => "call"),
];
async function read(tool: string, args: object): Promise<{ found: string[]; archivedBefore?: string }> {
  const { body } = await d.t.tool(tool, args, token);
  return { found: words(body), ...(body.archivedBefore ? { archivedBefore: body.archivedBefore } : {}) };
}

describe("what is older than ninety days", () => {
  const archivedBefore = "2026-12-01T15:00:00.000+00:00";

  test.each([
    ["get_message_history", {}, ["Boiler of late"], ["Boiler of old"]],
    ["search_messages", { query: "boiler" }, ["Boiler of late"], ["Boiler of old"]],
    ["search_messages", { query: "shower" }, ["call"], ["call"]],
    ["get_call_history", {}, ["call"], ["call"]],
    ["get_call_transcripts", {}, ["call"], ["call"]],
  ])(
    "is left out of %s %j, which says so, and is there where it is asked for",
    async (tool, args, late, old) => {
      expect(await read(tool, args)).toEqual({ found: late, archivedBefore });
      expect(await read(tool, { ...args, since: "2026-01-01" })).toEqual({ found: late, archivedBefore });
      const all = await read(tool, { ...args, archived: true });
      expect([...all.found].sort()).toEqual([...late, ...old].sort());
      expect(all.archivedBefore).toBeUndefined();
      await d.t.set("archive.after_days", 0);
      expect((await read(tool, args)).found).toHaveLength(2);
      await d.t.set("archive.after_days", 90);
    },
  );

  test("is not spoken of where there is nothing in the archive", async () => {
    await d.t.set("archive.after_days", 101);
    expect(await read("get_message_history", {})).toEqual({ found: ["Boiler of late", "Boiler of old"] });
    await d.t.set("archive.after_days", 90);
  });

  test("stays for good, until a kind of it is to be kept no longer", async () => {
    const count = async () =>
      (
        await d.t.desk.database.slow.read(
          "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM calls), (SELECT count(*) FROM transcripts)",
        )
      )[0];
    const keep = () => housekeeping(d.t.desk.database, d.t.desk.settings(), d.t.clock.now());
    await keep();
    expect(await count()).toEqual([2, 2, 2]);
    await d.t.set("retention.messages_days", 99);
    await keep();
    expect(await count()).toEqual([1, 2, 2]);
    await d.t.set("retention.calls_days", 99);
    await keep();
    expect(await count()).toEqual([1, 1, 1]);
    expect((await read("search_messages", { query: "boiler", archived: true })).found).toEqual([
      "Boiler of late",
    ]);
  });
});
