import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { signStandard } from "#tests/fakes/quo.ts";
import { datedMessage, legacyCall, legacyMessage } from "#tests/fakes/quo-events.ts";
import { noon } from "#tests/support/clock.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const quoSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const voiceSecret = "wsec_frontdesk_test";
const ours = "+15550199000";
const theirs = "+15550100200";
let t: TestDesk;
let token: string;

beforeEach(async () => {
  t = await openTestDesk({ env: { QUO_WEBHOOK_SECRET: quoSecret, ELEVENLABS_WEBHOOK_SECRET: voiceSecret } });
  token = await t.token("phone:read");
});
afterEach(() => t.close());

let serial = 0;

async function quo(event: object): Promise<void> {
  const body = JSON.stringify(event);
  const answer = await t.request("/webhooks/quo", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...signStandard(body, quoSecret, noon, `msg_${++serial}`),
    },
    body,
  });
  expect(answer.status).toBe(200);
  await t.settle();
}

async function voice(event: object): Promise<void> {
  const body = JSON.stringify(event);
  const at = Math.floor(noon / 1000);
  const digest = createHmac("sha256", voiceSecret).update(`${at}.${body}`).digest("hex");
  const answer = await t.request("/webhooks/elevenlabs", {
    method: "POST",
    headers: { "content-type": "application/json", "elevenlabs-signature": `t=${at},v0=${digest}` },
    body,
  });
  expect(answer.status).toBe(200);
  await t.settle();
}

const calls = async () => (await t.tool("get_call_history", {}, token)).body.calls;
const texts = async () => (await t.tool("get_message_history", {}, token)).body.messages;
const unrecognized = async () => await t.desk.inbox.list({ state: "unrecognized", limit: 10 });

/** A fake event with some of its object's fields changed or, where undefined, left out. */
function with_(event: { data: { object: object } }, object: object) {
  return JSON.parse(JSON.stringify({ ...event, data: { object: { ...event.data.object, ...object } } }));
}

describe("a call's length", () => {
  const moments = { answeredAt: "2026-11-21T14:50:05.000Z", completedAt: "2026-11-21T14:50:22.000Z" };

  test.each<[string, object, number | null]>([
    ["is null, and the call was answered 17 s before its end", { ...moments, duration: null }, 17],
    ["is left out", { ...moments, duration: undefined }, 17],
    ["is a text", { ...moments, duration: "55" }, 55],
    ["is a text with parts of a second", { ...moments, duration: "55.4" }, 55],
    ["is a number with parts of a second", { ...moments, duration: 12.6 }, 13],
    ["is no number", { ...moments, duration: "about a minute" }, 17],
    ["is below nothing", { ...moments, duration: -3 }, 17],
    ["is nothing, of a call nobody took", { answeredAt: null, duration: null, status: "no-answer" }, null],
    [
      "is unknown, as its end is",
      { answeredAt: moments.answeredAt, completedAt: null, duration: null },
      null,
    ],
  ])("%s", async (_name, object, seconds) => {
    await quo(with_(legacyCall(), object));
    expect((await calls()).map((call: { duration?: number }) => call.duration ?? null)).toEqual([seconds]);
    expect(await unrecognized()).toEqual([]);
  });

  test("follows from two events, of which one says when it was taken and the other when it ended", async () => {
    await quo(
      with_(legacyCall({ id: "EV1", type: "call.ringing", status: "ringing" }), {
        ...moments,
        completedAt: null,
        duration: null,
      }),
    );
    await quo(
      with_(legacyCall({ id: "EV2", updatedAt: "2026-11-21T14:55:00.000Z" }), {
        answeredAt: null,
        completedAt: moments.completedAt,
        duration: null,
      }),
    );
    expect(await calls()).toMatchObject([{ duration: 17 }]);
  });
});

