import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { hasChromium, launchChromium, openPage, overflowOf } from "#tests/support/chromium.ts";
import { ada, enter, signIn, signOut, startDesk } from "#tests/support/door.ts";
import type { ServerProcess } from "#tests/support/process.ts";

let browser: Browser;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  if (hasChromium) browser = await launchChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all(servers.map((server) => server.stop()));
});

test.skipIf(!hasChromium).each([
  [390, true],
  [390, false],
  [1280, true],
  [1280, false],
])(
  "at %i pixels, scripts %p: the printed link makes an owner, once, who signs out and in again",
  async (width, javaScriptEnabled) => {
    const { server, origin, setUpLink } = await startDesk();
    servers.push(server);
    const { page, strangers, refusals } = await openPage(browser, [origin], {
      viewport: { width, height: 844 },
      javaScriptEnabled,
    });
    await enter(page, setUpLink);
    await page.getByRole("heading", { name: "First steps" }).waitFor();

    await signOut(page);
    await page.goto(`${origin}/settings/account`);
    expect(page.url()).toBe(`${origin}/login?next=%2Fsettings%2Faccount`);
    await signIn(page, { ...ada, password: "a wrong password" });
    expect(await page.getByRole("alert").first().textContent()).toContain("do not belong together");
    expect(await page.getByLabel("Email address").inputValue()).toBe(ada.email);
    await signIn(page);
    await page.waitForURL(`${origin}/settings/account`);
    await page.getByText(`${ada.email}, owner`).waitFor();

    await page.goto(setUpLink);
    await page.getByRole("heading", { name: "This link opens nothing" }).waitFor();
    expect([await overflowOf(page), strangers, refusals]).toEqual([0, [], []]);
    await page.context().close();
  },
  30_000,
);
