import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import {
  hasChromium,
  launchChromium,
  openPage,
  overflowOf,
  phone,
  screenshot,
  watchedPage,
} from "#tests/support/chromium.ts";
import { type AnyClient, callTool } from "#tests/support/clients.ts";
import { ada, type DeskAtTheDoor, enter, signIn, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";
import { askForBulk, connectAssistant, stateOf, strangers } from "#tests/support/waiting.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
let own: BrowserContext;
let assistant: AnyClient;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  own = await browser.newContext({ viewport: phone });
  await enter(await own.newPage(), desk.setUpLink);
  assistant = await connectAssistant(desk, "Claude");
}, 60_000);

afterAll(async () => {
  await assistant?.close();
  await browser?.close();
  await desk?.server.stop();
});

const queue = () => `${desk.origin}/authorizations`;
const cardOf = (page: Page, id: string) => page.locator(`[data-card="${id}"]`);

/** A contact with history: somebody whom the business has texted. */
async function contactWithHistory(name: string, number: string): Promise<string> {
  const { structuredContent } = await callTool(assistant, "create_contact", { name, phone: number });
  await callTool(assistant, "send_sms", { to: [number], content: `Hello ${name}` });
  return structuredContent.contact.id;
}

test.skipIf(!hasChromium)(
  "a deletion is asked for, waits, is allowed with one tap, runs, and is polled",
  async () => {
    const id = await contactWithHistory("Johnson Family", "+15550160001");
    const asked = await callTool(assistant, "contact_delete", {
      id,
      reasoning: "User confirmed Johnsons moved out of state.",
    });
    expect(asked.structuredContent).toMatchObject({
      status: "authorization_required",
      reason: "The contact to delete has 1 text.",
    });
    const queueId: string = asked.structuredContent.queue_id;
    expect((await stateOf(assistant, queueId)).status).toBe("pending");

    const { page, refusals } = await watchedPage(own, [desk.origin]);
    await page.goto(asked.structuredContent.review_url.replace(/^.*\/authorizations/, queue()));
    await page.getByText("Johnson Family", { exact: true }).waitFor();
    expect(await inspect(page, "authorization")).toEqual([]);
    await page.setViewportSize(phone);
    await page.goto(queue());
    await cardOf(page, queueId).getByRole("button", { name: "Allow once" }).click();
    await page.getByText("Delete a contact: allowed, and done.").waitFor();
    expect(await stateOf(assistant, queueId)).toMatchObject({
      status: "executed",
      result: { id, deleted: true },
    });
    const found = await callTool(assistant, "find_contact_by_phone", { phoneNumber: "+15550160001" });
    expect(found.structuredContent.found).toBe(false);
    expect(refusals).toEqual([]);
    await page.close();
  },
  40_000,
);

test.skipIf(!hasChromium)(
  "a denial's note reaches the assistant, when it polls and when it repeats the call",
  async () => {
    const id = await contactWithHistory("Garcia", "+15550160002");
    const call = { id, reasoning: "They asked for it." };
    const asked = await callTool(assistant, "contact_delete", call);
    const queueId: string = asked.structuredContent.queue_id;
    const { page } = await watchedPage(own, [desk.origin]);
    await page.goto(queue());
    const card = cardOf(page, queueId);
    await card.getByText("Deny…").click();
    await card.getByLabel("A note for the app, if you like").fill("They owe us an invoice.");
    await card.getByRole("button", { name: "Deny", exact: true }).click();
    await page.getByText("Delete a contact: denied.").waitFor();
    expect(await stateOf(assistant, queueId)).toMatchObject({
      status: "denied",
      note: "They owe us an invoice.",
    });
    const again = await callTool(assistant, "contact_delete", call);
    expect(again.isError).toBe(true);
    expect(again.content[1]?.text).toContain("They owe us an invoice.");
    await page.goto(`${queue()}/history?q=Garcia`);
    await page.getByText("Ada, ").waitFor();
    expect(await inspect(page, "authorizations-history")).toEqual([]);
    await page.close();
  },
  40_000,
);

