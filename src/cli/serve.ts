import process from "node:process";
import { describeFailure, logOf } from "#platform/log.ts";
import { commandName } from "#runtime/compiled.ts";
import { type Listener, listen, listenSocket } from "#runtime/serve.ts";
import { createApp } from "#src/app.ts";
import type { Config } from "#src/config.ts";
import { type Desk, openDesk, socketPath } from "#src/desk.ts";
import { version } from "#src/version.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { runDeskCommand } from "./run.ts";

export const serveUsage = `frontdesk serve

Serves MCP, REST, webhooks and pages until it is told to stop (SIGTERM or SIGINT).
Configuration comes from the environment and from .env in the data folder.`;

/** How long what was begun may take to end, in milliseconds. */
const drainFor = 20_000;

/** Serves until a signal; resolves with the exit code when everything acknowledged is finished. */
export async function serve(given: Config): Promise<0> {
  const log = logOf("serve");
  const config = { ...given };
  const desk = await openDesk(config);
  if (desk.database.migration.snapshot) {
    log.info("The database was brought to this version; a snapshot of it before was kept.", {
      steps: desk.database.migration.applied,
    });
  }
  const app = createApp(desk);
  await desk.start();
  const listener = listen(config.host, config.port, (request, peer) => app.fetch(request, peer));
  const socket = listenSocket(socketPath(config), (request) => answerCommand(desk, request));
  process.on("unhandledRejection", (failure) =>
    log.error("A promise was left alone.", describeFailure(failure)),
  );
  process.stderr.write(banner(desk, listener, await lineNames(desk)));
  const signal = await nextSignal();
  log.info("Stopping.", { signal });
  await app.turnAway();
  const deadline = Date.now() + drainFor;
  while (app.inFlight > 0 && Date.now() < deadline) await pause(20);
  await socket.stop();
  await listener.stop();
  await Promise.race([desk.close(), pause(Math.max(1000, deadline - Date.now()))]);
  return 0;
}

/** The command line of the same owner, through the socket. */
async function answerCommand(desk: Desk, request: Request): Promise<Response> {
  const { argv } = (await request.json()) as { argv: string[] };
  return Response.json(await runDeskCommand(desk, argv));
}

/** A terminal and a runner in between may both pass one Ctrl-C on: what comes within a second is one signal. */
const insistence = 1000;

/** The first signal to stop; another one later ends the process at once. */
function nextSignal(): Promise<string> {
  let asked = 0;
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (asked === 0) asked = Date.now();
        else if (Date.now() - asked > insistence) process.exit(1);
        resolve(signal);
      });
    }
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function lineNames(desk: Desk): Promise<string[]> {
  interface Listed {
    lines: { number: string; name: string }[];
  }
  const outcome = await desk.gate.execute(desk.operation("line.list"), {}, systemPrincipal, {
    requestId: "banner",
  });
  const { lines } = outcome.kind === "done" ? (outcome.output as Listed) : { lines: [] };
  return lines.map(({ number, name }) => `${number} (${name})`);
}

/** What somebody reads who has just started it: where it is, and what to do next. */
function banner({ config, phone }: Desk, { port }: Listener, lines: string[]): string {
  const here = `http://localhost:${port}`;
  const base = config.baseUrl.endsWith(":0") ? here : config.baseUrl;
  const sandbox = phone.get("sandbox")
    ? `\n  Customer    ${here}/sandbox  (a customer's phone in your browser; no text leaves this machine)`
    : "";
  return `
Frontdesk ${version}

  MCP         ${base}/mcp
  Health      ${here}/healthz
  Phone       ${lines.join(", ") || `no line yet: run ${commandName} doctor`}${sandbox}

Next, in a second terminal:
  1. Make a token for your assistant:   ${commandName} token create "my assistant"
  2. Connect it to the MCP address with the header  Authorization: Bearer <token>
     Claude Code:  claude mcp add --transport http frontdesk ${base}/mcp --header "Authorization: Bearer <token>"
  3. See what is set up and what is not:  ${commandName} doctor

Stop it with Ctrl-C.

`;
}
