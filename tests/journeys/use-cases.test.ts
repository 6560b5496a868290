import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTwilioDesk, type TwilioDesk } from "#tests/domains/phone/twilio/line.ts";
import { type AnyClient, callTool, connectModern } from "#tests/support/clients.ts";
import { fakeClock } from "#tests/support/clock.ts";

/** What the reception document has an assistant do, through a client of the protocol, on made-up guests. */
let d: TwilioDesk;
let client: AnyClient;
const owner = "+13125550901";
const guests = {
  "Ines Duarte": "+13125550204",
  "Tom Reed": "+13125550205",
  "Pilar Soto": "+13125550206",
  "Jay Wu": "+13125550207",
} as const;

beforeAll(async () => {
  d = await openTwilioDesk({ clock: fakeClock(Date.UTC(2026, 10, 18, 17)) });
  await d.t.set("business.name", "Cove Stays");
  await d.t.set("business.zone", "America/Chicago");
  for (const [name, phone] of Object.entries(guests))
    await d.call("create_contact", { name, phone, notes: name === "Ines Duarte" ? "Unit 204" : "" });
  await d.call("create_contact", { name: "Olga Marsh", phone: owner, notes: "Owner of unit 204" });
  client = await connectModern(
    {
      url: `${d.t.config.baseUrl}/mcp/reception`,
      token: await d.t.token("phone:read", "phone:write", "helpdesk:read"),
      fetch: async (input, init) =>
        await d.t.app.fetch(new Request(input as string, init), { address: "203.0.113.7" }),
    },
    "legacy",
  );
});
afterAll(async () => {
  await client.close();
  expect(d.twilio.violations).toEqual([]);
  await d.close();
});

async function hears(from: string, body: string): Promise<void> {
  d.t.clock.advance(60_000);
  await d.hook("sms", d.twilio.inboundSms({ from, to: d.line, body }));
}

const ask = async (name: string, args: Record<string, unknown>) => {
  const { structuredContent, isError, content } = await callTool(client, name, args);
  if (isError) throw new Error(content[0]?.text);
  return structuredContent;
};

describe("check-in instructions", () => {
  test("go to everybody who arrives tomorrow, each at their own number, and to nobody else", async () => {
    await d.t.set("business.properties", [{ id: "cove", name: "Cove House" }]);
    const office = await d.t.token("office:read", "office:write", "phone:read", "helpdesk:read");
    const call = async (name: string, args: object) => (await d.t.tool(name, args, office)).body;
    const stays = [
      ["Ines Duarte", "204", "2026-11-19", "2026-11-22"],
      ["Tom Reed", "301", "2026-11-19", "2026-11-20"],
      ["Jay Wu", "302", "2026-11-21", "2026-11-22"],
    ] as const;
    for (const [customer_identifier, unit, arrival, departure] of stays)
      await call("stay_create", { property: "Cove House", unit, customer_identifier, arrival, departure });
    const { arrivals, date } = await call("daily_briefing", { date: "tomorrow" });
    expect([date, arrivals.length]).toEqual(["2026-11-19", 2]);
    for (const { guest, unit } of arrivals) {
      const { customers } = await call("find_customer", { query: guest });
      const { contact } = await ask("search_guest_by_phone", { phoneNumber: customers[0].phones[0] });
      expect(contact.name).toBe(guest);
      const content = `Hi ${guest.split(" ")[0]}, your unit ${unit} is ready from 3 pm tomorrow. The key box is at the door.`;
      const { messages } = await ask("send_sms", {
        ...{ to: [customers[0].phones[0]], content, purpose: "transactional" },
      });
      expect(messages[0].status).toBe("sent");
    }
    const sent = d.twilio.messages.filter(({ body }) => body.includes("ready from 3 pm"));
    expect(sent.map(({ to, body }) => [to, /unit (\d+)/.exec(body)?.[1]])).toEqual([
      [guests["Ines Duarte"], "204"],
      [guests["Tom Reed"], "301"],
    ]);
  });
});

