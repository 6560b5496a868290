import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import {
  hasChromium,
  holdDevice,
  launchChromium,
  openPage,
  phone,
  type WatchedPage,
  watchedPage,
} from "#tests/support/chromium.ts";
import { ada, type DeskAtTheDoor, enter, signIn, startDesk } from "#tests/support/door.ts";
import { inspect } from "#tests/support/inspection.ts";
import { type LocalApp, startLocalApp } from "#tests/support/local-app.ts";
import { type ServerProcess, startServer } from "#tests/support/process.ts";

let desk: DeskAtTheDoor;
/** One whose address is http, and not this machine's. */
let open: ServerProcess;
let browser: Browser;
let own: BrowserContext;
let app: LocalApp;

beforeAll(async () => {
  if (!hasChromium) return;
  const env = {
    GOOGLE_CLIENT_ID: "google-id",
    GOOGLE_CLIENT_SECRET: "google-secret",
    GITHUB_CLIENT_ID: "github-id",
    GITHUB_CLIENT_SECRET: "github-secret",
  };
  [desk, open, browser] = await Promise.all([
    startDesk({ env }),
    startServer({ env: { BASE_URL: "http://desk.example.com", LOG_LEVEL: "error" } }),
    launchChromium(),
  ]);
  app = await startLocalApp(desk, "Coach");
  own = await browser.newContext({ viewport: phone });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await Promise.all([desk?.server.stop(), open?.stop()]);
});

/** Nothing on the page is in anybody's way, asks a stranger for anything, or runs against the policy. */
async function expectFine({ page, strangers, refusals }: WatchedPage, name: string): Promise<void> {
  expect([...(await inspect(page, name)), ...strangers, ...refusals]).toEqual([]);
}

const stranger = () => openPage(browser, [desk.origin, ...app.origins]);
const owner = () => watchedPage(own, [desk.origin, ...app.origins]);
const go = (page: Page, path: string) => page.goto(`${desk.origin}${path}`);
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

