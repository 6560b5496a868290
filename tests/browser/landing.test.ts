import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { hasChromium, launchChromium, openPage, overflowOf } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
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

test.skipIf(!hasChromium)(
  "the landing page is quiet to axe at every size and by night, asks no other host, and stays small",
  async () => {
    const { page, strangers, refusals } = await openPage(browser, [desk.origin]);
    let bytes = 0;
    let requests = 0;
    page.on("response", (response) => {
      requests++;
      void response.body().then(
        (body) => {
          bytes += body.length;
        },
        () => undefined,
      );
    });
    await page.goto(desk.origin);
    await page.waitForLoadState("networkidle");
    expect(requests).toBeLessThanOrEqual(6);
    expect(bytes).toBeLessThan(100_000);
    const shift = await page.evaluate<number>(`new Promise((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => { for (const each of list.getEntries()) sum += each.value; })
        .observe({ type: "layout-shift", buffered: true });
      setTimeout(() => resolve(sum), 300);
    })`);
    expect(shift).toBeLessThan(0.1);
    expect(await inspect(page, "landing")).toEqual([]);
    expect([strangers, refusals]).toEqual([[], []]);
    await page.context().close();
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "each client has a tab that the keyboard reaches, with the desk's own address in it",
  async () => {
    const { page } = await openPage(browser, [desk.origin]);
    await page.goto(desk.origin);
    const tabs = page.getByRole("tab");
    expect(await tabs.allTextContents()).toEqual([
      "Claude",
      "ChatGPT",
      "Claude Code",
      "Cursor",
      "VS Code",
      "Others",
    ]);
    await tabs.first().focus();
    for (const name of ["ChatGPT", "Claude Code"]) {
      await page.keyboard.press("ArrowRight");
      expect(await page.getByRole("tab", { selected: true }).textContent()).toBe(name);
    }
    expect(await page.getByRole("tabpanel").textContent()).toContain(
      `claude mcp add --transport http frontdesk ${desk.origin}/mcp`,
    );
    await page.context().close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "what takes one click carries the desk's own address, and what is downloaded is there",
  async () => {
    const { page } = await openPage(browser, [desk.origin]);
    const hrefOf = async (tab: string, name: string) => {
      await page.goto(desk.origin);
      await page.getByRole("tab", { name: tab, exact: true }).click();
      return (await page.getByRole("tabpanel").getByRole("link", { name }).getAttribute("href")) ?? "";
    };
    const cursor = new URL(await hrefOf("Cursor", "install it in Cursor"));
    expect([cursor.protocol, cursor.pathname]).toEqual(["cursor:", "/mcp/install"]);
    expect(JSON.parse(atob(cursor.searchParams.get("config") ?? ""))).toEqual({ url: `${desk.origin}/mcp` });
    const [, code = ""] = (await hrefOf("VS Code", "install it in VS Code")).split("vscode:mcp/install?");
    expect(JSON.parse(decodeURIComponent(code))).toEqual({
      name: "frontdesk",
      type: "http",
      url: `${desk.origin}/mcp`,
    });
    for (const name of ["The bundle for Claude Desktop", "A skill"]) {
      const href = await hrefOf("Claude", name);
      await page.getByRole("tab", { name: "Claude", exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name }).click(),
      ]);
      expect(`/${download.suggestedFilename()}`).toBe(href);
      expect(await download.failure()).toBeNull();
    }
    await page.context().close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "the colours follow the system until somebody chooses, and are remembered",
  async () => {
    const { page } = await openPage(browser, [desk.origin], { colorScheme: "dark" });
    await page.goto(desk.origin);
    const paper = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await paper();
    await page.getByRole("button", { name: "Use the light colours" }).click();
    const light = await paper();
    expect(light).not.toBe(dark);
    await page.goto(`${desk.origin}/docs`);
    expect(await paper()).toBe(light);
    await page.context().close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "without JavaScript everything is there, and every guide opens and fits a phone",
  async () => {
    const { page } = await openPage(browser, [desk.origin], { javaScriptEnabled: false });
    await page.goto(desk.origin);
    for (const name of ["Claude", "ChatGPT", "Claude Code", "Cursor", "VS Code", "Others"])
      expect(await page.getByRole("heading", { name, exact: true }).isVisible()).toBe(true);
    await page.goto(`${desk.origin}/docs`);
    const links = await page
      .locator("main a")
      .evaluateAll((all) => all.map((each) => (each as { href?: string }).href ?? ""));
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      const answer = await page.goto(link);
      expect(answer?.status()).toBe(200);
    }
    await page.context().close();
    const narrow = await openPage(browser, [desk.origin]);
    for (const link of links) {
      await narrow.page.goto(link);
      expect([link, await overflowOf(narrow.page)]).toEqual([link, 0]);
    }
    await narrow.page.context().close();
  },
  60_000,
);

test.skipIf(!hasChromium)(
  "a guide shows this desk's own address, and a wrong turning is a page for people",
  async () => {
    const { page } = await openPage(browser, [desk.origin]);
    await page.goto(`${desk.origin}/docs/connect`);
    const guide = (await page.locator("article").textContent()) ?? "";
    expect(guide).toContain(`claude mcp add --transport http frontdesk ${desk.origin}/mcp`);
    expect(guide).not.toContain("desk.example.com");
    for (const path of ["/docs/nothing", "/nowhere"]) {
      const answer = await page.goto(desk.origin + path);
      expect([path, answer?.status()]).toEqual([path, 404]);
      await page.getByRole("link", { name: "To the front page" }).click();
      expect(new URL(page.url()).pathname).toBe("/");
      const program = await fetch(desk.origin + path, { headers: { accept: "application/json" } });
      expect([program.status, program.headers.get("content-type")]).toEqual([
        404,
        "application/problem+json",
      ]);
    }
    await page.context().close();
  },
);
