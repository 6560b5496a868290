import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { becomeOwner, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";

const design = readFileSync(join(import.meta.dirname, "../../docs/design.md"), "utf8");
/** What a page says, and what it does not say for the same. */
const words = [...design.slice(design.indexOf("<!-- words -->")).matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|$/gm)]
  .map(([, say = "", not = ""]) => ({ say, not }))
  .filter(({ say }) => say !== "say" && !say.startsWith("-"));

const pages = [
  "/",
  "/search",
  "/search?q=boiler",
  "/inbox",
  "/inbox?show=unanswered",
  "/inbox/%2B15550100200",
  "/contacts",
  "/contacts?show=nameless",
  "/contacts/new",
  "/contacts/%2B15550100200",
  "/tickets",
  "/tickets/1000",
  "/authorizations",
  "/authorizations/history",
  "/authorizations/rules",
  "/audit",
  "/settings",
  "/settings/business",
  "/settings/phone",
  "/settings/notices",
  "/settings/apps",
  "/settings/people",
  "/settings/limits",
  "/settings/voice",
  "/settings/subscribers",
  "/settings/data",
  "/settings/account",
  "/login?again=1",
];

let t: TestDesk;
let ada: TestBrowser;

beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
  const token = await t.token("phone:read", "phone:write", "helpdesk:write");
  await t.tool("create_contact", { name: "Maria", phone: "+15550100200" }, token);
  await t.tool("send_sms", { to: ["+15550100200"], content: "Hello" }, token);
  await t.tool("create_ticket", { description: "No hot water", category: "maintenance" }, token);
  await t.tool(
    "send_bulk_sms",
    { to: Array.from({ length: 6 }, (_, n) => `+1555017000${n}`), content: "Closed" },
    token,
  );
});

afterAll(() => t.close());

/** What somebody reads: no markup, and no value of a field. */
function said(html: string): string {
  return html
    .replaceAll(/<(script|style|svg)[\s\S]*?<\/\1>/g, "")
    .replaceAll(/<code>[\s\S]*?<\/code>/g, "")
    .replaceAll(/<[^>]+>/g, "\n");
}

test("the list of words is read", () => {
  expect(words.length).toBeGreaterThan(10);
});

test.each(pages)("%s says things by their one name", async (path) => {
  const answer = await ada.get(path);
  expect(answer.status).toBe(200);
  const html = await answer.text();
  const text = said(html);
  const buttons = [...html.matchAll(/<button[^>]*>([\s\S]*?)<\/button>/g)].map(([, inner = ""]) =>
    said(inner).trim(),
  );
  const isSaid = (not: string) => {
    const [word = "", where] = not.split(", on a ");
    if (where === "button") return buttons.includes(word);
    return new RegExp(`(?<![\\w-])${word}(?![\\w-])`, "i").test(text);
  };
  const wrong = words.filter(({ not }) => isSaid(not));
  expect(wrong).toEqual([]);
});
