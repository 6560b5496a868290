import { existsSync } from "node:fs";
import process from "node:process";
import type { Config } from "#src/config.ts";
import { socketPath } from "#src/desk.ts";
import { bridge } from "./bridge.ts";
import { isListening } from "./remote.ts";
import { nextSignal } from "./serve.ts";
import { startServer } from "./server.ts";
import { atStdio } from "./stdio-principal.ts";

export const stdioUsage = `frontdesk stdio [--toolset NAME]

Speaks MCP on standard input and output, for assistants that start their servers themselves.

With FRONTDESK_URL and FRONTDESK_TOKEN it is a bridge to that server. Otherwise it works on the data
folder: through the server that runs there, or, where none runs, as one itself; then its pages answer on
this machine, and what waits for a person is decided there.`;

/** Serves one assistant until it closes its end. */
export async function stdio(config: Config, toolset: string | undefined): Promise<0> {
  const path = toolset ? `/mcp/${encodeURIComponent(toolset)}` : "/mcp";
  const socket = socketPath(config);
  if (config.remote) await bridge(config.remote, path);
  else if (existsSync(socket) && (await isListening(socket))) await bridge({ socketPath: socket }, path);
  else await alone(config, toolset ?? "default");
  return 0;
}

/** The pages answer on loopback alone, on another port where the usual one is taken. */
async function alone(config: Config, toolset: string): Promise<void> {
  const server = await startServer({ ...config, host: "127.0.0.1" }, { anyPort: true });
  process.stderr.write(`Frontdesk is open at ${server.desk.config.baseUrl}\n`);
  await Promise.race([server.app.serveStdio(atStdio, toolset), nextSignal()]);
  await server.stop();
}
