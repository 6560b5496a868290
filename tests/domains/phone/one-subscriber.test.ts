import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { consent } from "#domains/phone/consent/opt-out-store.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;

beforeAll(async () => {
  t = await openTestDesk();
  for (const kind of ["reads", "writes"]) await t.set(`limits.${kind}_per_minute`, 100_000);
});
afterAll(() => t.close());

let serial = 0;

/** A text comes in from exactly this sender, as a provider may spell it. */
async function writes(from: string, text: string): Promise<void> {
  const id = `sms_${++serial}`;
  await t.desk.sandbox?.deliver({
    id,
    event: {
      kind: "message",
      providerId: id,
      direction: "inbound",
      peer: from,
      content: text,
      status: "received",
      at: t.clock.now(),
    },
  });
  await t.settle();
}

/** How a subscriber's number comes in, how it is texted, and how it is kept. */
const spellings: [string, string, string, string][] = [
  ["Mexico, a mobile’s 1", "+5215551234567", "+525551234567", "+525551234567"],
  ["Mexico, as it is written at home", "+52 1 55 5123 4568", "+52 (55) 5123-4568", "+525551234568"],
  ["Mexico, with the trunk prefix of old", "+52 044 55 5123 4569", "+525551234569", "+525551234569"],
  ["Argentina, without the mobile’s 9", "+541123456789", "+5491123456789", "+5491123456789"],
  ["Argentina, with the 15 of home", "+54 9 351 456-7890", "+54 351 15 456-7890", "+5493514567890"],
  ["Brazil, before the ninth digit", "+551187654321", "+55 (11) 98765-4321", "+5511987654321"],
  ["Benin, before 2024", "+22997123456", "+229 01 97 12 34 56", "+2290197123456"],
  ["Ivory Coast, before 2021", "+22507123456", "+225 07 07 12 34 56", "+2250707123456"],
  ["a trunk zero", "+44 (0)20 7946 0958", "+442079460958", "+442079460958"],
  ["an extension", "+19052223333;ext=555", "(905) 222-3333", "+19052223333"],
  ["an extension in words", "+1 905 222 3334 ext. 12", "+19052223334", "+19052223334"],
  ["an address of the phone's", "tel:+1-905-222-3335", "905.222.3335", "+19052223335"],
];

describe.each(spellings)("%s", (_name, heard, texted, kept) => {
  test("one history, one contact and one STOP", async () => {
    // An app of its own: whoever has read other customers' words gives a reason first.
    const token = await t.token("phone:read", "phone:write");
    await writes(heard, "Is my room ready?");
    const sent = await t.tool("send_sms", { to: [texted], content: `It is, ${++serial}.` }, token);
    expect([sent.body.code, sent.body.messages?.[0]?.to]).toEqual([undefined, kept]);
    const { body } = await t.tool("get_conversation_context", { phoneNumber: texted }, token);
    expect(body.items).toHaveLength(2);
    for (const spelt of [heard, texted])
      expect((await t.tool("find_contact_by_phone", { phoneNumber: spelt }, token)).body).toMatchObject({
        found: true,
        recent: { messages: 2 },
      });
    await writes(heard, "Stop");
    for (const spelt of [heard, texted]) {
      const refused = await t.tool("send_sms", { to: [spelt], content: `Again, ${++serial}.` }, token);
      expect([refused.status, refused.body.code]).toEqual([409, "BLOCKED"]);
    }
    t.clock.advance(1000);
    await writes(texted, "START");
    expect((await t.tool("send_sms", { to: [heard], content: `Back, ${++serial}.` }, token)).status).toBe(
      200,
    );
  });
});

test.each([
  ["a landline in São Paulo", "+551132654321", "+551132654321"],
  ["a service number in Argentina", "+548005551234", "+548005551234"],
  ["a number in Mexico City", "+525551234567", "+525551234567"],
  ["a number in New York that looks Mexican", "+15215551234", "+15215551234"],
  ["a mobile in Argentina", "+5491123456789", "+5491123456789"],
  ["a mobile in Benin as it is now", "+2290197123456", "+2290197123456"],
])("what has one spelling keeps it: %s", (_name, given, kept) => {
  expect(readPhoneNumber(given, "US")).toBe(kept);
});

test.each([
  ["another Mexican number", "+5215551234567", "+525551234568"],
  ["another area of Brazil", "+551187654321", "+5521987654321"],
  ["another country", "+5491123456789", "+911123456789"],
])("who has another number is somebody else: %s", (_name, one, other) => {
  expect(readPhoneNumber(one, "US")).not.toBe(readPhoneNumber(other, "US") as string);
});

test.each([
  ["+541123450000", "+5491123450000"],
  ["+551187650000", "+5511987650000"],
  ["+22997120000", "+2290197120000"],
  ["+22507120000", "+2250707120000"],
])("STOP that was kept under %s before holds for %s, until it is taken back", async (kept, now) => {
  const token = await t.token("phone:write");
  await t.desk.database.write([consent(kept, "out", "text", 1)]);
  const text = { to: [now], content: `Hello ${now}` };
  expect((await t.tool("send_sms", text, token)).body.code).toBe("BLOCKED");
  await t.desk.database.write([consent(now, "in", "text", 2)]);
  expect((await t.tool("send_sms", text, token)).status).toBe(200);
});
