import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { hasChromium, launchChromium, phone, watchedPage } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, enter, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";

let desk: DeskAtTheDoor;
let browser: Browser;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await desk?.server.stop();
});

const said = async (page: Page) => (await page.locator("main").textContent()) ?? "";

test.skipIf(!hasChromium)(
  "a new owner without any account asks twice, sees that it remembered, what it cost, and sets a budget",
  async () => {
    const own = await browser.newContext({ viewport: phone });
    const { page, strangers, refusals } = await watchedPage(own, [desk.origin]);
    await enter(page, desk.setUpLink);
    await page.goto(`${desk.origin}/assistant`);
    expect(await said(page)).toContain("The sandbox answers by rules, for play money");
    await page.getByLabel("Ask a model").fill("The gate code is 4711. Keep it in mind.");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText(/It answers by rules and knows nothing/).waitFor();
    await page.getByLabel("Ask on").fill("What is our gate code?");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText(/You told me: The gate code is 4711/).waitFor();
    expect(await inspect(page, "assistant-session")).toEqual([]);
    expect(await said(page)).toMatch(/Cost\s*\$0\.0\d+/);
    expect(await page.locator(".bubbles > li").count()).toBe(4);

    await page.getByRole("button", { name: "Branch it" }).click();
    expect(await page.locator(".bubbles > li").count()).toBe(4);
    await page.getByRole("button", { name: "Archive it" }).click();
    await page.getByText("It is archived.").waitFor();
    expect(await page.getByLabel("Ask on").count()).toBe(0);

    await page.goto(`${desk.origin}/assistant?q=gate`);
    expect(await page.locator(".entry").count()).toBe(1);
    const file = await page.goto(
      `${desk.origin}${await page.locator(".entry").first().getAttribute("href")}`,
    );
    expect(file?.status()).toBe(200);
    const markdown = await (await own.request.get(`${page.url()}/conversation.md`)).text();
    expect(markdown).toContain("You told me: The gate code is 4711");

    await page.goto(`${desk.origin}/assistant/usage`);
    expect(await said(page)).toMatch(/\$0\.0\d+ for 2 calls.*play money/s);
    expect(await inspect(page, "assistant-usage")).toEqual([]);
    await page
      .getByLabel("Bring in a bill")
      .fill("date,amount_value,amount_currency,model\n2026-01-05,1.25,usd,gpt-6-luna\n");
    await page.getByRole("button", { name: "Lay it beside" }).click();
    await page.getByText("1 days came in, $1.25 in all.").waitFor();

    await page.goto(`${desk.origin}/settings/models`);
    await page.getByLabel("For whom").selectOption("each");
    await page.getByLabel("US dollars a month").fill("0.000001");
    await page.getByRole("button", { name: "Set the budget" }).click();
    await page.getByText("The budget holds.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("quick");
    await page.getByLabel("Model", { exact: true }).first().fill("sandbox");
    await page.getByRole("button", { name: "Keep the name" }).click();
    await page.getByText("quick is sandbox").waitFor();
    expect(await inspect(page, "settings-models-filled")).toEqual([]);

    await page.goto(`${desk.origin}/assistant`);
    await page.getByLabel("Ask a model").fill("And now?");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText(/Your budget for models is used up/).waitFor();
    expect(await page.getByLabel("Ask a model").inputValue()).toBe("And now?");
    expect([strangers, refusals]).toEqual([[], []]);
  },
  60_000,
);
