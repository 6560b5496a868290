import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { run, type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { makeToken } from "./desk-process.ts";

/** What the Inspector's command line runs; it looks for its own version beside the folder it runs in. */
const folder = join(import.meta.dirname, "../../node_modules/@modelcontextprotocol/inspector-cli/build");
const home = scratchFolder();
let server: ServerProcess;
let token: string;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: "error" } });
  ({ token } = await makeToken(server));
  expect((await inspect("/mcp", "http", "tools/call", ...texting("+15550100200"))).code).toBe(0);
}, 30_000);

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  home.remove();
});

const conversation = "frontdesk://conversations/+15550100200";
const prompt = ["--prompt-name", "urgent_problem", "--prompt-args", "problem=Water", "responsible=555"];
const sent = { structuredContent: { messages: [{ to: "+15550100201", status: "sent" }] } };

/** Method, its flags, and what the Inspector prints of the answer. */
const asked: [string, string[], object][] = [
  ["tools/list", [], { tools: having({ name: "send_sms" }) }],
  ["tools/call", texting("+15550100201"), sent],
  ["resources/list", [], { resources: having({ uri: conversation }) }],
  [
    "resources/templates/list",
    [],
    { resourceTemplates: having({ uriTemplate: "frontdesk://conversations/{phoneNumber}" }) },
  ],
  [
    "resources/read",
    ["--uri", conversation],
    { contents: having({ uri: conversation, text: expect.stringContaining("Hello from the Inspector") }) },
  ],
  ["prompts/list", [], { prompts: having({ name: "urgent_problem" }) }],
  ["prompts/get", prompt, { messages: having({ role: "user" }) }],
];

test.each(asked)(
  "the Inspector's command line asks %s over Streamable HTTP",
  async (method, flags, answer) => {
    const { out, err, code } = await inspect("/mcp", "http", method, ...flags);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject(answer);
  },
  20_000,
);

test("the Inspector's command line lists the tools over HTTP+SSE", async () => {
  const { out, err, code } = await inspect("/sse", "sse", "tools/list");
  expect(code, err).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ tools: having({ name: "send_sms" }) });
}, 20_000);

test("the Inspector's command line shows a refused call as a tool's error", async () => {
  const { out, err, code } = await inspect("/mcp", "http", "tools/call", ...texting("nobody"));
  expect(code, err).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    isError: true,
    content: having({ text: expect.stringContaining("VALIDATION_ERROR") }),
  });
}, 20_000);

test("the Inspector's command line fails on an unknown tool", async () => {
  const { err, code } = await inspect("/mcp", "http", "tools/call", "--tool-name", "rm_rf");
  expect(code).toBe(1);
  expect(err).toContain("rm_rf");
}, 20_000);

function inspect(path: string, transport: "http" | "sse", method: string, ...flags: string[]) {
  const target = [`${server.url}${path}`, "--transport", transport, "--method", method];
  const header = ["--header", `Authorization: Bearer ${token}`];
  const command = [process.execPath, join(folder, "index.js"), ...target, ...flags, ...header];
  return run(command, { HOME: home.path, ...surroundings }, folder);
}

function texting(to: string): string[] {
  const args = ["--tool-arg", `to=["${to}"]`, "content=Hello from the Inspector"];
  return ["--tool-name", "send_sms", ...args];
}

function having(part: object): unknown {
  return expect.arrayContaining([expect.objectContaining(part)]);
}
