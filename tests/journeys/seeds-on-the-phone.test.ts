import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { type AnyClient, callTool, connectModern } from "#tests/support/clients.ts";

let quo: FakeQuo;
let d: TwilioDesk;
let reception: AnyClient;
let openphone: AnyClient;
const customer = "+13125550142";

beforeAll(async () => {
  quo = startFakeQuo();
  d = await openTwilioDesk({ env: { QUO_API_KEY: quo.key, QUO_BASE_URL: quo.url } });
  await d.t.set("windows.recall_seconds", 0);
  // Whoever has written is answered, however often.
  for (const from of [customer, "+13125550143"])
    await d.hook("sms", d.twilio.inboundSms({ from, to: d.line, body: "Is my booking confirmed?" }));
  const connect = async (toolset: string) =>
    await connectModern(
      {
        url: `${d.t.config.baseUrl}/mcp/${toolset}`,
        token: await d.t.token("phone:read", "phone:write"),
        fetch: async (input, init) => {
          const request = new Request(input as string, init);
          return await d.t.app.fetch(request, { address: "203.0.113.7" });
        },
      },
      "legacy",
    );
  [reception, openphone] = [await connect("reception"), await connect("openphone")];
});
afterAll(async () => {
  await Promise.all([reception.close(), openphone.close()]);
  expect([...d.twilio.violations, ...quo.violations]).toEqual([]);
  await d.close();
  await quo.stop();
});

const ask = async (client: AnyClient, name: string, args: Record<string, unknown>) => {
  const { structuredContent, isError, content } = await callTool(client, name, args);
  if (isError) throw new Error(content[0]?.text);
  return structuredContent;
};

describe("the reception document's tools, by their own names", () => {
  test("send_sms leaves from the line that is named, whichever provider holds it", async () => {
    for (const [from, ledger] of [
      [quo.number, () => quo.messages.at(-1)?.text],
      [d.line, () => d.twilio.messages.at(-1)?.body],
    ] as const) {
      const content = `Your booking is confirmed for March 1-31! (${from})`;
      const { messages } = await ask(reception, "send_sms", { from, to: [customer], content });
      expect([messages[0].from, messages[0].status, ledger()]).toEqual([from, "sent", content]);
    }
  });

  test("make_call is placed where a line can, and says which where it cannot", async () => {
    await d.t.set("business.owner_numbers", ["+13125550199"]);
    const { call } = await ask(reception, "make_call", { from: d.line, to: customer, maxDuration: 120 });
    expect([call.status, d.twilio.calls.at(-1)?.to]).toEqual(["ringing", customer]);
    const refused = await callTool(reception, "make_call", { from: quo.number, to: customer });
    expect([refused.isError, refused.content[0]?.text]).toEqual([true, expect.stringContaining(d.line)]);
  });

  test("get_call_history, get_message_history, search_guest_by_phone and get_conversation_context read it", async () => {
    const phoneNumber = "(312) 555-0142";
    const { calls } = await ask(reception, "get_call_history", {
      limit: 10,
      phoneNumber,
      direction: "outbound",
    });
    expect(calls).toEqual([expect.objectContaining({ to: customer })]);
    const { messages } = await ask(reception, "get_message_history", { limit: 10, phoneNumber });
    expect(messages).toHaveLength(3);
    const guest = await ask(reception, "search_guest_by_phone", { phoneNumber });
    expect([guest.found, guest.recent.messages, guest.recent.calls]).toEqual([true, 3, 1]);
    const { items } = await ask(reception, "get_conversation_context", { phoneNumber, days: 7 });
    expect(items.map(({ kind }: { kind: string }) => kind).sort()).toEqual([
      "call",
      "message",
      "message",
      "message",
    ]);
  });
});

describe("the openphone document's tools, by their own names", () => {
  test("send-message and bulk-messages send, the bulk one by one", async () => {
    const one = await ask(openphone, "send-message", { to: customer, content: "One", from: d.line });
    expect(one.messages[0].status).toBe("sent");
    const many = await ask(openphone, "bulk-messages", {
      to: [customer, "+13125550143"],
      content: "Both of you",
    });
    expect(many.messages.map(({ status }: { status: string }) => status)).toEqual(["sent", "sent"]);
    expect(many.bulkId).toStartWith("blk_");
  });

  test("create-contact, fetch-messages and fetch-call-transcripts", async () => {
    const { contact } = await ask(openphone, "create-contact", {
      name: "Maria Garcia",
      phone: "+13125550144",
    });
    expect(contact.name).toBe("Maria Garcia");
    const { messages } = await ask(openphone, "fetch-messages", {
      inbox: d.line,
      participant: customer,
      limit: 5,
    });
    expect(messages.length).toBeGreaterThan(1);
    expect((await ask(openphone, "fetch-call-transcripts", { phoneNumber: customer })).calls).toHaveLength(1);
  });
});
