import { describe, expect, test } from "bun:test";
import { maskCards, maskCardsInBody } from "#platform/card-numbers.ts";

describe("a number that a payment card may have", () => {
  test.each([
    ["My card is 4111 1111 1111 1111, exp 04/29", "My card is •••• •••• •••• 1111, exp 04/29"],
    ["4111111111111111", "••••••••••••1111"],
    ["5500-0055-5555-5559!", "••••-••••-••••-5559!"],
    ["Amex 3782 822463 10005.", "Amex •••• •••••• •0005."],
    ["tarjeta:6011.0009.9013.9424", "tarjeta:••••.••••.••••.9424"],
    ["30569309025904", "••••••••••5904"],
    ["4111 1111 1111 1111 12/27", "•••• •••• •••• 1111 12/27"],
    ["4111111111111111 123", "••••••••••••1111 123"],
    ["zip 60601 4111 1111 1111 1111", "zip 60601 •••• •••• •••• 1111"],
    ["call 3125550142 4111 1111 1111 1111", "call 3125550142 •••• •••• •••• 1111"],
    ["Visa4111111111111111", "Visa••••••••••••1111"],
    ["4111111111111111exp1227", "••••••••••••1111exp1227"],
    ["4111  1111  1111  1111", "••••  ••••  ••••  1111"],
    ["4111 - 1111 - 1111 - 1111", "•••• - •••• - •••• - 1111"],
    ["4111–1111–1111–1111", "••••–••••–••••–1111"],
    ["4111\n1111\n1111\n1111", "••••\n••••\n••••\n1111"],
    ["4111/1111/1111/1111", "••••/••••/••••/1111"],
    ["2223000048400011", "••••••••••••0011"],
    ["４１１１１１１１１１１１１１１１", "••••••••••••１１１１"],
  ])("is masked in %s", (text, masked) => {
    expect(maskCards(text)).toBe(masked);
  });

  test.each([
    "Call +4915123456789 or +15550100200",
    "Order 4111 1111 1111 1112",
    "Tracking 1Z4111111111111111X",
    "2026-11-21T14:59:58.000Z",
    "Booking 4111111111111",
    "1234567890123452",
    "0049 151 23456789 0044 20 79460958",
    "(312) 555-0142, (312) 555-0143, (312) 555-0144",
    "5550100200 5550100201 5550100202",
  ])("is not seen in %s", (text) => {
    expect(maskCards(text)).toBe(text);
  });
});

describe("what is sent", () => {
  test("is masked in the texts of JSON and the values of a form, and else stays as it came, byte for byte", () => {
    const json =
      '{ "id":"AC1",  "text":"pay with 4111 1111 1111 1111", "at": 1764424800000, "to":["+15550100200"] }';
    expect(JSON.parse(maskCardsInBody(json))).toEqual({
      ...{ id: "AC1", text: "pay with •••• •••• •••• 1111", at: 1_764_424_800_000, to: ["+15550100200"] },
    });
    const form = "From=%2B15550100200&Body=card+4111+1111+1111+1111&MessageSid=SM1";
    const masked = new URLSearchParams(maskCardsInBody(form));
    expect([masked.get("Body"), masked.get("From")]).toEqual(["card •••• •••• •••• 1111", "+15550100200"]);
    for (const body of [
      "Body=4111%C2%A01111%C2%A01111%C2%A01111",
      '{"text":"4111\\u00a01111\\u00a01111\\u00a01111"}',
    ])
      expect(maskCardsInBody(body)).not.toMatch(/4111/);
    for (const as of ['{ "at" : "2026-11-21T14:59:58.000Z" }', "Body=Order+4111111111111112", "<xml>5</xml>"])
      expect(maskCardsInBody(as)).toBe(as);
  });
});
