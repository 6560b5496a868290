import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContext } from "playwright-core";
import { type FakeIdentityProvider, startIdentityProvider } from "#tests/fakes/identity-provider.ts";
import {
  hasChromium,
  holdDevice,
  launchChromium,
  openPage,
  overflowOf,
  phone,
  watchedPage,
} from "#tests/support/chromium.ts";
import {
  ada,
  type DeskAtTheDoor,
  enter,
  signIn,
  signOut,
  startDesk,
  statusWith,
} from "#tests/support/door.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
let provider: FakeIdentityProvider;
/** Where Ada, the owner, is signed in. */
let own: BrowserContext;

beforeAll(async () => {
  if (!hasChromium) return;
  provider = startIdentityProvider();
  const env = {
    GOOGLE_CLIENT_ID: "google-id",
    GOOGLE_CLIENT_SECRET: "google-secret",
    GOOGLE_BASE_URL: provider.url,
    GITHUB_CLIENT_ID: "github-id",
    GITHUB_CLIENT_SECRET: "github-secret",
    GITHUB_BASE_URL: provider.url,
  };
  [desk, browser] = await Promise.all([startDesk({ env }), launchChromium()]);
  own = await browser.newContext({ viewport: phone });
  await enter(await own.newPage(), desk.setUpLink);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([provider?.stop(), desk?.server.stop()]);
});

test.skipIf(!hasChromium)(
  "somebody who is invited joins by the link, and is signed out when their role changes",
  async () => {
    // As long as names and addresses get: the pages hold them.
    const name = "W".repeat(80);
    const email = `${"b".repeat(60)}@${"example".repeat(8)}.com`;
    const owner = await watchedPage(own, [desk.origin]);
    await owner.page.goto(`${desk.origin}/settings/people`);
    await owner.page.getByLabel("Email address").fill(email);
    await owner.page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await owner.page.getByRole("button", { name: "Make the link" }).click();
    const link = (await owner.page.locator("[data-fresh]").textContent()) ?? "";
    expect(await overflowOf(owner.page)).toBe(0);

    const guest = await openPage(browser, [desk.origin]);
    await guest.page.goto(link);
    expect(await guest.page.getByLabel("Email address").inputValue()).toBe(email);
    await enter(guest.page, link, { email, name, password: "staple battery horse" });
    expect(await overflowOf(guest.page)).toBe(0);
    expect(await guest.page.getByRole("link", { name: "People" }).count()).toBe(0);
    await guest.page.goto(`${desk.origin}/settings/people`);
    await guest.page.getByRole("heading", { name: "That was not done" }).waitFor();
    await guest.page.goto(`${desk.origin}/settings/account`);
    await guest.page.getByText(`${email}, viewer`).waitFor();
    expect(await overflowOf(guest.page)).toBe(0);

    await owner.page.goto(`${desk.origin}/settings/people`);
    const entry = owner.page.getByRole("listitem").filter({ hasText: email });
    await entry.getByLabel(`Role of ${name}`).selectOption("staff");
    await entry.getByRole("button", { name: "Change role" }).click();
    await owner.page.getByRole("status").waitFor();
    expect(await entry.getByLabel(`Role of ${name}`).inputValue()).toBe("staff");
    expect(await overflowOf(owner.page)).toBe(0);
    await guest.page.reload();
    expect(guest.page.url()).toBe(`${desk.origin}/login?next=%2Fsettings%2Faccount`);
    for (const { strangers, refusals } of [owner, guest]) expect([strangers, refusals]).toEqual([[], []]);
    await guest.page.context().close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a personal token is shown once, works, and is worth nothing when it is revoked",
  async () => {
    const { page, strangers, refusals } = await watchedPage(own, [desk.origin]);
    await page.goto(`${desk.origin}/settings/apps`);
    await page.getByText("Make a token").click();
    await page.getByLabel("What it is for").fill("The till");
    await page.getByLabel("Read texts, calls and transcripts").check();
    await page.getByRole("button", { name: "Make it" }).click();
    const token = (await page.locator("#copy-fresh").textContent()) ?? "";
    expect([await statusWith(desk, token), await overflowOf(page)]).toEqual([200, 0]);
    await page.goto(`${desk.origin}/settings/apps`);
    expect(await page.content()).not.toContain(token);
    const entry = page.getByRole("listitem").filter({ hasText: "The till" });
    await entry.getByRole("button", { name: "Revoke The till" }).click();
    await page.getByRole("status").filter({ hasText: "The till is revoked." }).waitFor();
    expect(await entry.getByRole("button").count()).toBe(0);
    expect([await statusWith(desk, token), strangers, refusals]).toEqual([401, [], []]);
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a passkey is added, signs in where it was asked for, and lets nobody in when it is removed",
  async () => {
    const { page, strangers, refusals } = await openPage(browser, [desk.origin]);
    await holdDevice(page);
    await page.goto(`${desk.origin}/settings/account`);
    await signIn(page);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("Made on Linux, since").waitFor();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("alert").filter({ hasText: "This device holds a passkey of yours" }).waitFor();

    await signOut(page);
    await page.goto(`${desk.origin}/settings/account`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(`${desk.origin}/settings/account`);
    await page.getByText("Last used").waitFor();

    await page.getByRole("button", { name: "Remove Made on Linux" }).click();
    await page.getByRole("status").filter({ hasText: "The passkey is removed." }).waitFor();
    expect(await page.getByText("Made on Linux").count()).toBe(0);
    await signOut(page);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("alert").filter({ hasText: "This passkey is not known here" }).waitFor();
    expect([page.url(), strangers, refusals]).toEqual([`${desk.origin}/login`, [], []]);
  },
  30_000,
);

test.skipIf(!hasChromium).each(["Google", "GitHub"])(
  "somebody who is known here comes in with %s",
  async (name) => {
    const { page, strangers, refusals } = await openPage(browser, [desk.origin, provider.url]);
    await page.goto(`${desk.origin}/settings/account`);
    await page.getByRole("button", { name: `Sign in with ${name}` }).click();
    await page.waitForURL(`${desk.origin}/settings/account`, { timeout: 5000 });
    await page.getByText(`${ada.email}, owner`).waitFor();
    expect([strangers, refusals]).toEqual([[], []]);
    await page.context().close();
  },
  30_000,
);