describe("a customer's words are shown, whatever else cannot be read", () => {
  const words = "Is the flat free?";
  test.each<[string, object]>([
    [
      "media as a list of addresses",
      { media: ["https://files.example/1.jpg", "https://files.example/2.jpg"] },
    ],
    ["media as one address", { media: "https://files.example/1.jpg" }],
    ["media of a shape of its own", { media: { files: 2 } }],
    ["media in objects without a type", { media: [{ url: "https://files.example/1.jpg", type: 7 }] }],
    ["a status that is a number", { status: 3 }],
    ["no direction", { direction: undefined }],
    ["a direction in other words", { direction: "inbound" }],
    ["no time", { createdAt: undefined }],
    ["a time in seconds", { createdAt: Math.floor(noon / 1000) }],
    ["a time that is none", { createdAt: "yesterday" }],
    ["no id", { id: undefined }],
    ["recipients as objects", { to: [{ phoneNumber: ours }] }],
    ["one recipient", { to: ours }],
    ["no recipient", { to: undefined }],
    ["the words under another name", { text: undefined, body: words }],
  ])("%s", async (_name, object) => {
    await quo(with_(legacyMessage({ text: words }), object));
    expect(await texts()).toMatchObject([
      { direction: "inbound", from: "+15550100201", untrustedContent: words },
    ]);
    expect(await unrecognized()).toEqual([]);
  });

  test.each<[string, (event: ReturnType<typeof datedMessage>) => object]>([
    ["no version", ({ apiVersion: _, ...event }) => event],
    ["no time of its own", ({ createdAt: _, ...event }) => event],
    [
      "contacts of another shape",
      (event) => ({
        ...event,
        data: { ...event.data, context: { ...event.data.context, contacts: "none" } },
      }),
    ],
    [
      "media as a list of addresses",
      (event) => ({
        ...event,
        data: { ...event.data, resource: { ...event.data.resource, media: ["https://files.example/1.jpg"] } },
      }),
    ],
    [
      "one recipient",
      (event) => ({
        ...event,
        data: { ...event.data, context: { ...event.data.context, recipientIdentifiers: ours } },
      }),
    ],
  ])("in a dated event with %s", async (_name, change) => {
    await quo(change(datedMessage({ text: words })));
    expect(await texts()).toMatchObject([{ direction: "inbound", from: theirs, untrustedContent: words }]);
    expect(await unrecognized()).toEqual([]);
  });

  test.each<[string, object]>([
    ["a sender that is a number", { from: 15550100201 }],
    ["a way in capitals", { direction: "INCOMING" }],
    ["a way of another name", { direction: "in" }],
    ["a state that is a number", { status: 3 }],
  ])("from whom they are, with %s", async (_name, object) => {
    await quo(with_(legacyMessage({ text: words }), object));
    expect(await texts()).toMatchObject([
      { direction: "inbound", from: "+15550100201", untrustedContent: words },
    ]);
  });

  test("with no sender they are no other receiver's", async () => {
    await quo(with_(legacyMessage({ text: words }), { from: undefined, to: [ours, "+15550100777"] }));
    expect(await texts()).toMatchObject([{ untrustedContent: words, from: "anonymous" }]);
    expect((await t.tool("find_contact_by_phone", { phoneNumber: "+15550100777" }, token)).body.found).toBe(
      false,
    );
  });

  test("two events that have no names are two", async () => {
    const unnamed = (text: string) => ({
      ...with_(legacyMessage({ text }), { id: undefined }),
      id: undefined,
    });
    await quo(unnamed("One."));
    await quo(unnamed("Two."));
    await quo(unnamed("Two."));
    expect((await texts()).map((each: { untrustedContent: string }) => each.untrustedContent).sort()).toEqual(
      ["One.", "Two."],
    );
  });

  test("with nobody's number they are nobody's, and still there", async () => {
    await quo(with_(legacyMessage({ text: words }), { from: undefined }));
    expect(await texts()).toMatchObject([{ untrustedContent: words, from: "anonymous" }]);
  });

  test.each<[string, object]>([
    [
      "no words and no parties",
      with_(legacyMessage(), { text: null, from: undefined, to: undefined, media: [] }),
    ],
    [
      "nothing in it",
      { id: "EV9", type: "message.received", createdAt: new Date(noon).toISOString(), data: { object: {} } },
    ],
    [
      "another kind of thing",
      { id: "EV9", type: "fax.received", createdAt: new Date(noon).toISOString(), data: { object: {} } },
    ],
    ["no data", { id: "EV9", type: "message.received" }],
    ["a call without its name", with_(legacyCall(), { id: undefined })],
  ])("only what has neither is not recognised: %s", async (_name, event) => {
    await quo(event);
    expect(await unrecognized()).toHaveLength(1);
    expect(await texts()).toEqual([]);
  });
});

