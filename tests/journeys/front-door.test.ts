import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type FakeQuo, startFakeQuo } from "#tests/fakes/quo.ts";
import { hasChromium, launchChromium } from "#tests/support/chromium.ts";
import { callTool } from "#tests/support/clients.ts";
import { hearFrom, neverQuiet, quoSecret } from "#tests/support/customers.ts";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { AppMemory, modern, openApp } from "#tests/support/oauth-app.ts";
import { becomeOwnerIn, type Owner } from "#tests/support/owner.ts";
import { freePort } from "#tests/support/ports.ts";
import { type ServerProcess, startServer } from "#tests/support/process.ts";
import { isNotHere } from "#tests/support/sqld.ts";

/** Whose key a call goes out with. */
const keys = { desks: "quo-test-key", adas: "quo-key-of-ada", headers: "quo-key-in-a-header" };

let quo: FakeQuo;
let browser: Browser;
let desk: DeskAtTheDoor;
let server: ServerProcess;
let owner: Owner;
let callback: Bun.Server<undefined>;
let memory: AppMemory;
/** The first access token that the app was given; it is used to the end. */
let access: string;
let personal: string;

/** On one port for good: tokens are for the desk at its address. */
const env = {
  PORT: String(freePort()),
  LOG_LEVEL: "error",
  QUO_API_KEY: keys.desks,
  QUO_BASE_URL: "",
  QUO_WEBHOOK_SECRET: quoSecret,
};

beforeAll(async () => {
  if (!hasChromium) return;
  quo = startFakeQuo();
  quo.otherKeys.add(keys.adas).add(keys.headers);
  env.QUO_BASE_URL = quo.url;
  callback = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("You may close this.") });
  [desk, browser] = await Promise.all([startDesk({ env }), launchChromium()]);
  ({ server } = desk);
  await neverQuiet(server);
  await hearFrom("+15550100200", server, quo);
  owner = await becomeOwnerIn(browser, desk);
  memory = new AppMemory({ name: "An assistant", redirectUrl: `${callback.url}callback` });
}, 60_000);

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await server.stop();
  await Promise.all([quo.stop(), callback.stop(true)]);
});

test.skipIf(!hasChromium)(
  "what an app does for somebody goes out with the desk's key, until they leave their own",
  async () => {
    const app = openApp(modern("auto"), `${desk.origin}/mcp`, memory);
    await expect(app.connect()).rejects.toThrow("Unauthorized");
    await app.finish((await owner.allow(memory.asked[0]!)).params);
    const client = await app.connect();
    access = memory.held!.access_token;
    personal = (await server.cli("token", "create", "a program")).out.trim();
    expect(await keyUsedBy({ authorization: `Bearer ${access}` })).toBe(keys.desks);

    const { page } = owner;
    await page.goto(`${desk.origin}/settings/account`);
    await page.getByLabel("Quo key").fill(keys.adas);
    await page.getByRole("button", { name: "Check and keep it" }).click();
    await page.getByText(`Quo knows the key that ends in ${keys.adas.slice(-4)}`).waitFor();
    await callTool(client, "send_sms", { to: ["+15550100200"], content: "Over MCP, for Ada" });
    expect([quo.messages.at(-1)?.text, quo.keysShown.at(-1)]).toEqual(["Over MCP, for Ada", keys.adas]);
    await client.close();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a key in a header lets nobody in, and no key that Quo refuses is kept",
  async () => {
    const before = quo.requests.length;
    expect(await statusOf({ "x-openphone-api-key": keys.headers })).toBe(401);
    expect(await statusOf({ authorization: `Bearer ${keys.headers}` })).toBe(401);
    expect(quo.requests).toHaveLength(before);

    const { page } = owner;
    await page.goto(`${desk.origin}/settings/account`);
    await page.getByLabel("Another Quo key in its place").fill("quo-key-of-nobody");
    await page.getByRole("button", { name: "Check and keep it" }).click();
    await page.getByRole("alert").filter({ hasText: "Quo does not accept this key" }).waitFor();
    expect([quo.keysShown.at(-1), await keyUsedBy({ authorization: `Bearer ${access}` })]).toEqual([
      "quo-key-of-nobody",
      keys.adas,
    ]);
  },
  30_000,
);

const upheavals: [string, () => Promise<void>][] = [
  ["a restart", () => restart("SIGTERM")],
  ["a SIGKILL", () => restart("SIGKILL")],
  ...(isNotHere("a rotated secret", "the root secret is the environment’s there")
    ? []
    : ([
        ["frontdesk secret rotate", rotateBehindAPage],
        ["another frontdesk secret rotate and a restart", rotateAndRestart],
      ] as [string, () => Promise<void>][])),
];

test.skipIf(!hasChromium).each(upheavals)(
  "after %s every token, the browser and the key are as they were",
  async (_name, happens) => {
    await happens();
    expect(await keyUsedBy({ authorization: `Bearer ${access}` })).toBe(keys.adas);
    const both = { authorization: `Bearer ${access}`, "x-openphone-api-key": keys.headers };
    expect(await keyUsedBy(both)).toBe(keys.headers);
    expect(await keyUsedBy({ authorization: `Bearer ${await refresh()}` })).toBe(keys.adas);
    expect(await keyUsedBy({ authorization: `Bearer ${personal}` })).toBe(keys.desks);
    expect(await statusOf({ "x-openphone-api-key": keys.headers })).toBe(401);

    const { page } = owner;
    await page.goto(`${desk.origin}/settings/account`);
    expect(page.url()).toBe(`${desk.origin}/settings/account`);
    await page.getByText(`What you do uses your key that ends in ${keys.adas.slice(-4)}.`).waitFor();
    expect(quo.violations).toEqual([]);
  },
  30_000,
);

async function restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  const code = await server.stop(signal);
  if (signal === "SIGTERM") expect(code).toBe(0);
  server = await startServer({ folder: desk.server.folder, env });
}

