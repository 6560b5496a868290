import { afterEach, beforeEach, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { type FakeOpenAi, startFakeOpenAi } from "#tests/fakes/openai.ts";

let d: TwilioDesk;
let model: FakeOpenAi;
const ann = "+13125550142";

beforeEach(async () => {
  model = startFakeOpenAi();
  d = await openTwilioDesk({ env: { OPENAI_API_KEY: "sk-test-key", OPENAI_BASE_URL: model.url } });
});
afterEach(async () => {
  await d.close();
  await model.stop();
});

/** A voicemail that Twilio keeps, and did not write down. */
async function leavesVoicemail(): Promise<void> {
  const at = d.t.clock.now();
  await d.asDesk("call.record", {
    ...{
      provider: "twilio",
      kind: "call",
      providerId: `CA${"1".repeat(32)}`,
      direction: "inbound",
      peer: ann,
    },
    ...{ line: { providerId: "", number: d.line }, status: "no_answer", duration: null, at },
    ...{ answeredAt: null, completedAt: at, updatedAt: at },
  });
  const sid = `RE${"1".repeat(32)}`;
  d.twilio.files.set(sid, new TextEncoder().encode("these are the bytes of an mp3"));
  d.twilio.recordings.push({ sid, call_sid: `CA${"1".repeat(32)}` } as never);
  await d.asDesk("recording.record", {
    ...{ provider: "twilio", kind: "recording", providerId: sid, providerCallId: `CA${"1".repeat(32)}` },
    ...{ what: "voicemail", status: "completed", duration: 12 },
  });
}
async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  for (let n = 0; n < 200; n++) {
    if (await isSo()) return true;
    await Bun.sleep(10);
  }
  return false;
}
const transcripts = async () => (await d.call("get_call_transcripts", {})).body.calls;
const isWritten = async () => (await transcripts())[0]?.transcript === "completed";

test("a voicemail is written down by the owner's model, marked as such, sorted, and judged", async () => {
  await d.t.set("models.transcribe", "whisper-1");
  await d.t.set("models.sentiment", "small-model");
  model.transcript = "There is smoke coming out of the wall, help! My card is 4111 1111 1111 1111.";
  model.answers["sentiment"] = { sentiment: "negative" };
  await leavesVoicemail();
  expect(await until(isWritten)).toBe(true);
  expect(await until(async () => (await transcripts())[0]?.sentimentGuess === "negative")).toBe(true);
  const [call] = await transcripts();
  expect(call).toMatchObject({
    transcriptNote: "A model has written it down: it may be wrong.",
    dialogue: [{ speaker: "customer", untrustedContent: expect.stringContaining("•••• 1111") }],
  });
  expect(model.asked.map(({ path, model: name }) => [path, name])).toEqual([
    ["/v1/audio/transcriptions", "whisper-1"],
    ["/v1/chat/completions", "small-model"],
  ]);
  expect(model.asked[0]).toMatchObject({ key: "Bearer sk-test-key", text: "these are the bytes of an mp3" });
  const { body } = await d.call("conversation_list", {});
  expect(body.conversations[0]).toMatchObject({ phoneNumber: ann, topicGuess: "emergency" });
  const found = (await d.call("search_messages", { query: "smoke" })).body.calls;
  expect(found).toHaveLength(1);
});

test("nothing is sent to a model unless a setting says so, nor a second time", async () => {
  await leavesVoicemail();
  await d.hook("sms", d.twilio.inboundSms({ from: ann, to: d.line, body: "Hello" }));
  await Bun.sleep(100);
  expect(model.asked).toEqual([]);
  await d.t.set("models.transcribe", "whisper-1");
  const again = { providerCallId: `CA${"1".repeat(32)}` };
  await d.asDesk("recording.transcribe", again);
  expect(await until(isWritten)).toBe(true);
  await d.asDesk("recording.transcribe", again);
  await Bun.sleep(100);
  expect(model.asked).toHaveLength(1);
});

test("a model that fails is asked again later, and its words stand in no log", async () => {
  await d.t.set("models.transcribe", "whisper-1");
  model.faults.push(401);
  await leavesVoicemail();
  const rows = (sql: string) => d.t.desk.database.slow.read(sql);
  const state = async () =>
    (await rows("SELECT state FROM outbox WHERE operation = 'recording.transcribe'"))[0]?.[0];
  expect(await until(async () => (await state()) === "unknown")).toBe(true);
  d.t.clock.advance(20_000);
  await d.t.desk.outbox.lookUpUnknown();
  expect(await until(isWritten)).toBe(true);
  expect(d.t.log.join("")).not.toContain("secret words of theirs");
});

test("what a text is about is the model's word where the owner wants it, and only for what still waits", async () => {
  await d.t.set("models.sort", "small-model");
  model.answers["topic"] = { topic: "complaint" };
  await d.hook("sms", d.twilio.inboundSms({ from: ann, to: d.line, body: "Three hours late, how punctual" }));
  const topic = async () => (await d.call("conversation_list", {})).body.conversations[0].topicGuess;
  expect(await until(async () => (await topic()) === "complaint")).toBe(true);
  model.answers["topic"] = { topic: "a weapon" };
  await d.hook("sms", d.twilio.inboundSms({ from: ann, to: d.line, body: "And the tap drips" }));
  await Bun.sleep(100);
  expect(await topic()).toBe("complaint");
});
