import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addressKey, clientAddress, isPublicAddress, readNetwork } from "#platform/address.ts";
import { RootSecretError, rootSecrets, rotateRootSecret } from "#platform/root-secret.ts";
import { createSeal, SealBrokenError } from "#platform/seal.ts";
import { visibleText } from "#platform/visible-text.ts";

describe("a seal", () => {
  const [one, two] = ["a".repeat(64), "b".repeat(64)];

  test("opens for the same purpose and context alone, and not when a byte is changed", () => {
    const seal = createSeal([one]);
    const sealed = seal.seal("provider key", "a key", "per_1");
    expect(seal.open("provider key", sealed, "per_1")).toBe("a key");
    expect(() => seal.open("provider key", sealed, "per_2")).toThrow(SealBrokenError);
    expect(() => seal.open("form", sealed, "per_1")).toThrow(SealBrokenError);
    expect(() =>
      seal.open("provider key", `${sealed.slice(0, -1)}${sealed.endsWith("A") ? "B" : "A"}`, "per_1"),
    ).toThrow(SealBrokenError);
    expect(seal.tryOpen("provider key", "v1.x.y.z", "per_1")).toBeUndefined();
    expect(sealed).not.toContain(Buffer.from("a key").toString("base64url"));
  });

  test("an earlier secret still opens and verifies, and no more than that", () => {
    const before = createSeal([one]);
    const [sealed, signature] = [before.seal("provider key", "a key", ""), before.sign("form", "text")];
    const during = createSeal([two, one]);
    expect([during.open("provider key", sealed, ""), during.isCurrent(sealed)]).toEqual(["a key", false]);
    expect([during.isSigned("form", "text", signature), during.sign("form", "text") === signature]).toEqual([
      true,
      false,
    ]);
    const after = createSeal([two]);
    expect([after.tryOpen("provider key", sealed, ""), after.isSigned("form", "text", signature)]).toEqual([
      undefined,
      false,
    ]);
  });
});

test("the root secret is made once, for its owner's eyes, and keeps the one before at a rotation", () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-secret-"));
  const [first = ""] = rootSecrets(folder, []);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(statSync(join(folder, "secret")).mode & 0o777).toBe(0o600);
  expect(rootSecrets(folder, [])).toEqual([first]);
  const rotated = rotateRootSecret(folder);
  expect([rotated.length, rotated[1]]).toEqual([2, first]);
  expect(rootSecrets(folder, [])).toEqual(rotated);
  expect(rootSecrets(folder, ["given"])).toEqual(["given"]);
  rmSync(folder, { recursive: true });
});

test.each(["", "\n", "short", `${"a".repeat(64)},`])("a secret's file of %j is no secret", (content) => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-secret-"));
  writeFileSync(join(folder, "secret"), content);
  expect(() => rootSecrets(folder, [])).toThrow(RootSecretError);
  rmSync(folder, { recursive: true });
});

describe("addresses", () => {
  const trusted = ["10.0.0.0/8", "::1"]
    .map((each) => readNetwork(each) ?? [])
    .filter((each) => each.length === 2) as never[];

  test.each([
    ["nobody is trusted", "203.0.113.1", "198.51.100.1", [], "203.0.113.1"],
    ["the peer is no proxy", "203.0.113.1", "198.51.100.1", trusted, "203.0.113.1"],
    ["a proxy says who", "10.1.2.3", "198.51.100.1", trusted, "198.51.100.1"],
    ["a client lies before the proxy's word", "10.1.2.3", "1.1.1.1, 198.51.100.1", trusted, "198.51.100.1"],
    ["proxies in a row", "::ffff:10.1.2.3", "198.51.100.1, 10.9.9.9", trusted, "198.51.100.1"],
    ["what is no address", "10.1.2.3", "unknown", trusted, "10.1.2.3"],
    ["a proxy that says nothing", "::1", null, trusted, "::1"],
  ])("%s", (_name, peer, forwarded, networks, expected) => {
    expect(clientAddress(peer, forwarded, networks)).toBe(expected);
  });

  test("limits count an IPv6 household as one, and IPv4 however it is written", () => {
    expect(addressKey("2001:db8:1:2::a")).toBe(addressKey("2001:db8:1:2:ffff::b"));
    expect(addressKey("2001:db8:1:3::a")).not.toBe(addressKey("2001:db8:1:2::a"));
    expect(addressKey("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(addressKey(undefined)).toBe("nowhere");
  });

  test.each(["1.1.1.1", "2606:4700::1111"])("%s is public", (each) =>
    expect(isPublicAddress(each)).toBe(true),
  );
  test.each([
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "2001:db8::1",
    "192.0.2.1",
    "localhost",
    "",
  ])("%p is not public", (each) => expect(isPublicAddress(each)).toBe(false));
});

test("a stranger's text shows what is invisible, stays on one line, and is cut", () => {
  expect(visibleText("Claude")).toBe("Claude");
  expect(visibleText("a\u202Eb\u200Bc\u0007d\u2066e")).toBe("a[U+202E]b[U+200B]c[U+0007]d[U+2066]e");
  expect(visibleText("two\nlines\u2028three")).toBe("two[U+000A]lines[U+2028]three");
  expect(visibleText("a\u2800\u034f\ufe0f\u180b")).toBe("a[U+2800][U+034F][U+FE0F][U+180B]");
  for (const emoji of ["👨‍👩‍👧‍👦", "👩🏽‍🚀", "❤️", "🏳️‍🌈"]) expect(visibleText(emoji)).toBe(emoji);
  expect(visibleText("a\u200db 👩\u200dx \u200d👩")).toBe("a[U+200D]b 👩[U+200D]x [U+200D]👩");
  expect(visibleText("q\u0301\u0302\u0303\u0304")).toBe("q\u0301\u0302[U+0303][U+0304]");
  expect(visibleText("x".repeat(200))).toBe(`${"x".repeat(120)} …`);
  expect(visibleText("Zoë Müller 日本 🏠 हिन्दी")).toBe("Zoë Müller 日本 🏠 हिन्दी");
});
