import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { hasChromium, launchChromium, phone, watchedPage } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, enter, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";
import { askForBulk, connectAssistant } from "#tests/support/waiting.ts";

/** Every page of somebody who is signed in that no other test looks at as a picture. */
const pages: Record<string, string> = {
  home: "/",
  search: "/search",
  "search-found": "/search?q=Garcia",
  inbox: "/inbox",
  "inbox-unanswered": "/inbox?show=unanswered",
  thread: "/inbox/%2B15550100200",
  "thread-empty": "/inbox/%2B15550109876",
  contacts: "/contacts",
  "contacts-nameless": "/contacts?show=nameless",
  "contacts-found": "/contacts?q=Garcia",
  "contacts-nothing": "/contacts?q=zzz",
  contact: "/contacts/%2B15550100200",
  "contact-same": "/contacts/%2B15550100200?same=Maria",
  "contact-new": "/contacts/new",
  "contacts-import": "/contacts/import",
  calendar: "/calendar",
  "calendar-week": "/calendar?view=week",
  "calendar-empty": "/calendar?date=2030-01-07",
  "tickets-list": "/tickets",
  "history-empty": "/authorizations/history",
  "rules-empty": "/authorizations/rules",
  "audit-list": "/audit",
  assistant: "/assistant",
  "assistant-usage": "/assistant/usage",
  "settings-models": "/settings/models",
  "settings-models-usual": "/settings/models/usual",
  settings: "/settings",
  "settings-business": "/settings/business",
  "settings-phone": "/settings/phone",
  "settings-texts": "/settings/texts",
  "settings-consents": "/settings/consents",
  "settings-routing": "/settings/routing",
  scheduled: "/inbox/scheduled",
  "settings-office": "/settings/office",
  "settings-services": "/settings/services",
  "settings-calendars": "/settings/calendars",
  "settings-notices": "/settings/notices",
  "settings-limits": "/settings/limits",
  "settings-voice": "/settings/voice",
  "settings-subscribers": "/settings/subscribers",
  "settings-backups": "/settings/backups",
  "settings-data": "/settings/data",
  "sandbox-phone": "/sandbox?from=%2B15550100200",
  parts: "/sandbox/parts",
};

let desk: DeskAtTheDoor;
let browser: Browser;
let own: BrowserContext;
/** The same person in a browser without scripts. */
let plain: BrowserContext;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  own = await browser.newContext({ viewport: phone });
  const page = await own.newPage();
  await enter(page, desk.setUpLink);
  plain = await browser.newContext({ javaScriptEnabled: false, storageState: await own.storageState() });
  await fill(page);
  await page.close();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.server.stop();
});

/** A day's work: contacts, texts both ways, tickets, a request that waits. */
async function fill(page: Page): Promise<void> {
  const { out } = await desk.server.cli("token", "create", "Till");
  const call = async (tool: string, args: object) => {
    const answer = await fetch(`${desk.server.url}/api/v1/tools/${tool}`, {
      method: "POST",
      headers: { authorization: `Bearer ${out.trim()}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  await desk.server.cli("demo", "load");
  await call("create_contact", {
    name: "Maria Garcia",
    phone: "+15550100200",
    notes: "Mornings. ".repeat(30),
  });
  await call("create_contact", { name: "Maria Gonzalez", phone: "+15550100201", email: "m@example.com" });
  await call("send_sms", { to: ["+15550100200"], content: "Your class begins at nine." });
  await call("create_ticket", {
    description: `The lift is stuck ${"W".repeat(120)}`,
    category: "maintenance",
    callerNumber: "+15550100200",
  });
  for (const from of ["+15550100200", "+15550160007"]) {
    await page.goto(`${desk.origin}/sandbox?from=${encodeURIComponent(from)}`);
    await page.getByLabel("Your text to the desk").fill(`Can I come later? ${"x".repeat(200)}`);
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForLoadState();
  }
  const assistant = await connectAssistant(desk, "Claude");
  await askForBulk(assistant, { content: "We are closed tomorrow." });
  await assistant.close();
}

/** How much of what is seen has moved by itself (Layout Instability, 0 to 1 and more). */
const shift = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 150);
})`;

test.skipIf(!hasChromium).each(Object.entries(pages))(
  "%s is in nobody's way, narrow and wide, by day and by night, and nothing on it jumps",
  async (name, path) => {
    const { page, strangers, refusals } = await watchedPage(own, [desk.origin]);
    const answer = await page.goto(`${desk.origin}${path}`);
    expect(answer?.status()).toBe(200);
    expect(await page.evaluate<number>(shift)).toBeLessThan(0.1);
    expect([...(await inspect(page, name)), ...strangers, ...refusals]).toEqual([]);
    await page.close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "every page is whole without scripts: its heading, its way around, and nothing that only a script could press",
  async () => {
    const page = await plain.newPage();
    page.setDefaultTimeout(10_000);
    await page.setViewportSize({ width: 1280, height: 900 });
    for (const path of Object.values(pages)) {
      const answer = await page.goto(`${desk.origin}${path}`);
      expect([path, answer?.status()]).toEqual([path, 200]);
      expect([path, await page.locator("h1").count()]).toEqual([path, 1]);
      expect([
        path,
        await page.getByRole("link", { name: "Contacts", exact: true }).first().isVisible(),
      ]).toEqual([path, true]);
    }
    await page.close();
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "the keyboard comes past the navigation at once, and everywhere on a page",
  async () => {
    const { page } = await watchedPage(own, [desk.origin]);
    await page.setViewportSize({ width: 1280, height: 900 });
    for (const path of Object.values(pages)) {
      await page.goto(`${desk.origin}${path}`);
      await page.keyboard.press("Tab");
      expect([path, await page.evaluate("document.activeElement.textContent.trim()")]).toEqual([
        path,
        "To the page itself",
      ]);
      await page.keyboard.press("Enter");
      const reachable = await page
        .locator("main")
        .locator(
          "a[href]:visible, button:visible, input:not([type=hidden]):visible, select:visible, textarea:visible",
        )
        .count();
      const met = new Set<string>();
      for (let n = 0; n < reachable + 60; n++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate<string | null>(
          `document.activeElement.closest("main") ? [...document.querySelectorAll("main *")].indexOf(document.activeElement).toString() : null`,
        );
        if (at === null) break;
        met.add(at);
      }
      expect([path, met.size >= reachable]).toEqual([path, true]);
    }
    await page.close();
  },
  120_000,
);
