import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { unzipSync } from "fflate";
import { validate } from "skills-ref";
import { readyConversations } from "#faces/mcp/conversations.ts";
import { type ServerProcess, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";

const mcpb = join(import.meta.dirname, "../../node_modules/.bin/mcpb");
let server: ServerProcess;
let token: string;
let folder: string;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
  token = (await server.cli("token", "create", "bundle")).out.trim();
  folder = mkdtempSync(join(tmpdir(), "frontdesk-bundles-"));
}, 60_000);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The desk's address as it calls itself. */
const origin = () => server.url.replace("127.0.0.1", "localhost");

async function download(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(`${server.url}${path}`);
  expect([answer.status, answer.headers.get("content-disposition")]).toEqual([
    200,
    `attachment; filename="${path.slice(1)}"`,
  ]);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The archive's files in a folder of their own; gives the folder. */
function unpack(archive: Uint8Array, name: string): string {
  const target = join(folder, name);
  for (const [path, bytes] of Object.entries(unzipSync(archive))) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), bytes);
  }
  return target;
}

/** The bundle's own tool, by Node as its makers run it. */
function tool(...args: string[]): { status: number | null; said: string } {
  const ended = spawnSync("node", [mcpb, ...args], { encoding: "utf8" });
  return { status: ended.status, said: ended.stdout + ended.stderr };
}

interface Manifest {
  server: { mcp_config: { command: string; args: string[]; env: Record<string, string> } };
  user_config: Record<string, { default?: string; sensitive?: boolean }>;
  tools: { name: string }[];
}

describe("the bundle for Claude Desktop", () => {
  test("is one that its makers' own tool takes, validates and unpacks", async () => {
    const file = join(folder, "frontdesk.mcpb");
    writeFileSync(file, await download("/frontdesk.mcpb"));
    const unpacked = join(folder, "by-tool");
    expect(tool("unpack", file, unpacked)).toMatchObject({ status: 0 });
    expect(readdirSync(unpacked).sort()).toEqual(["manifest.json", "server"]);
    const { status, said } = tool("validate", join(unpacked, "manifest.json"));
    expect([status, /passes/i.test(said), /warning/i.test(said)]).toEqual([0, true, false]);
    const broken = join(folder, "broken.json");
    const manifest = JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8"));
    writeFileSync(broken, JSON.stringify({ ...manifest, server: { ...manifest.server, type: "magic" } }));
    expect(tool("validate", broken).status).not.toBe(0);
  }, 30_000);

  test("is the same each time it is asked for", async () => {
    expect(await download("/frontdesk.mcpb")).toEqual(await download("/frontdesk.mcpb"));
    expect(await download("/frontdesk-skill.zip")).toEqual(await download("/frontdesk-skill.zip"));
  });

  test("runs as its manifest says: what a person fills in reaches the desk, and tools answer", async () => {
    const unpacked = unpack(await download("/frontdesk.mcpb"), "to-run");
    const manifest = JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8")) as Manifest;
    const { server_url, token: asked } = manifest.user_config;
    expect([server_url?.default, asked?.sensitive]).toEqual([origin(), true]);
    const config = manifest.server.mcp_config;
    const filled = (text: string, given: Record<string, string>) =>
      text.replaceAll(/\$\{(?:user_config\.)?(\w+)\}/g, (_, name) => given[name] ?? "");
    for (const server_url of [server.url, `${server.url}/`, `${server.url}/mcp`]) {
      const given = { server_url, token, __dirname: unpacked };
      const transport = new StdioClientTransport({
        command: config.command,
        args: config.args.map((each) => filled(each, given)),
        env: Object.fromEntries(
          Object.entries(config.env).map(([name, value]) => [name, filled(value, given)]),
        ),
        stderr: "ignore",
      });
      const client = new Client({ name: "a desktop", version: "1" });
      await client.connect(transport);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(manifest.tools.map(({ name }) => name));
      const { structuredContent } = await client.callTool({ name: "list_lines", arguments: {} });
      expect((structuredContent as { lines: unknown[] }).lines).toHaveLength(1);
      await client.close();
    }
  }, 30_000);

  /** The bundle's program, asked for its tools once; what it answers. */
  async function askOnce(env: Record<string, string>): Promise<{ answer: string; code: number }> {
    const unpacked = unpack(await download("/frontdesk.mcpb"), "to-ask");
    const child = Bun.spawn(["node", join(unpacked, "server/bridge.mjs")], {
      env: { ...surroundings, PATH: process.env["PATH"] ?? "", ...env },
      stdin: new Blob([`${JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/list", params: {} })}\n`]),
      stdout: "pipe",
      stderr: "ignore",
    });
    return { answer: await new Response(child.stdout).text(), code: await child.exited };
  }

  test.each([
    ["no token", { FRONTDESK_URL: "http://127.0.0.1:1" }, "needs a token"],
    ["no address", { FRONTDESK_TOKEN: "fdk_x" }, "needs the address of your desk"],
    ["an address that is none", { FRONTDESK_URL: "https://", FRONTDESK_TOKEN: "fdk_x" }, "needs the address"],
  ])("says what it lacks to whoever asks, with %s", async (_name, env, said) => {
    const { answer } = await askOnce(env);
    expect(JSON.parse(answer)).toMatchObject({ id: 7, error: { message: expect.stringContaining(said) } });
  });

  test.each(["127.0.0.1:PORT", "http://127.0.0.1:PORT/docs", "http://127.0.0.1:PORT/mcp#x"])(
    "takes the address however it is typed: %s",
    async (typed) => {
      const FRONTDESK_URL = typed.replace("PORT", new URL(server.url).port);
      const { answer } = await askOnce({ FRONTDESK_URL, FRONTDESK_TOKEN: token });
      expect(JSON.parse(answer).result.tools.length).toBeGreaterThan(5);
    },
  );

  test("waits for a desk that is starting, and answers each request where none comes", async () => {
    let asked = 0;
    const starting = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () =>
        ++asked < 3
          ? Response.json(
              { title: "The desk is starting." },
              { status: 503, headers: { "retry-after": "1" } },
            )
          : Response.json({ jsonrpc: "2.0", id: 7, result: { tools: [] } }),
    });
    const env = { FRONTDESK_URL: `http://127.0.0.1:${starting.port}`, FRONTDESK_TOKEN: "fdk_x" };
    expect(JSON.parse((await askOnce(env)).answer)).toEqual({ jsonrpc: "2.0", id: 7, result: { tools: [] } });
    expect(asked).toBe(3);
    await starting.stop(true);
    for (const [status, said] of [
      [502, "not there at this moment (502)"],
      [404, "not Frontdesk (404)"],
    ] as const) {
      const proxy = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        fetch: () => Response.json({ message: "There is nothing" }, { status }),
      });
      const { answer } = await askOnce({ ...env, FRONTDESK_URL: `http://127.0.0.1:${proxy.port}` });
      expect(JSON.parse(answer)).toMatchObject({ id: 7, error: { message: expect.stringContaining(said) } });
      await proxy.stop(true);
    }
  }, 20_000);
});