test.skipIf(!hasChromium)(
  "the pages of a desk that is being set up are fine",
  async () => {
    const before = await stranger();
    await go(before.page, "/setup");
    await expectFine(before, "setup-without-link");
    await before.page.goto(desk.setUpLink);
    await expectFine(before, "setup");

    const first = await watchedPage(own, [desk.origin]);
    await enter(first.page, desk.setUpLink);
    await expectFine(first, "home-first-steps");
    await go(first.page, "/settings/apps");
    await expectFine(first, "apps-empty");
    await first.page.close();

    await before.page.goto(desk.setUpLink);
    await before.page.getByRole("heading", { name: "This link opens nothing" }).waitFor();
    await expectFine(before, "link-used-up");
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "the pages of somebody who is not signed in are fine",
  async () => {
    const watched = await stranger();
    const { page } = watched;
    await go(page, "/");
    await expectFine(watched, "home");
    await go(page, "/login");
    await expectFine(watched, "login");
    await signIn(page, { ...ada, password: "a wrong password" });
    await page.getByRole("alert").first().waitFor();
    await expectFine(watched, "login-wrong");
    await page.goto(app.authorizeUrl("phone:read").replace(/cli_\w+/, "cli_unknown"));
    await page.getByRole("heading", { name: "This app cannot be let in" }).waitFor();
    await expectFine(watched, "app-unknown");
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "a desk at an http address that others reach says that nobody can sign in, and its page is fine",
  async () => {
    const origin = open.url;
    const watched = await openPage(browser, [origin]);
    await watched.page.goto(`${origin}/login`);
    await watched.page.getByRole("heading", { name: "Nobody can sign in here" }).waitFor();
    expect(await watched.page.locator("form").count()).toBe(0);
    await expectFine(watched, "http-in-the-open");
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "the pages on which the owner lets apps and people in are fine",
  async () => {
    const watched = await owner();
    const { page } = watched;
    await page.goto(app.authorizeUrl("phone:read phone:write office:read"));
    await page.getByText("Use a Quo key of your own").click();
    await expectFine(watched, "consent");
    for (const box of await page.getByRole("checkbox").all()) await box.uncheck();
    await press(page, "Allow");
    await page.getByRole("alert").waitFor();
    await expectFine(watched, "consent-nothing-ticked");
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await press(page, "Allow");
    await app.answer();

    await go(page, "/settings/apps");
    await page.getByText("Make a token").click();
    await page.getByLabel("What it is for").fill("The till");
    await page.getByLabel("Read texts, calls and transcripts").check();
    await press(page, "Make it");
    await page.getByRole("heading", { name: "Your new token" }).waitFor();
    await page.getByText("Make a token").click();
    await expectFine(watched, "apps");

    await go(page, "/settings/people");
    await page.getByLabel("Email address").fill("grace@example.com");
    await page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await press(page, "Make the link");
    await expectFine(watched, "people");
    const link = (await page.locator("[data-fresh]").textContent()) ?? "";
    expect(await page.getByRole("button", { name: "Copy: The link" }).isVisible()).toBe(true);
    const field = await page.locator("#copy-fresh").boundingBox();
    const button = await page.getByRole("button", { name: "Copy: The link" }).boundingBox();
    expect([button?.y, button?.height]).toEqual([field?.y, field?.height]);
    const guest = await stranger();
    await guest.page.goto(link);
    await expectFine(guest, "invite");
    await enter(guest.page, link, { ...ada, name: "Grace" });
    await guest.page.goto(app.authorizeUrl("phone:read phone:write"));
    await expectFine(guest, "consent-of-a-viewer");
    await go(guest.page, "/settings/people");
    await expectFine(guest, "not-allowed");
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "the pages of an owner's own account are fine",
  async () => {
    const watched = await owner();
    const { page } = watched;
    await holdDevice(page);
    await go(page, "/settings/account");
    await press(page, "Add a passkey");
    await page.getByText("Never used.").waitFor();
    await expectFine(watched, "account");
    await go(page, "/login?again=1&next=/settings/account");
    await expectFine(watched, "login-again");
    await go(page, "/audit");
    await page.locator("main li").filter({ hasText: "Join this desk" }).first().waitFor({ timeout: 5000 });
    await expectFine(watched, "audit");
    await page.close();
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "the pages that anybody may read show who is signed in their desk, in one line, and where they are",
  async () => {
    const watched = await owner();
    const { page } = watched;
    const desk = page.getByRole("navigation", { name: "Your desk" });
    /** Where the navigation stands on the first page: it stands there on all of them. */
    let first: Awaited<ReturnType<typeof desk.boundingBox>> = null;
    const current = async () =>
      (await desk.locator("[aria-current=page]").allTextContents()).map((text) => text.trim());
    for (const [path, place] of [
      ["/", ["Home"]],
      ["/docs", ["Guides"]],
      ["/docs/sandbox", ["Guides"]],
      ["/sandbox", []],
      ["/nowhere", []],
      ["/settings/people", ["Settings"]],
      ["/settings/account", ["Ada"]],
    ] as const) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await go(page, path);
      expect([path, await desk.isVisible(), await current()]).toEqual([path, true, [...place]]);
      expect(await page.getByRole("link", { name: "Sign in", exact: true }).count()).toBe(0);
      const box = await desk.boundingBox();
      first ??= box;
      expect([path, box]).toEqual([path, first]);
    }
    await page.setViewportSize(phone);
    await go(page, "/");
    await expectFine(watched, "home-signed-in");
    await go(page, "/docs");
    await expectFine(watched, "guides-signed-in");

    const visitor = await stranger();
    await go(visitor.page, "/");
    expect(await visitor.page.getByRole("link", { name: "Sign in", exact: true }).count()).toBe(1);
    expect(await visitor.page.getByRole("navigation", { name: "Your desk" }).count()).toBe(0);
    await visitor.page.getByRole("link", { name: "A customer’s phone, to try things out" }).click();
    await visitor.page.getByRole("heading", { name: "A customer’s phone" }).waitFor();
  },
  60_000,
);
