import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, BrowserContext } from "playwright-core";
import { makeCertificate } from "#tests/support/certificate.ts";
import {
  hasChromium,
  launchChromium,
  openPage,
  overflowOf,
  phone,
  screenshot,
  watchedPage,
} from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, enter, signIn, signOut, startDesk, statusWith } from "#tests/support/door.ts";
import { type LocalApp, type LocalAppOptions, startLocalApp } from "#tests/support/local-app.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
/** Where Ada is signed in. */
let own: BrowserContext;
const apps: LocalApp[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  own = await browser.newContext({ viewport: phone });
  await enter(await own.newPage(), desk.setUpLink);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all(apps.map((app) => app.stop()));
  await desk?.server.stop();
});

async function register(...how: [name: string, options?: LocalAppOptions]): Promise<LocalApp> {
  const app = await startLocalApp(desk, ...how);
  apps.push(app);
  return app;
}

/** Ada goes where `app` sends her. */
async function comeFrom(app: LocalApp, scopes = "phone:read phone:write") {
  const watched = await watchedPage(own, [desk.origin, ...app.origins]);
  await watched.page.goto(app.authorizeUrl(scopes));
  return watched;
}

test.skipIf(!hasChromium)(
  "whoever is not signed in signs in, allows a part of what is asked, and ends it again",
  async () => {
    const app = await register("The till");
    const { page, strangers, refusals } = await openPage(browser, [desk.origin, ...app.origins]);
    await page.goto(app.authorizeUrl("phone:read phone:write helpdesk:read"));
    expect(new URL(page.url()).pathname).toBe("/login");
    await signIn(page);
    await page.getByRole("heading", { name: "Let “The till” in?" }).waitFor();
    await page.getByLabel("Read tickets").uncheck();
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByRole("heading", { name: "You may close this window" }).waitFor();

    const answer = await app.answer();
    expect([answer.get("state"), answer.get("iss")]).toEqual(["a state", desk.origin]);
    const tokens = await app.exchange(answer.get("code") ?? "");
    expect(tokens.scope).toBe("phone:read phone:write");
    expect(await statusWith(desk, tokens.access_token)).toBe(200);

    await page.goto(`${desk.origin}/settings/apps`);
    const entry = page.locator("main ul.cards > li").filter({ hasText: "The till" });
    for (const may of ["Read texts, calls and transcripts", "Send texts, place calls, and change contacts"])
      expect(await entry.getByText(may, { exact: true }).count()).toBe(1);
    expect(await entry.textContent()).not.toContain("Read tickets");
    await entry.getByRole("button", { name: "Disconnect The till" }).click();
    await page.getByRole("status").waitFor();
    expect([await entry.count(), await statusWith(desk, tokens.access_token)]).toEqual([0, 401]);
    expect([strangers, refusals]).toEqual([[], []]);
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "what is not allowed reaches the app as access_denied",
  async () => {
    const app = await register("Coach");
    const { page, refusals } = await comeFrom(app);
    await page.getByRole("button", { name: "Don’t allow" }).click();
    await page.getByRole("heading", { name: "You may close this window" }).waitFor();
    const answer = await app.answer();
    expect(["error", "code", "state", "iss"].map((name) => answer.get(name))).toEqual([
      "access_denied",
      null,
      "a state",
      desk.origin,
    ]);
    expect(refusals).toEqual([]);
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "nothing ticked allows nothing, and says so",
  async () => {
    const { page } = await comeFrom(await register("Coach"), "phone:read");
    await page.getByLabel("Read texts").uncheck();
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "Tick at least one thing" }).waitFor();
  },
  30_000,
);

// Browsers hold a form to the policy of its page along every redirect that follows.
test.skipIf(!hasChromium)(
  "the browser follows where the app's answer leads on to, at another port of this machine",
  async () => {
    const app = await register("Coach", { leadsOn: true });
    const { page, strangers, refusals } = await comeFrom(app);
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.waitForURL("**/done", { timeout: 3000 });
    expect([strangers, refusals]).toEqual([[], []]);
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "an app that is known gets its answer from somebody who signs in first, without another question",
  async () => {
    const app = await register("The bookkeeper", { tls: makeCertificate() });
    const options = { ignoreHTTPSErrors: true };
    const { page, strangers, refusals } = await openPage(browser, [desk.origin, ...app.origins], options);
    await page.goto(app.authorizeUrl("phone:read"));
    await signIn(page);
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByRole("heading", { name: "You may close this window" }).waitFor();
    await page.goto(`${desk.origin}/settings/apps`);
    await signOut(page);
    await page.goto(app.authorizeUrl("phone:read"));
    await signIn(page);
    await page.getByRole("heading", { name: "You may close this window" }).waitFor({ timeout: 5000 });
    expect([strangers, refusals]).toEqual([[], []]);
  },
  30_000,
);

test.skipIf(!hasChromium).each([
  ["markup", `</h1><script>alert(1)</script><b>Your bank</b> & "sons"`, `<b>Your bank</b> & "sons"`],
  [
    "what nobody sees",
    "Co\u200bach\u202egpj.knab\u2066\u00ad!",
    "Co[U+200B]ach[U+202E]gpj.knab[U+2066][U+00AD]!",
  ],
  ["one long word", "W".repeat(120), "W".repeat(120)],
])(
  "a name of %s is shown as harmless text, and stays within a narrow page",
  async (what, name, shown) => {
    const app = await register(name);
    const { page, refusals } = await comeFrom(app);
    const heading = page.getByRole("heading", { level: 1 });
    expect(await heading.textContent()).toContain(shown);
    expect(await page.title()).toContain(shown);
    expect(await page.locator("main b, main script").count()).toBe(0);
    expect(await overflowOf(page)).toBe(0);
    await screenshot(page, `consent-name-${what.replaceAll(" ", "-")}-390`);

    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await page.getByRole("heading", { name: "You may close this window" }).waitFor();
    await page.goto(`${desk.origin}/settings/apps`);
    expect(await page.locator("main ul.cards").textContent()).toContain(shown);
    expect([await page.locator("main b, main script").count(), await overflowOf(page), refusals]).toEqual([
      0,
      0,
      [],
    ]);
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a page of somebody else's cannot have it in a frame, not even one of this machine",
  async () => {
    const app = await register("Coach");
    const { page } = await comeFrom(app);
    const around = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () =>
        new Response(`<iframe src="${app.authorizeUrl("phone:read").replaceAll("&", "&amp;")}"></iframe>`, {
          headers: { "content-type": "text/html" },
        }),
    });
    try {
      // By the same host name: the browser sends the session along.
      await page.goto(`http://localhost:${around.port}/`);
      const framed = page.frames()[1]!;
      while (framed.url() === "") await Bun.sleep(10);
      expect(framed.url()).toBe("chrome-error://chromewebdata/");
      expect(await framed.content()).not.toContain("Coach");
    } finally {
      await around.stop(true);
    }
  },
  30_000,
);
