import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { hasChromium, launchChromium } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { AppMemory, earlier, earlierSse, type Line, modern, openApp } from "#tests/support/oauth-app.ts";
import { becomeOwnerIn, type Owner } from "#tests/support/owner.ts";
import { writeAsCustomer } from "./desk-process.ts";
import { customer, isLetInToRead, refreshes, stepsUp, type Way } from "./letting-in.ts";

let desk: DeskAtTheDoor;
let browser: Browser;
let owner: Owner;
let callback: Bun.Server<undefined>;

beforeAll(async () => {
  if (!hasChromium) return;
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  await writeAsCustomer(desk.server.url, customer, "Hello");
  owner = await becomeOwnerIn(browser, desk);
  callback = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("You may close this.") });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await callback?.stop(true);
  if (desk) expect(await desk.server.stop()).toBe(0);
});

const pinned = { pin: "2026-07-28" };

/** Name, path, the SDK's line, what it sends first, and how it comes to do more. */
const apps: [string, string, Line, string, Way["stepsUp"]][] = [
  ["SDK 1.x", "/mcp", earlier, "initialize", "when its refresh token is gone"],
  ["SDK 1.x", "/mcp/", earlier, "initialize", "when its refresh token is gone"],
  ["SDK 1.x", "/mcp/phone", earlier, "initialize", "when its refresh token is gone"],
  ["SDK 1.x", "/sse", earlierSse, "", "by connecting anew"],
  ["SDK 2.x, legacy", "/mcp", modern("legacy"), "initialize", "by itself"],
  ["SDK 2.x, auto", "/mcp/", modern("auto"), "server/discover", "by itself"],
  ["SDK 2.x, pinned to 2026-07-28", "/mcp/phone", modern(pinned), "server/discover", "by itself"],
];

test.skipIf(!hasChromium).each(apps)(
  "%s at %s registers, is let in to read, refreshes, and is let in to send",
  async (name, path, line, first, how) => {
    const isSse = path === "/sse";
    const way: Way = {
      origin: desk.origin,
      path,
      opens: isSse ? "GET /sse" : `POST ${path} ${first}`,
      calls: `POST ${isSse ? "/messages" : path} tools/call`,
      accepted: isSse ? 202 : 200,
      stepsUp: how,
    };
    const redirectUrl = `${callback.url}callback`;
    const app = openApp(line, desk.origin + path, new AppMemory({ name: `${name} ${path}`, redirectUrl }));
    const client = await isLetInToRead(app, owner, way);
    await refreshes(app, client, way);
    await stepsUp(app, client, owner, way);
  },
  30_000,
);