describe("the customer is who is not the desk", () => {
  const contact = async (phoneNumber: string) =>
    (await t.tool("find_contact_by_phone", { phoneNumber }, token)).body.found;

  beforeEach(async () => {
    // The line is known from an earlier text.
    await quo(datedMessage({ id: "EVfirst", messageId: "ACfirst", customer: "+15550100999" }));
  });

  test.each<[string, object]>([
    ["the customer first", { direction: "incoming", participants: [theirs, ours] }],
    ["the desk first", { direction: "incoming", participants: [ours, theirs] }],
    ["the customer first, out", { direction: "outgoing", participants: [theirs, ours] }],
    ["the desk first, out", { direction: "outgoing", participants: [ours, theirs] }],
    ["from and to in the wrong places", { direction: "incoming", participants: [], from: ours, to: theirs }],
    [
      "the customer in another spelling",
      { direction: "incoming", participants: [ours, "+1 (555) 010-0200"] },
    ],
  ])("with %s", async (_name, object) => {
    await quo(with_(legacyCall(), { from: undefined, to: undefined, ...object }));
    const [call] = await calls();
    expect([call.from, call.to].sort()).toEqual([theirs, ours].sort());
    expect([await contact(theirs), await contact(ours)]).toEqual([true, false]);
  });

  test.each<[string, object]>([
    ["+266696687", { participants: ["+266696687", ours] }],
    ["266696687", { participants: [ours, "266696687"] }],
    ["anonymous", { participants: ["anonymous", ours] }],
    ["Anonymous", { participants: ["Anonymous", ours] }],
    ["Restricted", { participants: ["Restricted", ours] }],
    ["an address of nobody", { participants: ["<sip:anonymous@anonymous.invalid>", ours] }],
    ["Unknown Caller", { participants: ["Unknown Caller", ours] }],
    ["anonymous@anonymous.invalid", { participants: ["anonymous@anonymous.invalid", ours] }],
    ["the line alone", { participants: [ours] }],
    ["the line twice", { participants: [ours, ours] }],
  ])("a caller who is withheld is nobody, with no contact: %s", async (number, object) => {
    await quo(with_(legacyCall(), { direction: "incoming", from: undefined, to: undefined, ...object }));
    expect(await calls()).toMatchObject([{ from: "anonymous", to: ours }]);
    const found = await t.desk.database.slow.read("SELECT phone FROM contact_phones");
    expect(found.flat()).toEqual(["+15550100999"]);
    expect(number).not.toBe(theirs);
  });

  test("a text with the desk as its sender and its receiver makes no contact of the desk", async () => {
    await quo(with_(legacyMessage({ id: "EVself", messageId: "ACself" }), { from: ours, to: [ours] }));
    expect(await contact(ours)).toBe(false);
  });
});

describe("a voice agent's conversation", () => {
  const begun = Math.floor(noon / 1000) - 60;
  const conversation = (more: object, metadata: object = {}, transcript: unknown = undefined) => ({
    type: "post_call_transcription",
    event_timestamp: begun + 60,
    ...more,
    data: {
      conversation_id: `conv_${++serial}`,
      transcript: transcript ?? [{ role: "user", message: "The WiFi is down.", time_in_call_secs: 4 }],
      metadata: {
        start_time_unix_secs: begun,
        call_duration_secs: 45,
        phone_call: {
          direction: "inbound",
          phone_number_id: "ph_1",
          agent_number: ours,
          external_number: theirs,
        },
        ...metadata,
      },
    },
  });
  const transcript = async () =>
    (await t.tool("get_call_transcripts", { phoneNumber: theirs }, token)).body.calls[0].dialogue;

  test.each<[string, object, object]>([
    ["no time", { event_timestamp: undefined }, {}],
    ["null for a time", { event_timestamp: null }, {}],
    ["a time in digits", { event_timestamp: String(begun + 60) }, {}],
    ["a time as ISO 8601", { event_timestamp: new Date((begun + 60) * 1000).toISOString() }, {}],
    ["a time that is none", { event_timestamp: "soon" }, {}],
    ["its start in digits", {}, { start_time_unix_secs: String(begun) }],
    ["its length in digits", {}, { call_duration_secs: "45" }],
  ])("stands with %s", async (_name, more, metadata) => {
    await voice(conversation(more, metadata));
    expect(await unrecognized()).toEqual([]);
    expect(await calls()).toMatchObject([
      { from: theirs, duration: 45, at: new Date(begun * 1000).toISOString().replace("Z", "+00:00") },
    ]);
  });

  test.each<[string, unknown[], string[]]>([
    [
      "in parts",
      [
        {
          role: "agent",
          message: null,
          multivoice_message: { parts: [{ text: "Good morning." }, { text: "How can I help?" }] },
        },
      ],
      ["Good morning. How can I help?"],
    ],
    [
      "in one part",
      [
        {
          role: "user",
          multivoice_message: {
            parts: [{ text: "The WiFi is down.", voice_label: "x", time_in_call_secs: 4 }],
          },
        },
      ],
      ["The WiFi is down."],
    ],
    [
      "in parts of which one says nothing",
      [
        {
          role: "agent",
          message: "",
          multivoice_message: { parts: [{ text: "Hello" }, { voice_label: "b" }, { text: " there " }] },
        },
      ],
      ["Hello there"],
    ],
    [
      "in both places",
      [{ role: "agent", message: "Hello", multivoice_message: { parts: [{ text: "Hello" }] } }],
      ["Hello"],
    ],
    [
      "beside a turn of another shape",
      [
        { role: "tool", message: 7 },
        "noise",
        { role: "user", message: "Still there?", time_in_call_secs: "9" },
      ],
      ["Still there?"],
    ],
    [
      "in no place",
      [
        { role: "agent", message: null, multivoice_message: null },
        { role: "user", message: "Hi" },
      ],
      ["Hi"],
    ],
  ])("keeps the words of a turn %s", async (_name, turns, words) => {
    await voice(conversation({}, {}, turns));
    expect(
      (await transcript()).map(
        (line: { content?: string; untrustedContent?: string }) => line.untrustedContent ?? line.content,
      ),
    ).toEqual(words);
  });
});