describe("an emergency contact", () => {
  test("the guest's texts are read, the owner is found, called and texted what happened", async () => {
    await d.t.set("business.owner_numbers", ["+13125550999"]);
    const guest = guests["Ines Duarte"];
    await hears(guest, "Unit 204 here, water is pouring through the bathroom ceiling!!");
    const { items, contact, state } = await ask("get_conversation_context", { phoneNumber: guest, days: 7 });
    const [{ untrustedContent: said }] = items.filter(
      (each: { untrustedContent?: string }) => each.untrustedContent,
    );
    expect([contact.name, said, state.topicGuess]).toEqual([
      "Ines Duarte",
      expect.stringContaining("pouring"),
      "emergency",
    ]);
    const found = await ask("search_guest_by_phone", { phoneNumber: owner });
    expect([found.found, found.contact.name]).toEqual([true, "Olga Marsh"]);
    const why = { reasoning: "A guest reports water through the ceiling of unit 204." };
    // A customer's words were just read: without a reason, or a person, nobody new is called.
    expect((await callTool(client, "make_call", { to: owner })).content[0]?.text).toContain("reasoning");
    const { call } = await ask("make_call", { to: owner, ...why });
    expect([call.to, call.status, d.twilio.calls.at(-1)?.to]).toEqual([owner, "ringing", owner]);
    const content = "Unit 204: a guest reports water through the bathroom ceiling. Please call us back.";
    const { messages } = await ask("send_sms", { to: [owner], content, purpose: "transactional", ...why });
    expect([messages[0].status, d.twilio.messages.at(-1)?.body]).toEqual(["sent", content]);
  });
});

describe("the analysis of booking inquiries", () => {
  test("the last inbound texts come with what each is about, and are counted", async () => {
    const said: [string, string][] = [
      [guests["Tom Reed"], "Hi, do you have anything free from the 4th to the 8th of May?"],
      [guests["Tom Reed"], "Can I book the cabin for two nights?"],
      [guests["Pilar Soto"], "¿Tienen disponible el apartamento para el sábado?"],
      [guests["Pilar Soto"], "Gracias!"],
      [guests["Jay Wu"], "The shower was dirty and nobody answered. I want a refund."],
      [guests["Jay Wu"], "The kitchen tap drips"],
    ];
    for (const [from, body] of said) await hears(from, body);
    const { messages } = await ask("get_message_history", { limit: 50, direction: "inbound", topics: true });
    const counts: Record<string, number> = {};
    for (const { topicGuess } of messages) counts[topicGuess] = (counts[topicGuess] ?? 0) + 1;
    expect(counts).toEqual({ booking: 3, other: 1, complaint: 1, maintenance: 1, emergency: 1 });
  });
});

describe("a follow-up campaign", () => {
  test("each guest who has left is asked in their own words, nobody twice, and the answers are there", async () => {
    const left = ["Tom Reed", "Pilar Soto", "Jay Wu"] as const;
    for (const [n, name] of left.entries()) {
      const at = d.t.clock.now() - (n + 1) * 3_600_000;
      await d.asDesk("call.record", {
        ...{ provider: "twilio", kind: "call", providerId: `CAout${n}`, direction: "inbound" },
        ...{
          peer: guests[name],
          line: { providerId: "", number: d.line },
          status: "completed",
          duration: 40,
        },
        ...{ at, answeredAt: at, completedAt: at + 40_000, updatedAt: at + 40_000 },
      });
    }
    await d.hook("sms", d.twilio.inboundSms({ from: guests["Jay Wu"], to: d.line, body: "STOP" }));
    const { calls } = await ask("get_call_history", { direction: "inbound", since: "2026-11-16" });
    const callers = [...new Set((calls as { from: string }[]).map(({ from }) => from))];
    expect(callers).toHaveLength(3);
    const outcomes: Record<string, string> = {};
    for (const phone of callers) {
      const { contact } = await ask("search_guest_by_phone", { phoneNumber: phone });
      const first = contact.name.split(" ")[0];
      const args = {
        ...{ to: [phone], purpose: "transactional", reasoning: "They checked out this week" },
        content: `Hi ${first}, how was your stay at Cove Stays? A number from 1 to 5 is enough.`,
      };
      const answer = await callTool(client, "send_sms", args);
      outcomes[contact.name] = answer.isError
        ? (/BLOCKED/.exec(answer.content[0]?.text ?? "")?.[0] ?? answer.content[0]?.text)
        : answer.structuredContent.messages[0].status;
      // Asked once more, the same text is not sent again.
      if (!answer.isError) await callTool(client, "send_sms", args);
    }
    expect(outcomes).toEqual({ "Tom Reed": "sent", "Pilar Soto": "sent", "Jay Wu": "BLOCKED" });
    const surveys = d.twilio.messages.filter(({ body }) => body.includes("how was your stay"));
    expect(surveys.map(({ to }) => to).sort()).toEqual([guests["Tom Reed"], guests["Pilar Soto"]].sort());
    d.t.clock.advance(1000);
    const sentAt = new Date(d.t.clock.now()).toISOString();
    await hears(guests["Tom Reed"], "5, we loved it");
    const { messages } = await ask("get_message_history", { direction: "inbound", since: sentAt });
    expect(messages.map(({ untrustedContent }: { untrustedContent: string }) => untrustedContent)).toEqual([
      "5, we loved it",
    ]);
  });
});
