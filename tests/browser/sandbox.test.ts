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

test.skipIf(!hasChromium)(
  "a customer calls and hangs up, leaves a voicemail, sends a picture, says STOP, and the network loses an answer",
  async () => {
    const customer = "+15550100311";
    const viewport = { width: 390, height: 900 };
    const { page } = await openPage(browser, [server.url], { viewport });
    const here = `${server.url}/sandbox?from=${encodeURIComponent(customer)}`;
    await page.goto(here);
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
    await page.getByText("Call them").click();
    await press("Hang up");
    await page.getByText("You called, missed").waitFor();
    await page.getByText("Call them").click();
    await page.getByLabel("Your message after the tone").fill("The heating is broken, please call me back.");
    await press("Leave a voicemail");
    await page.getByText("What was said").click();
    await page.getByText("The heating is broken, please call me back.").first().waitFor();
    await page.getByLabel("Your text to the desk").fill("This tap");
    await press("With a picture");
    await page.getByText("[1 picture]").waitFor();
    await press("Lose the next answer");
    await page.getByText("will be lost").waitFor();
    const send = async (content: string) => {
      const answer = await fetch(`${server.url}/api/v1/tools/send_sms`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ to: [customer], content, reasoning: "They wrote to us" }),
      });
      return (await answer.json()) as { code?: string; messages?: { status: string }[] };
    };
    expect((await send("We come on Monday.")).messages?.map(({ status }) => status)).toEqual(["unknown"]);
    await page.goto(here);
    await page.getByText("We come on Monday.").first().waitFor();
    await page.getByText("nobody knows yet whether it went out").waitFor();
    expect(await page.getByText("will be lost").count()).toBe(0);
    expect(await overflowOf(page)).toBe(0);
    await screenshot(page, "sandbox-acts-390");
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await overflowOf(page)).toBe(0);
    await screenshot(page, "sandbox-acts-1280");
    await press("STOP");
    await page.getByText("STOP", { exact: true }).first().waitFor();
    expect((await send("Hello again")).code).toBe("BLOCKED");
    await page.context().close();
  },
  30_000,
);
