import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { hasChromium, launchChromium } from "#tests/support/chromium.ts";
import { ada, enter, startDesk } from "#tests/support/door.ts";
import { askForBulk, connectAssistant } from "#tests/support/waiting.ts";

/** `bun scripts/pictures.ts`: the two pictures at the top of the README, of a desk with a made-up day in it. */
const folder = join(import.meta.dirname, "../docs/pictures");
/** A README that is opened on a phone loads both. */
const mostBytes = 150_000;

if (!hasChromium) throw new Error("there is no browser here");
mkdirSync(folder, { recursive: true });
const desk = await startDesk();
const browser = await launchChromium();
try {
  const page = await browser.newPage({
    viewport: { width: 1200, height: 760 },
    timezoneId: "America/Chicago",
  });
  await enter(page, desk.setUpLink, { ...ada, name: "Ada" });
  await desk.server.cli("settings", "set", "business.owner_numbers", "+15550109999");
  await aDay(page);
  await page.goto(desk.origin);
  await page.getByRole("button", { name: "Hide this list" }).click();
  await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  await take(page, "home.png");

  const small = await browser.newPage({
    viewport: { width: 420, height: 900 },
    storageState: await page.context().storageState(),
  });
  await small.goto(`${desk.origin}/authorizations`);
  await take(small, "deciding.png");
} finally {
  await browser.close();
  await desk.server.stop();
}

/** Guests who write, tickets, and an assistant that has to ask. */
async function aDay(page: Page): Promise<void> {
  const { out } = await desk.server.cli("token", "create", "Claude");
  const call = async (tool: string, args: object) => {
    const answer = await fetch(`${desk.server.url}/api/v1/tools/${tool}`, {
      method: "POST",
      headers: { authorization: `Bearer ${out.trim()}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const guests = [
    ["Maria Garcia", "+15550100200", "Is the 9 am class still on tomorrow?"],
    ["Tom Okafor", "+15550100210", "Can I bring my sister on Saturday?"],
    ["Ines Weber", "+15550100220", "Thank you, see you then!"],
  ] as const;
  for (const [name, phone, text] of guests) {
    await call("create_contact", { name, phone });
    await page.goto(`${desk.origin}/sandbox?from=${encodeURIComponent(phone)}`);
    await page.getByLabel("Your text to the desk").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
    await page.waitForLoadState();
  }
  await call("send_sms", { to: ["+15550100220"], content: "You are booked for Friday at 6 pm." });
  await call("create_ticket", {
    description: "The heating in the small room does not come on",
    category: "maintenance",
    callerNumber: "+15550100210",
  });
  const assistant = await connectAssistant(desk, "Claude");
  await askForBulk(assistant, {
    content: "Tomorrow’s 9 am class begins half an hour later, at 9:30. See you there!",
    reasoning: "Ada asked me to tell everybody who has booked a class for tomorrow.",
    to: Array.from({ length: 8 }, (_, n) => `+155501003${10 + n}`),
  });
  await assistant.close();
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, name);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size >= mostBytes) throw new Error(`${name} has ${size} bytes`);
  console.log(`Wrote docs/pictures/${name}, ${Math.round(size / 1000)} KB`);
}