async function rotate(): Promise<void> {
  const before = rootSecrets();
  const { code, err } = await server.cli("secret", "rotate");
  expect([code, err]).toEqual([0, expect.stringContaining("The secret is rotated.")]);
  expect(rootSecrets()).toEqual([expect.not.stringMatching(before[0]!), before[0]!]);
}

/** A page that somebody was shown before is as good as it was. */
async function rotateBehindAPage(): Promise<void> {
  const tab = await owner.page.context().newPage();
  await tab.goto(memory.asked[0]!.href);
  await rotate();
  await tab.getByRole("button", { name: "Allow", exact: true }).click();
  await tab.waitForURL((url) => url.href.startsWith(`${memory.redirectUrl}?code=`));
  await tab.close();
}

/** The first root secret is gone then: what it had sealed was sealed again. */
async function rotateAndRestart(): Promise<void> {
  const [, first] = rootSecrets();
  await rotate();
  expect(rootSecrets()).not.toContain(first);
  await restart("SIGTERM");
}

function rootSecrets(): string[] {
  return readFileSync(join(desk.server.folder, "secret"), "utf8").trim().split(",");
}

/** Sends a text with these headers; the key that Quo was shown with it. */
async function keyUsedBy(headers: Record<string, string>): Promise<string | undefined> {
  const content = `Text ${crypto.randomUUID()}`;
  expect(await statusOf(headers, content)).toBe(200);
  expect(quo.messages.at(-1)?.text).toBe(content);
  expect(quo.requests.at(-1)).toBe("POST /v1/messages");
  return quo.keysShown.at(-1);
}

async function statusOf(headers: Record<string, string>, content = "Not allowed"): Promise<number> {
  const answer = await fetch(`${desk.origin}/api/v1/tools/send_sms`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ to: ["+15550100200"], content }),
  });
  return answer.status;
}

/** A new access token for the refresh token the app has, which is replaced. */
async function refresh(): Promise<string> {
  const { client_id, client_secret = "" } = memory.registered!;
  const held = memory.held!;
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    client_id,
    client_secret,
    refresh_token: held.refresh_token ?? "",
  });
  const answer = await fetch(`${desk.origin}/token`, { method: "POST", body });
  expect(answer.status).toBe(200);
  memory.held = { ...held, ...((await answer.json()) as typeof held) };
  expect(memory.held.refresh_token).not.toBe(held.refresh_token!);
  return memory.held.access_token;
}
