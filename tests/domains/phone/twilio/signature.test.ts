import { describe, expect, test } from "bun:test";
import { getExpectedBodyHash, getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { checkTwilioSignature } from "#domains/phone/twilio/signature.ts";
import { formBody } from "#tests/fakes/twilio-events.ts";

const token = "frontdesk-test-token";
const url = "https://desk.example.com/webhooks/twilio/sms";
const form = {
  AccountSid: `AC${"1".repeat(32)}`,
  Body: "Is my repair ready? O'Neil & Söhne +1",
  From: "+15550100200",
  NumMedia: "0",
};
const formType = "application/x-www-form-urlencoded";

function check(
  signature: string | undefined,
  { at = url, body = formBody(form), type = formType, tokens = [token] } = {},
): void {
  const headers: Record<string, string | undefined> = {
    "x-twilio-signature": signature,
    "content-type": type,
  };
  const request = {
    header: (name: string) => headers[name],
    url: at,
    hook: "sms",
    body: new TextEncoder().encode(body),
    now: 0,
  };
  checkTwilioSignature(request, tokens);
}

/** As Twilio's own package signs it. */
const signed = (at = url, fields: Record<string, string | string[]> = form) =>
  getExpectedTwilioSignature(token, at, fields);

describe("a form", () => {
  test("that Twilio's own package would accept is accepted", () => {
    check(signed());
    check(signed(`${url}?org=1&x=a%20b`), { at: `${url}?org=1&x=a%20b` });
  });

  test("with a field that stands twice is too, once for each value", () => {
    const body = "MediaUrl=b&MediaUrl=a&MediaUrl=b";
    check(signed(url, { MediaUrl: ["b", "a", "b"] }), { body });
  });

  test.each([
    ["https://desk.example.com:443/webhooks/twilio/sms", url],
    [url, "https://desk.example.com:443/webhooks/twilio/sms"],
    ["http://desk.example.com:80/webhooks/twilio/sms", "http://desk.example.com/webhooks/twilio/sms"],
    ["https://desk.example.com/webhooks/twilio/sms", "https://desk.example.com:8443/webhooks/twilio/sms"],
    [`${url}?name=O'Neil`, `${url}?name=O%27Neil`],
  ])("signed for %s is taken at %s", (theirs, ours) => {
    check(signed(theirs), { at: ours });
  });

  test("is good with the token before it while that is turned over", () => {
    check(signed(), { tokens: ["the-new-one", token] });
  });

  test.each<[string, string | undefined, object]>([
    ["no signature", undefined, {}],
    ["an empty one", "", {}],
    ["another token's", getExpectedTwilioSignature("another", url, form), {}],
    ["another address's", signed("https://evil.example/webhooks/twilio/sms"), {}],
    ["another path's", signed(`${url}-status`), {}],
    ["a changed field", signed(), { body: formBody({ ...form, Body: "No" }) }],
    ["a field more", signed(), { body: formBody({ ...form, Extra: "1" }) }],
    ["no tokens here", signed(), { tokens: [] }],
    ["a form as JSON", signed(), { type: "application/json" }],
  ])("with %s is refused", (_name, signature, changed) => {
    expect(() => check(signature, changed)).toThrow(expect.objectContaining({ code: "AUTH_REQUIRED" }));
  });
});

describe("JSON", () => {
  const body = '{"hello":"world"}';
  const at = `${url}?bodySHA256=${getExpectedBodyHash(body)}`;
  const signature = getExpectedTwilioSignature(token, at, {});

  test("is good with its own body, byte for byte", () => {
    check(signature, { at, body, type: "application/json" });
    expect(() => check(signature, { at, body: `${body}\n`, type: "application/json" })).toThrow();
    expect(() => check(signature, { at, body: '{"hello": "world"}', type: "application/json" })).toThrow();
  });

  test("without the hash of its body is refused", () => {
    expect(() => check(signed(url, {}), { body, type: "application/json" })).toThrow();
  });
});
