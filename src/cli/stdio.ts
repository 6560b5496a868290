import process from "node:process";
import { DatabaseLockedError } from "#db/opening-errors.ts";
import { type Config, socketPath } from "#desk/config.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { pause } from "#platform/turn.ts";
import { bridge } from "./bridge.ts";
import { UsageError } from "./command.ts";
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
  if (config.remote) await bridge(config.remote, path, warn);
  else if (await isListening(socket)) await bridge({ socketPath: socket }, path, warn);
  else await aloneOrBeside(config, toolset ?? "default", { socketPath: socket }, path);
  return 0;
}

function warn(failure: unknown): void {
  logOf("bridge").warning("The server could not be reached.", describeFailure(failure));
}

/** Assistants start their servers at the same moment: the one that comes second goes through the first. */
async function aloneOrBeside(config: Config, toolset: string, far: { socketPath: string }, path: string) {
  try {
    await alone(config, toolset);
  } catch (failure) {
    if (!(failure instanceof DatabaseLockedError) || !(await comesUp(far.socketPath))) throw failure;
    await bridge(far, path, warn);
  }
}

/** Whether somebody listens on the socket within ten seconds. */
async function comesUp(socketPath: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (await isListening(socketPath)) return true;
    await pause(100);
  }
  return false;
}

/** The pages answer on loopback alone, on another port where the usual one is taken. */
async function alone(config: Config, toolset: string): Promise<void> {
  const { catalog } = await import("#catalog/index.ts");
  const { toolsets } = (await import("#catalog/tool-table.ts")).createToolTable(catalog);
  if (!toolsets.includes(toolset))
    throw new UsageError(`There is no toolset called ${toolset}. Toolsets: ${toolsets.join(", ")}.`);
  const server = await startServer({ ...config, host: "127.0.0.1" }, { anyPort: true });
  process.stderr.write(`Frontdesk is open at ${server.desk.config.baseUrl}\n`);
  await server.app.serveStdio(atStdio, toolset, nextSignal());
  await server.stop();
}
