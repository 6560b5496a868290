import process from "node:process";
import { readConfig } from "#desk/config.ts";
import { nextSignal } from "#src/cli/serve.ts";
import { startServer } from "#src/cli/server.ts";

/** `frontdesk serve`, but for one thing: clients' documents may be on this machine, as they are in a test. */
const server = await startServer(readConfig(), { documents: { allowLoopback: true } });
const health = `http://localhost:${server.listener.port}/healthz`;
process.stderr.write(`Health  ${health}\n${await server.app.setUpLink()}\n`);
await nextSignal();
await server.stop();
process.exit(0);
