import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { connectModern } from "#tests/support/clients.ts";
import { commands, startServer } from "#tests/support/process.ts";

describe.each([
  ["the binary", commands.binary, undefined],
  ["the source under Deno", commands.deno, `${import.meta.dirname}/../..`],
])("%s", (_name, command, cwd) => {
  test("draws an invoice's paper, and reads notes of a call", async () => {
    const server = await startServer({ command, ...(cwd ? { cwd } : {}), env: { LOG_LEVEL: "error" } });
    const token = (await server.cli("token", "create")).out.trim();
    expect((await server.cli("demo", "load")).code).toBe(0);
    const call = async (name: string, args: object) => {
      const answer = await fetch(`${server.url}/api/v1/tools/${name}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(args),
      });
      // biome-ignore lint/suspicious/noExplicitAny: what is read of an answer is checked below
      return (await answer.json()) as any;
    };
    const { items } = await call("crm_query", { type: "invoices", filters: { status: "overdue" } });
    const path = new URL(items[0].payment_link).pathname;
    const paper = await fetch(`${server.url}${path}/invoice.pdf`);
    expect([paper.status, paper.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(new TextDecoder().decode((await paper.arrayBuffer()).slice(0, 5))).toBe("%PDF-");
    const { lead } = await call("process_lead", {
      raw_notes: "Name: Ada Lovelace, 12 Oak Street Madison. Wants a quote.",
    });
    expect([lead.name, lead.address]).toEqual(["Ada Lovelace", "12 Oak Street Madison"]);
    expect(await server.stop()).toBe(0);
  }, 60_000);

  test("searches, gives out its bundles and its skill, and goes a client's way to itself", async () => {
    const server = await startServer({ command, ...(cwd ? { cwd } : {}), env: { LOG_LEVEL: "error" } });
    const token = (await server.cli("token", "create")).out.trim();
    const client = await connectModern({ url: `${server.url}/mcp`, token }, { pin: "2026-07-28" });
    const call = async (name: string, args: Record<string, unknown>) =>
      JSON.stringify(await client.callTool({ name, arguments: args }));
    await call("send_sms", { to: ["+15550100200"], content: "The boiler is mended" });
    expect(await call("search_messages", { query: "boil" })).toContain("The boiler is mended");
    const { contents } = await client.readResource({ uri: "skill://frontdesk/SKILL.md" });
    await client.close();

    const files = async (path: string) =>
      unzipSync(new Uint8Array(await (await fetch(`${server.url}${path}`)).arrayBuffer()));
    const bundle = await files("/frontdesk.mcpb");
    expect(Object.keys(bundle)).toEqual(["manifest.json", "server/bridge.mjs"]);
    const own = await Bun.file("src/faces/bundles/bridge.client.js").text();
    const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");
    expect(digest(bundle["server/bridge.mjs"]!)).toBe(digest(own));
    const skill = new TextDecoder().decode((await files("/frontdesk-skill.zip"))["frontdesk/SKILL.md"]);
    expect([{ text: skill }]).toEqual([{ text: (contents[0] as { text: string }).text }]);
    expect(await (await fetch(`${server.url}/server.json`)).text()).toContain("streamable-http");

    const walked = await server.cli("doctor", "--as", "cursor");
    expect([walked.code, walked.out]).toEqual([0, expect.stringContaining("tools: ")]);
    expect(await server.stop()).toBe(0);
  }, 60_000);
});