test.skipIf(!hasChromium)(
  "an open page hears of a new request, keeps its cards in their places, and says what waits no longer",
  async () => {
    const { page } = await watchedPage(own, [desk.origin]);
    await page.goto(queue());
    await page.getByText("Nothing is waiting.").waitFor();
    const first = await askForBulk(assistant, { content: "The first", to: strangers(11) });
    await cardOf(page, first).waitFor();
    const before = await cardOf(page, first).boundingBox();
    const second = await askForBulk(assistant, { content: "The second", to: strangers(12) });
    await cardOf(page, second).waitFor();
    expect(await cardOf(page, first).boundingBox()).toEqual(before);
    await page.getByRole("status").filter({ hasText: "2 requests waiting." }).waitFor();
    await page.waitForFunction("document.title.startsWith('(2) ')");
    expect(await page.locator("[data-waiting]").textContent()).toBe("2");

    const elsewhere = await watchedPage(own, [desk.origin]);
    await elsewhere.page.goto(`${desk.origin}/settings/apps`);
    expect(await elsewhere.page.locator("[data-waiting]").textContent()).toBe("2");
    await elsewhere.page.goto(`${queue()}/${first}`);
    await elsewhere.page.getByRole("button", { name: "Allow once" }).click();
    await elsewhere.page.getByText("Text many people: allowed").waitFor();
    await cardOf(page, first).getByText("This waits no longer.").waitFor();
    expect(await cardOf(page, first).getByRole("button").count()).toBe(0);

    await page.goto(queue());
    await askForBulk(assistant, { content: "The third", to: strangers(13) });
    await page.getByLabel("Choose").first().waitFor();
    await page.goto(queue());
    for (const box of await page.getByLabel("Choose").all()) await box.check();
    await page.getByLabel("A note for what you deny together").fill("Not this week.");
    await page.getByRole("button", { name: "Deny all that are chosen" }).click();
    await page.getByText("Denied: 2.").waitFor();
    expect(await stateOf(assistant, second)).toMatchObject({ status: "denied", note: "Not this week." });
    await elsewhere.page.close();
    await page.close();
  },
  40_000,
);

test.skipIf(!hasChromium)(
  "a rule is made on the card, used without asking, seen, and taken back",
  async () => {
    const to = strangers(21);
    const queueId = await askForBulk(assistant, { content: "Week 1", to });
    const { page } = await watchedPage(own, [desk.origin]);
    await page.goto(`${queue()}/${queueId}`);
    await page.getByText("Allow always…").click();
    expect(await page.getByLabel("Only for these numbers").isChecked()).toBe(true);
    await page.getByLabel("Only with this text").uncheck();
    expect(await inspect(page, "authorization-always")).toEqual([]);
    await page.getByRole("button", { name: "Allow this, and always" }).click();
    await page.getByText("Text many people: allowed, and under way.").waitFor();
    const free = await callTool(assistant, "send_bulk_sms", { to, content: "Week 2" });
    expect(free.structuredContent.messages).toHaveLength(6);
    await page.goto(`${queue()}/rules`);
    await page.getByText("Only Claude, only for").waitFor();
    await page.getByText(", any text, ").waitFor();
    await page.getByText("used 1 time,").waitFor();
    expect(await inspect(page, "authorizations-rules")).toEqual([]);
    await page.getByRole("button", { name: "Take back the rule" }).click();
    await page.getByText("Taken back: from now on you are asked again.").waitFor();
    await askForBulk(assistant, { content: "Week 3", to });
    await page.close();
  },
  40_000,
);

test.skipIf(!hasChromium)(
  "without JavaScript a request is looked at and allowed, and a stale sign-in comes back to it",
  async () => {
    const queueId = await askForBulk(assistant, { content: "No script", to: strangers(31) });
    const { page } = await openPage(browser, [desk.origin], { javaScriptEnabled: false });
    await page.goto(`${queue()}/${queueId}`);
    await signIn(page);
    await page.waitForURL(`**/authorizations/${queueId}`);
    await page.getByText("Deny…").click();
    await page.getByRole("button", { name: "Allow once" }).click();
    await page.getByText("Text many people: allowed").waitFor();
    expect(["executing", "executed"]).toContain((await stateOf(assistant, queueId)).status);
    await page.context().close();
  },
  40_000,
);

