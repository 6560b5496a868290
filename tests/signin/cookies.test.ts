import { describe, expect, test } from "bun:test";
import { isOwnForm } from "#faces/web/shell/forms.ts";
import { createCookies } from "#signin/cookies.ts";

const origin = "https://desk.example.com";
const cookies = createCookies(origin);
const ours = "a".repeat(43);
const planted = "b".repeat(43);
const read = (cookie: string) => cookies.read(new Headers({ cookie }), "session");
/** White space that JavaScript's `trim` takes away and RFC 6265 does not, as the bytes of a header can hold it. */
const lookalikes = ["\u00a0", "\u0085", "\v", "\f"];

describe("a session is read from the cookie of exactly our name", () => {
  test.each([
    ["alone", `__Host-frontdesk=${ours}`, ours],
    ["behind others", `a=b;\t__Host-frontdesk=${ours} ; c=d`, ours],
    ["with space and tab around it", ` \t__Host-frontdesk \t=\t ${ours} `, ours],
    ["not twice", `__Host-frontdesk=${ours}; __Host-frontdesk=${planted}`, undefined],
    ["not in other letters", `__host-frontdesk=${planted}`, undefined],
    ["not with something behind it", `__Host-frontdesk2=${planted}`, undefined],
    ["not without the prefix", `frontdesk=${planted}`, undefined],
    ["not with more behind a second sign", `__Host-frontdesk=${ours}=x`, undefined],
    ["not without a sign", `__Host-frontdesk`, undefined],
  ])("%s", (_name, cookie, session) => {
    expect(read(cookie)).toBe(session as string);
  });

  test.each(lookalikes)("a neighbour's name that begins or ends with %j is another name", (space) => {
    for (const name of [`${space}__Host-frontdesk`, `__Host-frontdesk${space}`, `__Host-${space}frontdesk`]) {
      expect(read(`${name}=${planted}`)).toBeUndefined();
      // Beside ours it neither takes its place nor makes two of it, which would sign somebody out.
      expect(read(`${name}=${planted}; __Host-frontdesk=${ours}`)).toBe(ours);
      expect(read(`__Host-frontdesk=${ours}; ${name}=${planted}`)).toBe(ours);
    }
  });
});

describe("a form is ours when all that the browser says of it names us", () => {
  test.each([
    ["an own page", { "sec-fetch-site": "same-origin", origin }, true],
    ["an own page, without an origin", { "sec-fetch-site": "same-origin" }, true],
    ["an older browser", { origin }, true],
    ["a program", {}, true],
    ["typed in", { "sec-fetch-site": "none" }, true],
    [
      "a foreign origin that says same-origin",
      { "sec-fetch-site": "same-origin", origin: "https://evil.example" },
      false,
    ],
    ["a foreign origin that says none", { "sec-fetch-site": "none", origin: "https://evil.example" }, false],
    ["an own page that sends no referrer", { "sec-fetch-site": "same-origin", origin: "null" }, true],
    ["a page without an origin, in an older browser", { origin: "null" }, false],
    ["a page without an origin of another site", { "sec-fetch-site": "cross-site", origin: "null" }, false],
    ["a page without an origin that says none", { "sec-fetch-site": "none", origin: "null" }, false],
    ["our origin that says cross-site", { "sec-fetch-site": "cross-site", origin }, false],
    ["our origin that says same-site", { "sec-fetch-site": "same-site", origin }, false],
    ["a foreign origin", { origin: "https://evil.example" }, false],
    ["our origin over http", { origin: "http://desk.example.com" }, false],
    ["our origin at another port", { origin: `${origin}:8443` }, false],
    ["our origin with more behind it", { origin: `${origin}.evil.example` }, false],
    ["something unheard of", { "sec-fetch-site": "same-planet", origin }, false],
  ])("%s", (_name, headers, isOurs) => {
    expect(isOwnForm(new Headers(headers as Record<string, string>), origin)).toBe(isOurs as boolean);
  });
});
