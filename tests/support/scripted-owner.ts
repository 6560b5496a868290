import { openBrowser, type Reachable } from "./browser.ts";
import { ada, type DeskAtTheDoor } from "./door.ts";

/** A desk's first owner without a browser: requests with cookies, and the forms of the pages. */
export interface ScriptedOwner {
  /** Allows everything that an app's address asks for, and goes where the desk sends the browser then. */
  allow(authorizeUrl: string): Promise<void>;
}

export async function becomeScriptedOwner({ origin, setUpLink }: DeskAtTheDoor): Promise<ScriptedOwner> {
  const desk: Reachable = {
    config: { baseUrl: origin },
    request: (path, init) => fetch(`${origin}${path}`, { ...init, redirect: "manual" }),
  };
  const browser = openBrowser(desk);
  const { status } = await browser.submit(setUpLink, ada);
  if (status !== 303) throw new Error(`set-up was answered ${status}`);
  return {
    async allow(authorizeUrl) {
      const path = authorizeUrl.slice(origin.length);
      const page = await (await browser.get(path)).text();
      const scope = [...page.matchAll(/name="scope" value="([^"]+)" checked/g)].map(([, name]) => name!);
      const answer = await browser.submit(path, { decision: "allow", scope });
      if (answer.status !== 303) throw new Error(`consent was answered ${answer.status}`);
      await fetch(answer.headers.get("location") ?? "");
    },
  };
}
