import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { hasChromium, launchChromium, openPage, overflowOf, screenshot } from "#tests/support/chromium.ts";
import { type ServerProcess, startServer } from "#tests/support/process.ts";

let server: ServerProcess;
let browser: Browser;
let token: string;

beforeAll(async () => {
  if (!hasChromium) return;
  server = await startServer({ env: { LOG_LEVEL: "error" } });
  browser = await launchChromium();
  token = (await server.cli("token", "create")).out.trim();
}, 60_000);

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await server.stop();
});

test.concurrent.skipIf(!hasChromium).each([
  [390, true, "+15550100301"],
  [1280, true, "+15550100302"],
  [390, false, "+15550100303"],
])(
  "at %i pixels, scripts %p: a customer writes from the page, and reads the desk's answer there",
  async (width, javaScriptEnabled, customer) => {
    const viewport = { width, height: 900 };
    const { page, strangers } = await openPage(browser, [server.url], { viewport, javaScriptEnabled });
    await page.goto(`${server.url}/sandbox`);
    await page.getByLabel("Be another customer").fill(customer);
    await page.getByRole("button", { name: "Take this number" }).click();
    await page.getByText(`You are the customer at +1 555 010 ${customer.slice(-4)}.`).waitFor();
    await page.getByLabel("Your text to the desk").fill("Is the flat free?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Is the flat free?").first().waitFor();
    await fetch(`${server.url}/api/v1/tools/send_sms`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ to: [customer], content: "Yes, from Friday on." }),
    });
    if (!javaScriptEnabled) await page.reload();
    await page.getByText("Yes, from Friday on.").waitFor();
    expect([await overflowOf(page), strangers]).toEqual([0, []]);
    await screenshot(page, `sandbox-${width}-${javaScriptEnabled ? "script" : "plain"}`);
    await page.context().close();
  },
  30_000,
);
