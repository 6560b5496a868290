import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { surroundings } from "./surroundings.ts";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);
const artifacts = join(import.meta.dirname, "../../artifacts");

/** False where there is no browser: what needs one is skipped, and says so. */
export const hasChromium = executablePath !== undefined;
if (!hasChromium)
  process.stderr.write(
    "\nSKIPPED, LOUDLY: there is no browser here, so the pages were not opened in one.\n\n",
  );

/** A browser that asks nobody for anything by itself, and takes app.example.net for this machine. */
export async function launchChromium(): Promise<Browser> {
  if (!executablePath) throw new Error("there is no browser here");
  mkdirSync(artifacts, { recursive: true });
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP app.example.net 127.0.0.1",
  ];
  // A library that sets the clock stops Chromium from loading pages: it has the zone alone, and the machine's own day.
  const env = { ...surroundings, HOME: process.env["HOME"] ?? "/tmp", LD_PRELOAD: "" };
  return await chromium.launch({ executablePath, args, env });
}

/** A page, and what must not happen on it. */
export interface WatchedPage {
  page: Page;
  /** Requests to anywhere but the origins that were named. */
  strangers: string[];
  /** What the browser refused because of the page's policy. */
  refusals: string[];
}

export const phone = { width: 390, height: 844 };

/** A page in a context of its own: no cookie of another. */
export async function openPage(
  browser: Browser,
  origins: string[],
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  return await watchedPage(await browser.newContext({ viewport: phone, ...options }), origins);
}

/** One more page of a context: whoever is signed in there is signed in on it. */
export async function watchedPage(context: BrowserContext, origins: string[]): Promise<WatchedPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const strangers: string[] = [];
  const refusals: string[] = [];
  page.on("request", (request) => {
    if (!origins.includes(new URL(request.url()).origin)) strangers.push(request.url());
  });
  page.on("console", (message) => {
    if (/content security policy|refused to/i.test(message.text())) refusals.push(message.text());
  });
  return { page, strangers, refusals };
}

/** How many pixels of the page are beyond its right edge. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: true });
}

/** Gives the page a device with a fingerprint reader that always sees the right finger. */
export async function holdDevice(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
