import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { type ServerProcess, startServer } from "#tests/support/process.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
if (!executablePath)
  process.stderr.write(
    "\nSKIPPED, LOUDLY: there is no browser here, so the pages were not opened in one.\n\n",
  );

const artifacts = join(import.meta.dirname, "../../artifacts");
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  if (!executablePath) return;
  mkdirSync(artifacts, { recursive: true });
  server = await startServer({ env: { LOG_LEVEL: "error" } });
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  browser = await chromium.launch({ executablePath, args });
}, 60_000);

afterAll(async () => {
  if (!executablePath) return;
  await browser.close();
  await server.stop();
});

test.skipIf(!executablePath).each([
  [390, true, "+15550100301"],
  [1280, true, "+15550100302"],
  [390, false, "+15550100303"],
])(
  "at %i pixels, scripts %p: a customer writes from the page, and reads the desk's answer there",
  async (width, javaScriptEnabled, customer) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, javaScriptEnabled });
    const strangers: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) strangers.push(request.url());
    });
    await page.goto(`${server.url}/sandbox`);
    await page.getByLabel("Your number").fill(customer);
    await page.getByLabel("Your text to the desk").fill("Is the flat free?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("Is the flat free?").first().waitFor();
    const token = (await server.cli("token", "create")).out.trim();
    await fetch(`${server.url}/api/v1/tools/send_sms`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ to: [customer], content: "Yes, from Friday on." }),
    });
    if (!javaScriptEnabled) await page.reload();
    await page.getByText("Yes, from Friday on.").waitFor({ timeout: 10_000 });
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect([overflow, strangers]).toEqual([0, []]);
    await page.screenshot({
      path: join(artifacts, `sandbox-${width}-${javaScriptEnabled ? "script" : "plain"}.png`),
      fullPage: true,
    });
    await page.close();
  },
  30_000,
);
