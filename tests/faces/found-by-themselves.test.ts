import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

let t: TestDesk;
beforeAll(async () => {
  t = await openTestDesk();
});
afterAll(() => t.close());

test("the icon that browsers ask for by themselves is the one of every page", async () => {
  const answer = await t.request("/favicon.ico");
  expect([answer.status, answer.headers.get("location")]).toEqual([301, "/assets/icon.svg"]);
  const icon = await t.request("/assets/icon.svg");
  expect([icon.status, icon.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
});

test("crawlers are told what is public, and that the rest is not for them", async () => {
  const answer = await t.request("/robots.txt");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
  const lines = (await answer.text()).split("\n");
  expect(lines).toContain("Allow: /docs");
  expect(lines).toContain("Disallow: /");
});
