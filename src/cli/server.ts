import { randomUUID } from "node:crypto";
import process from "node:process";
import { type Config, socketPath } from "#desk/config.ts";
import type { Desk } from "#desk/desk.ts";
import { loadDesk } from "#desk/load.ts";
import { alive } from "#faces/rest/health.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { nextTurn, pause } from "#platform/turn.ts";
import { version } from "#platform/version.ts";
import { type Listener, listen, listenSocket } from "#runtime/serve.ts";
import type { App, AppOptions } from "#src/app.ts";
import { DeskError } from "#src/errors.ts";
import type { RunningDesk } from "./command.ts";
import { runDeskCommand } from "./run.ts";
import { atStdio } from "./stdio-principal.ts";

/** An open desk that answers on its port and its socket. */
export interface RunningServer {
  desk: Desk;
  app: App;
  listener: Listener;
  /** Finishes what was begun, in at most twenty seconds, then lets go of everything. */
  stop(): Promise<void>;
}

/** How long what was begun may take to end, in milliseconds. */
const drainFor = 20_000;

export interface ServerOptions {
  /** Takes any free port where the configured one is taken. */
  anyPort?: boolean;
  /** What a test changes about reading clients' documents. */
  documents?: AppOptions["documents"];
}

/** Listens, then opens the desk. @throws what keeps a port from being taken or a desk from opening. */
export async function startServer(given: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const log = logOf("serve");
  let app: App | undefined;
  const listener = listenOn(given, options.anyPort ?? false, (request, peer) =>
    app ? app.fetch(request, peer) : answerEarly(request),
  );
  await nextTurn();
  const baseUrl = given.isBaseUrlGiven ? given.baseUrl : `http://localhost:${listener.port}`;
  const desk = await openOr({ ...given, baseUrl, port: listener.port }, listener.stop);
  const { createApp } = await import("#src/app.ts");
  const opened = createApp(desk, { documents: options.documents });
  await nextTurn();
  await desk.start();
  app = opened;
  const running: RunningDesk = {
    pid: process.pid,
    version,
    url: `http://localhost:${listener.port}`,
    since: new Date(desk.clock.now()).toISOString(),
  };
  const socket = listenSocket(socketPath(given), (request) => answerOwner(desk, opened, running, request));
  if (desk.database.migration.snapshot) {
    log.info("The database was brought to this version; a snapshot of it before was kept.", {
      steps: desk.database.migration.applied,
    });
  }
  process.on("unhandledRejection", (failure) =>
    log.error("A promise was left alone.", describeFailure(failure)),
  );

  return {
    desk,
    app: opened,
    listener,
    async stop() {
      opened.turnAway();
      const deadline = performance.now() + drainFor;
      while (opened.inFlight > 0 && performance.now() < deadline) await pause(20);
      await opened.endStreams();
      await socket.stop();
      await listener.stop();
      await Promise.race([desk.close(), pause(Math.max(1000, deadline - performance.now()))]);
    },
  };
}

/** @throws what keeps the desk from opening, after letting go of the port. */
async function openOr(config: Config, letGo: () => Promise<void>): Promise<Desk> {
  try {
    const { openDesk } = await loadDesk();
    await nextTurn();
    return await openDesk(config);
  } catch (failure) {
    await letGo();
    throw failure;
  }
}

/** While the desk opens: the process is alive, and nothing else can be said yet. */
async function answerEarly(request: Request): Promise<Response> {
  const pathname = URL.canParse(request.url) ? new URL(request.url).pathname : "/";
  if (pathname === "/healthz") return alive();
  const error = new DeskError("UNAVAILABLE", "The desk is starting.", {
    retryAfter: 1,
    next: "Try again in a moment.",
  });
  const { refusal } = await import("#faces/refusal.ts");
  return refusal(pathname, error, randomUUID());
}

function listenOn({ host, port }: Config, anyPort: boolean, answer: Parameters<typeof listen>[2]): Listener {
  const onFailure = (thrown: unknown) =>
    logOf("http").error("A request was answered by nobody.", describeFailure(thrown));
  try {
    return listen(host, port, answer, onFailure);
  } catch (failure) {
    const isTaken = failure instanceof Error && "code" in failure && failure.code === "EADDRINUSE";
    if (!isTaken || !anyPort) throw failure;
    return listen(host, 0, answer, onFailure);
  }
}

/** The same owner through the socket: a command, MCP from `frontdesk stdio`, or who runs here. */
async function answerOwner(desk: Desk, app: App, running: RunningDesk, request: Request): Promise<Response> {
  if (new URL(request.url).pathname.startsWith("/mcp"))
    return await app.fetch(request, { address: undefined, principal: atStdio });
  if (request.method === "GET") return Response.json(running);
  const { argv } = (await request.json()) as { argv: string[] };
  return Response.json(await runDeskCommand(desk, argv, running));
}
