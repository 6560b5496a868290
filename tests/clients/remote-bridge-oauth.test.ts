import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Browser } from "playwright-core";
import { hasChromium, launchChromium } from "#tests/support/chromium.ts";
import { callTool, connectEarlierStdio, type ProgramOptions } from "#tests/support/clients.ts";
import { type DeskAtTheDoor, startDesk } from "#tests/support/door.ts";
import { becomeOwnerIn, type Owner } from "#tests/support/owner.ts";
import { scratchFolder } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { until } from "./desk-process.ts";

const proxy = join(import.meta.dirname, "../../node_modules/mcp-remote/dist/proxy.js");
const home = scratchFolder();
/** The addresses that were opened in what the person's machine calls its browser. */
const opened = join(home.path, "opened");
const opener = join(home.path, "opener");
let desk: DeskAtTheDoor;
let browser: Browser;
let owner: Owner;

beforeAll(async () => {
  if (!hasChromium) return;
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${opened}'\n`);
  chmodSync(opener, 0o755);
  [desk, browser] = await Promise.all([startDesk(), launchChromium()]);
  owner = await becomeOwnerIn(browser, desk);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  if (desk) expect(await desk.server.stop()).toBe(0);
  home.remove();
});

const ways: [string, string, string[]][] = [
  ["Streamable HTTP", "/mcp", ["--transport", "http-only", "--protocol", "auto"]],
  ["HTTP+SSE", "/sse", ["--transport", "sse-only"]],
];

test.skipIf(!hasChromium).each(ways)(
  "mcp-remote over %s opens the browser, is let in, and after it was killed asks nobody again",
  async (name, path, flags) => {
    const before = addresses().length;
    const connecting = connectEarlierStdio(remote(path, flags));
    const opens = until(() => addresses().length > before, "the browser", 20_000);
    await Promise.race([opens, connecting]);
    const asked = new URL(addresses().at(-1) ?? "");
    expect(asked.origin + asked.pathname).toBe(`${desk.origin}/authorize`);
    expect(asked.searchParams.get("resource")).toBe(desk.origin + path);
    const { words, params } = await owner.allow(asked);
    expect(words).toContain("Read texts, calls and transcripts");
    expect(params.get("state")).toBe(asked.searchParams.get("state"));

    const first = await connecting;
    const text = `Through mcp-remote over ${name}`;
    const sent = await callTool(first, "send_sms", { to: ["+15550100200"], content: text });
    expect(sent.structuredContent.messages[0].status).toBe("sent");
    process.kill((first.transport as StdioClientTransport).pid!, "SIGKILL");
    await first.close();

    const second = await connectEarlierStdio(remote(path, flags));
    const read = await callTool(second, "get_message_history", { phoneNumber: "+15550100200", limit: 50 });
    expect(read.structuredContent.messages).toContainEqual(expect.objectContaining({ content: text }));
    await second.close();
    expect(addresses()).toHaveLength(before + 1);
  },
  40_000,
);

function addresses(): string[] {
  return existsSync(opened) ? readFileSync(opened, "utf8").split("\n").filter(Boolean) : [];
}

function remote(path: string, flags: string[]): ProgramOptions {
  return {
    command: process.execPath,
    args: [proxy, desk.origin + path, ...flags],
    env: { HOME: home.path, ...surroundings, BROWSER: opener },
    cwd: home.path,
  };
}