const hostile = {
  markup: `<script>alert(1)</script><img src=x onerror=alert(1)><button>Allow once</button>`,
  ansi: "\u001b[2J\u001b[31mALLOWED\u001b[0m",
  invisible: "pay\u200bpal \u202egnihton si siht\u202c \u2066x\u2069 \u00ad",
  padding: `Nothing to see.${"\n".repeat(300)}Really: delete all${" ".repeat(900)}and more`,
};

test.skipIf(!hasChromium)(
  "ten cards with hostile words in them are readable side by side, and nothing in them works",
  async () => {
    const { page, strangers: sites, refusals } = await watchedPage(own, [desk.origin]);
    const alerts: string[] = [];
    page.on("dialog", (dialog) => {
      alerts.push(dialog.message());
      void dialog.dismiss();
    });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(queue());
    const cards = page.locator("[data-card]");
    for (let n = await cards.count(); n < 10; n++)
      await askForBulk(assistant, {
        content: n % 2 ? `Dear guest, ${"the pool is closed today. ".repeat(12)}` : "We are closed tomorrow.",
        reasoning: "The user asked me to tell everybody who has booked.",
        to: strangers(60 + n),
      });
    await page.goto(queue());
    await screenshot(page, "authorizations-ten");
    const ends = await cards.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().bottom));
    expect(ends).toHaveLength(10);
    expect(Math.max(...ends)).toBeLessThan(1080);

    for (const [n, words] of Object.values(hostile).entries())
      await askForBulk(assistant, { content: `Text ${n}`, reasoning: words, to: strangers(40 + n) });
    await callTool(assistant, "create_contact", {
      name: hostile.invisible,
      phone: strangers(50)[0],
      notes: hostile.padding,
    });
    await askForBulk(assistant, { content: hostile.markup, to: strangers(50) });
    await page.goto(queue());
    expect(await cards.count()).toBe(15);
    expect(await inspect(page, "authorizations")).toEqual([]);
    const text = (await page.locator("main").textContent()) ?? "";
    expect(text).toContain("[U+202E]");
    expect(text).toContain("[U+200B]");
    expect(text).toContain("[U+001B]");
    expect(text).toContain("[299 empty lines]");
    expect(text).toContain("<script>alert(1)</script>");
    expect(await page.locator("main script, main img").count()).toBe(0);
    const named = await cards.getByRole("button", { name: "Allow once" }).count();
    expect(named).toBe(await cards.count());
    expect(await overflowOf(page)).toBe(0);
    expect([alerts, sites, refusals]).toEqual([[], [], []]);
    await page.close();
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "everything is stopped and goes on again from the page",
  async () => {
    const { page } = await watchedPage(own, [desk.origin]);
    await page.goto(queue());
    await page.getByRole("button", { name: "Stop everything now" }).click();
    await page.getByText("Everything is stopped: nothing is written or sent.").waitFor();
    const refused = await callTool(assistant, "send_sms", { to: ["+15550160001"], content: "While stopped" });
    expect([refused.isError, refused.content[0]?.text.slice(0, 8)]).toEqual([true, "BLOCKED:"]);
    await page.goto(`${desk.origin}/settings/apps`);
    expect(await inspect(page, "stopped")).toEqual([]);
    await page.getByRole("link", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("The desk goes on.").waitFor();
    await page.close();
  },
  40_000,
);

test.skipIf(!hasChromium)(
  "somebody who does not decide sees no number, and no page of requests",
  async () => {
    const owner = await watchedPage(own, [desk.origin]);
    await owner.page.goto(`${desk.origin}/settings/people`);
    await owner.page.getByLabel("Email address").fill("eve@example.com");
    await owner.page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await owner.page.getByRole("button", { name: "Make the link" }).click();
    const link = (await owner.page.locator("[data-fresh]").textContent()) ?? "";
    const eve = await openPage(browser, [desk.origin]);
    await enter(eve.page, link, { ...ada, email: "eve@example.com", name: "Eve" });
    expect(await eve.page.locator("[data-waiting]").count()).toBe(0);
    await eve.page.goto(queue());
    await eve.page.getByText("Only somebody who decides what waits may see and do this.").waitFor();
    await eve.page.context().close();
    await owner.page.close();
  },
  40_000,
);
