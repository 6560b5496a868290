import { describe, expect, test } from "bun:test";
import { Webhook } from "standardwebhooks";
import { checkSignature } from "#domains/phone/quo/signature.ts";
import { DeskError } from "#src/errors.ts";
import { signLegacy, signStandard } from "#tests/fakes/quo.ts";

const key = "ZnJvbnRkZXNrLWV4YW1wbGUtc2lnbmluZy1rZXktMDE=";
const whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

function check(headers: Record<string, string>, body: string, now: number, secrets = [key]): void {
  const request = { header: (name: string) => headers[name], body: new TextEncoder().encode(body), now };
  checkSignature({ ...request, url: "https://desk.example.com/webhooks/quo", hook: "" }, secrets);
}

describe("the older scheme", () => {
  const body = '{"id":"EV1","object":"event","apiVersion":"v4","type":"message.received"}';
  const at = 1_767_225_600_000;

  test("accepts the vector of the fact sheet", () => {
    const headers = { "openphone-signature": `hmac;1;${at};jmFmPWlxvfbXw5JkpL6drfMChtJQ4BndcTbJe84wCDg=` };
    expect(() => check(headers, body, at)).not.toThrow();
  });

  test("accepts one of several signatures, and a second secret during a rotation", () => {
    const good = signLegacy(body, key, at)["openphone-signature"] ?? "";
    const headers = { "openphone-signature": `hmac;1;${at};AAAA, ${good}` };
    expect(() => check(headers, body, at, ["b3RoZXI=", key])).not.toThrow();
  });

  test("reads a time in seconds as well", () => {
    const seconds = at / 1000;
    const signed = signLegacy(body, key, seconds);
    expect(() => check(signed, body, at)).not.toThrow();
  });
});

describe("the dated scheme (Standard Webhooks)", () => {
  const body = '{"test": 2432232314}';
  const at = 1_614_265_330_000;

  test("accepts the standard's public vector", () => {
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    expect(() => check(headers, body, at, [whsec])).not.toThrow();
  });

  test("accepts what the standard's own library signs", () => {
    const signature = new Webhook(whsec).sign("msg_1", new Date(at), body);
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(at / 1000),
      "webhook-signature": `v1a,xx ${signature}`,
    };
    expect(() => check(headers, body, at, [whsec])).not.toThrow();
  });

  const signed = signStandard(body, whsec, at);
  const refused: [string, Record<string, string>, string, number][] = [
    ["a changed byte", signed, `${body} `, at],
    ["the same JSON with other spacing", signed, '{"test":2432232314}', at],
    ["a signature older than five minutes", signed, body, at + 300_001],
    ["a signature from the future", signed, body, at - 300_001],
    ["another delivery id", { ...signed, "webhook-id": "msg_other" }, body, at],
    ["another time", { ...signed, "webhook-timestamp": "1614265331" }, body, at],
    ["a time that is no number", { ...signed, "webhook-timestamp": "1e9" }, body, at],
    ["an empty signature", { ...signed, "webhook-signature": "v1," }, body, at],
    [
      "another version's signature",
      { ...signed, "webhook-signature": (signed["webhook-signature"] ?? "").replace("v1", "v2") },
      body,
      at,
    ],
    ["no signature", {}, body, at],
    ["a legacy header of another scheme", { "openphone-signature": "hmac;2;1614265330000;AAAA" }, body, at],
    ["a legacy header that is cut off", { "openphone-signature": "hmac;1;1614265330000" }, body, at],
  ];
  test.each(refused)("refuses %s", (_name, headers, text, now) => {
    expect(() => check(headers, text, now, [whsec])).toThrow(DeskError);
  });

  test("refuses everything while no secret is set", () => {
    expect(() => check(signed, body, at, [])).toThrow(DeskError);
  });
});
