import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { makeCertificate } from "#tests/support/certificate.ts";
import { hasChromium, launchChromium } from "#tests/support/chromium.ts";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { AppMemory, earlier, type Line, modern, openApp } from "#tests/support/oauth-app.ts";
import { becomeOwnerIn, type Owner } from "#tests/support/owner.ts";
import { scratchFolder } from "#tests/support/process.ts";
import { isLetInToRead, refreshes, stepsUp, type Way } from "./letting-in.ts";

const believed = scratchFolder();
const script = join(import.meta.dirname, "../support/serve-with-loopback-documents.ts");
let desk: DeskAtTheDoor;
let browser: Browser;
let owner: Owner;
let callback: Bun.Server<undefined>;
let documents: Bun.Server<undefined>;
const read: string[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  callback = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("You may close this.") });
  const tls = makeCertificate();
  const certificate = join(believed.path, "certificate.pem");
  writeFileSync(certificate, tls.cert);
  documents = Bun.serve({ hostname: "127.0.0.1", port: 0, tls, fetch: answerDocument });
  const env = { NODE_EXTRA_CA_CERTS: certificate };
  const command = [process.execPath, script];
  [desk, browser] = await Promise.all([startDesk({ command, env }), launchChromium()]);
  owner = await becomeOwnerIn(browser, desk);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([callback?.stop(true), documents?.stop(true)]);
  if (desk) expect(await desk.server.stop()).toBe(0);
  believed.remove();
});

/** The document that an app has instead of being registered; its address is the app's id. */
function answerDocument({ url }: Request): Response {
  const { pathname } = new URL(url);
  read.push(pathname);
  return Response.json({
    client_id: url,
    client_name: nameAt(pathname),
    redirect_uris: [redirectUrl()],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "none",
  });
}

const redirectUrl = () => `${callback.url}callback`;
const nameAt = (pathname: string) => `The app of ${pathname}`;

const apps: [string, string, Line, string, Way["stepsUp"]][] = [
  ["SDK 1.x", "/earlier.json", earlier, "initialize", "when its refresh token is gone"],
  ["SDK 2.x", "/modern.json", modern("auto"), "server/discover", "by itself"],
];

test.skipIf(!hasChromium).each(apps)(
  "%s with a document at %s comes in without registering, refreshes, and is let in to send",
  async (_name, pathname, line, first, how) => {
    const path = "/mcp";
    const calls = `POST ${path} tools/call`;
    const way = {
      origin: desk.origin,
      path,
      opens: `POST ${path} ${first}`,
      calls,
      accepted: 200,
      stepsUp: how,
    };
    const documentUrl = new URL(pathname, documents.url).href;
    const identity = { name: nameAt(pathname), redirectUrl: redirectUrl(), documentUrl };
    const app = openApp(line, desk.origin + path, new AppMemory(identity));
    const client = await isLetInToRead(app, owner, way);
    expect(app.memory.registered?.client_id).toBe(documentUrl);
    await refreshes(app, client, way);
    await stepsUp(app, client, owner, way);
    expect(app.sent.filter((each) => each.includes("/register"))).toEqual([]);
    expect(read.filter((each) => each === pathname)).toHaveLength(1);
    await owner.page.goto(`${desk.origin}/settings/apps`);
    await owner.page.getByRole("heading", { name: nameAt(pathname) }).waitFor();
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a person is told that the host of an app with a document has been verified",
  async () => {
    const address = authorizeUrl(desk.origin, new URL("/told.json", documents.url).href);
    const { words, params } = await owner.allow(address);
    expect(words).toContain(`An app of ${documents.url.host}`);
    expect(words).toContain("has been verified");
    expect(params.get("code")).toStartWith("fdc_");
  },
  30_000,
);

test.skipIf(!hasChromium)(
  "a desk that is started as users start it reads no document on this machine",
  async () => {
    const ordinary = await startDesk();
    const address = authorizeUrl(ordinary.origin, new URL("/refused.json", documents.url).href);
    const { page } = await becomeOwnerIn(browser, ordinary);
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(400);
    await page.getByRole("heading", { name: "This app cannot be let in" }).waitFor();
    expect(read).not.toContain("/refused.json");
    expect(await ordinary.server.stop()).toBe(0);
  },
  30_000,
);

function authorizeUrl(origin: string, clientId: string): string {
  return `${origin}/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUrl(),
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    scope: "phone:read",
  })}`;
}