describe("the skill", () => {
  test("is one that the reference library takes, in a folder of its name, with everything it points to", async () => {
    const unpacked = unpack(await download("/frontdesk-skill.zip"), "skill");
    expect(readdirSync(unpacked)).toEqual(["frontdesk"]);
    const skill = join(unpacked, "frontdesk");
    expect(await validate(skill)).toEqual([]);
    const text = readFileSync(join(skill, "SKILL.md"), "utf8");
    expect(text.split("\n").length).toBeLessThan(500);
    const pointed = [...text.matchAll(/\]\((references\/[\w.-]+)\)/g)].map(([, path]) => path!);
    expect(pointed).toHaveLength(readyConversations.length + 1);
    for (const path of pointed) expect(readFileSync(join(skill, path), "utf8")).toMatch(/^# /);
    expect(text).toContain(`${origin()}/mcp`);
  });

  test("names every tool of the usual list, and none that there is not", async () => {
    const unpacked = unpack(await download("/frontdesk-skill.zip"), "skill-tools");
    const { tools } = (await (await fetch(`${server.url}/mcp/tools`)).json()) as {
      tools: { name: string }[];
    };
    const known = new Set(tools.map(({ name }) => name));
    const reference = readFileSync(join(unpacked, "frontdesk/references/tools.md"), "utf8");
    expect([...reference.matchAll(/^## (\w+):/gm)].map(([, name]) => name!)).toEqual([...known]);
    const others = [
      "SKILL.md",
      ...readdirSync(join(unpacked, "frontdesk/references")).map((name) => `references/${name}`),
    ];
    for (const path of others.filter((each) => !each.endsWith("tools.md"))) {
      const words =
        readFileSync(join(unpacked, "frontdesk", path), "utf8").match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
      const tooled = words.filter((word) => /^(?:get|find|send|search|list|make|create)_/.test(word));
      expect(tooled.filter((word) => !known.has(word))).toEqual([]);
    }
  });

  test("has no frontmatter that a name of the business could break", async () => {
    await server.cli("settings", "set", "business.name", JSON.stringify('A: "b"\n---\n# <x>'));
    const unpacked = unpack(await download("/frontdesk-skill.zip"), "skill-hostile");
    expect(await validate(join(unpacked, "frontdesk"))).toEqual([]);
    expect(readFileSync(join(unpacked, "frontdesk/SKILL.md"), "utf8")).toContain(
      '# The front desk of A: "b" --- # <x>',
    );
    const file = join(folder, "hostile.mcpb");
    writeFileSync(file, await download("/frontdesk.mcpb"));
    expect(tool("info", file).status).toBe(0);
  }, 30_000);
});
