import process from "node:process";
import { type Config, socketPath } from "#desk/config.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { whenFree } from "./beside.ts";
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
  // Assistants start their servers at the same moment: the one that comes second goes through the first.
  else
    await whenFree(async () =>
      (await isListening(socket))
        ? await bridge({ socketPath: socket }, path, warn)
        : await alone(config, toolset ?? "default"),
    );
  return 0;
}

function warn(failure: unknown): void {
  logOf("bridge").warning("The server could not be reached.", describeFailure(failure));
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
