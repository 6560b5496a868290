import type { Browser, Page } from "playwright-core";
import { openPage } from "./chromium.ts";
import { type DeskAtTheDoor, enter } from "./door.ts";

/** What a person was shown, and what the app got back. */
export interface Allowed {
  /** The parameters of the app's own address. */
  params: URLSearchParams;
  /** The scopes that the page offered, whatever of them stayed ticked. */
  offered: string[];
  /** The words of the page. */
  words: string;
}

/** A desk's first owner at a browser, signed in by the link that the desk printed. */
export interface Owner {
  page: Page;
  /** Opens what an app sends the browser to, leaves `scopes` ticked (all, where none are named), and allows it. */
  allow(authorizeUrl: string | URL, scopes?: readonly string[]): Promise<Allowed>;
}

export async function becomeOwnerIn(browser: Browser, desk: DeskAtTheDoor): Promise<Owner> {
  const { page } = await openPage(browser, [desk.origin]);
  await enter(page, desk.setUpLink);
  return {
    page,
    async allow(authorizeUrl, scopes) {
      await page.goto(String(authorizeUrl));
      const boxes = await page.getByRole("checkbox").all();
      const offered: string[] = [];
      for (const box of boxes) {
        const scope = (await box.getAttribute("value")) ?? "";
        offered.push(scope);
        await box.setChecked(scopes?.includes(scope) ?? true);
      }
      const words = (await page.getByRole("main").textContent()) ?? "";
      const back = new URL(authorizeUrl).searchParams.get("redirect_uri") ?? "";
      const arrived = page.waitForURL((url) => url.href.startsWith(`${back}?`), { waitUntil: "commit" });
      await page.getByRole("button", { name: "Allow", exact: true }).click();
      await arrived;
      const params = new URL(page.url()).searchParams;
      return { params, offered, words };
    },
  };
}
