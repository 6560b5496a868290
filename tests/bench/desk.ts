import { readConfig } from "#desk/config.ts";
import { openDesk } from "#desk/desk.ts";
import { configureLog } from "#platform/log.ts";
import { listen } from "#runtime/serve.ts";
import { createApp } from "#src/app.ts";
import { runOperation } from "#src/cli/command.ts";
import { withNothing } from "./nothing.ts";

/** The desk as `serve` runs it, with one more tool. Prints its port and forty tokens as JSON. */
const config = readConfig();
configureLog({ level: config.logLevel, format: "json" });
const desk = await openDesk(config);
const app = createApp({ ...desk, tools: withNothing(desk.tools) });
await desk.start();
for (const key of ["limits.reads_per_minute", "limits.writes_per_minute"])
  await runOperation(desk, "setting.set", { key, value: 100_000 });
for (const key of ["limits.handoffs_per_second", "limits.handoff_burst"])
  await runOperation(desk, "setting.set", { key, value: 10_000 });
const tokens = await Promise.all(
  Array.from({ length: 40 }, async () => {
    const input = { name: "bench", scopes: ["phone:read", "phone:write"], days: 1 };
    return (await runOperation<{ token: string }>(desk, "token.create", input)).token;
  }),
);
const listener = listen("127.0.0.1", 0, (request, peer) => app.fetch(request, peer));
console.log(JSON.stringify({ port: listener.port, tokens }));
process.on("SIGTERM", () => process.exit(0));
