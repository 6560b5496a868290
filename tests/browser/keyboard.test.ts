import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { hasChromium, launchChromium, openPage } from "#tests/support/chromium.ts";
import { ada, type DeskAtTheDoor, signIn, startDesk } from "#tests/support/door.ts";
import { type LocalApp, startLocalApp } from "#tests/support/local-app.ts";
import { askForBulk, connectAssistant, stateOf } from "#tests/support/waiting.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
let app: LocalApp;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  app = await startLocalApp(desk, "Coach");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await desk?.server.stop();
});

async function openTicket(description: string): Promise<string> {
  const { out } = await desk.server.cli("token", "create", "An app", "--scopes", "helpdesk:write");
  const answer = await fetch(`${desk.server.url}/api/v1/tools/create_ticket`, {
    method: "POST",
    headers: { authorization: `Bearer ${out.trim()}`, "content-type": "application/json" },
    body: JSON.stringify({ description, category: "maintenance", callerNumber: "+15550170021" }),
  });
  return ((await answer.json()) as { ticketId: string }).ticketId;
}

/** What has the focus: what a person would call it, and whether they see that it has. */
const focused = `(() => {
  const { activeElement: at } = document;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const isSeen = outlineStyle === "solid" && parseFloat(outlineWidth) >= 2 && box.top >= 0 && box.bottom <= innerHeight;
  const name = (at.labels?.[0]?.querySelector("span") ?? at.labels?.[0] ?? at.querySelector("strong") ?? at).textContent.trim();
  return { name, isSeen };
})()`;

/** Goes on with Tab to what is called `name`; everything on the way shows that it has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const met: string[] = [];
  while (met.at(-1) !== name) {
    if (met.length > 20) throw new Error(`Tab never came to ${name}, but to ${met.join(", ")}`);
    await page.keyboard.press("Tab");
    const at = await page.evaluate<{ name: string; isSeen: boolean }>(focused);
    if (!at.isSeen) throw new Error(`It does not show that ${at.name} has the focus.`);
    met.push(at.name);
  }
}

test.skipIf(!hasChromium)(
  "set-up, sign-in and consent are done by the keyboard alone, and what has the focus shows it",
  async () => {
    const { page } = await openPage(browser, [desk.origin]);
    const type = (text: string) => page.keyboard.type(text);
    await page.goto(desk.setUpLink);
    await tabTo(page, "Email address");
    await type(ada.email);
    await tabTo(page, "Your name");
    await type(ada.name);
    await tabTo(page, "Password");
    await type(ada.password);
    await tabTo(page, "Business name");
    await type("Harbour Yoga");
    await tabTo(page, "Become the owner");
    await page.keyboard.press("Space");
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    await tabTo(page, "More");
    await page.keyboard.press("Enter");
    await tabTo(page, "Sign out");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/login");

    await page.goto(app.authorizeUrl("phone:read phone:write"));
    await tabTo(page, "Email address");
    await type(ada.email);
    await tabTo(page, "Password");
    await type(ada.password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/authorize?**");
    await tabTo(page, "Send texts, place calls, and change contacts phone:write");
    await page.keyboard.press("Space");
    await tabTo(page, "Don’t allow");
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate(focused)).toMatchObject({ name: "Allow", isSeen: true });
    await page.keyboard.press("Enter");
    const tokens = await app.exchange((await app.answer()).get("code") ?? "");
    expect(tokens.scope).toBe("phone:read");
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a ticket is found, read and marked by the keyboard alone",
  async () => {
    const ticketId = await openTicket("The lift is stuck");
    const { page } = await openPage(browser, [desk.origin]);
    await page.goto(`${desk.origin}/tickets`);
    await signIn(page);
    await page.waitForURL("**/tickets");
    await tabTo(page, "Show");
    await tabTo(page, "Search tickets");
    await page.keyboard.type("lift");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/tickets?**q=lift**");
    await tabTo(page, "The lift is stuck");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The lift is stuck" }).waitFor();
    await page.getByText(ticketId).first().waitFor();
    await tabTo(page, "Mark it as");
    await page.keyboard.type("comp");
    await tabTo(page, "Mark it");
    await page.keyboard.press("Enter");
    await page.getByText("The ticket is completed now.").waitFor();
    await page.close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a request is looked at, and denied with a note, by the keyboard alone",
  async () => {
    const assistant = await connectAssistant(desk, "Claude");
    const queueId = await askForBulk(assistant, { content: "By the keyboard" });
    const { page } = await openPage(browser, [desk.origin]);
    await page.goto(`${desk.origin}/authorizations/${queueId}`);
    await signIn(page);
    await page.waitForURL(`**/authorizations/${queueId}`);
    await tabTo(page, "Allow once");
    await tabTo(page, "Deny…");
    await page.keyboard.press("Enter");
    await tabTo(page, "A note for the app, if you like");
    await page.keyboard.type("Not by night.");
    await tabTo(page, "Deny");
    await page.keyboard.press("Enter");
    await page.getByText("Text many people: denied.").waitFor();
    expect(await stateOf(assistant, queueId)).toMatchObject({ status: "denied", note: "Not by night." });
    await assistant.close();
  },
  30_000,
);
