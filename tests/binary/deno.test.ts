import { expect, test } from "bun:test";
import { connectModern } from "#tests/support/clients.ts";
import { commands, startServer } from "#tests/support/process.ts";

test("the same source serves under Deno: token, client, text, worker thread, stop", async () => {
  const server = await startServer({ command: commands.deno, cwd: `${import.meta.dirname}/../..` });
  const token = (await server.cli("token", "create")).out.trim();
  expect(token).toStartWith("fdk_");
  const client = await connectModern({ url: `${server.url}/mcp`, token }, { pin: "2026-07-28" });
  const sent = await client.callTool({
    name: "send_sms",
    arguments: { to: ["+15550100200"], content: "From Deno" },
  });
  expect(JSON.stringify(sent)).toContain('"sent"');
  expect((await server.cli("doctor")).out).toContain("database: intact");
  expect(await (await fetch(`${server.url}/sandbox`)).text()).toContain("A customer’s phone");
  expect(await server.stop()).toBe(0);
}, 60_000);
