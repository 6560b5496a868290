import process from "node:process";
import { DatabaseLockedError } from "#db/opening-errors.ts";
import { type Config, socketPath } from "#desk/config.ts";
import type { Desk } from "#desk/desk.ts";
import { insertRun } from "#domains/business/backups/backup-store.ts";
import { backupService } from "#domains/business/backups/service.ts";
import { newId } from "#platform/ids.ts";
import { describeFailure, flushLog, logOf } from "#platform/log.ts";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { version } from "#platform/version.ts";
import { commandFor } from "#runtime/compiled.ts";
import { createCookies } from "#signin/cookies.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { runsAlready, whenFree, whoRuns } from "./beside.ts";
import type { CommandResult, RunningDesk } from "./command.ts";
import { type RunningServer, startServer } from "./server.ts";

export const serveUsage = `frontdesk serve

Serves MCP, REST, webhooks and pages until it is told to stop (SIGTERM or SIGINT).
Configuration comes from the environment and from .env in the data folder.`;

/** Serves until a signal; resolves when everything acknowledged is finished, or says who serves here already. */
export async function serve(given: Config): Promise<CommandResult> {
  let config = given;
  const running = await whoRuns(socketPath(config));
  if (running) return runsAlready(running);
  const stopped = nextSignal();
  let restored: string | undefined;
  for (;;) {
    const started = await whenFree(() => startOr(config));
    if ("pid" in started) return runsAlready(started);
    const { desk, app, stop, listener } = started;
    config = { ...config, port: listener.port };
    process.stderr.write(banner(desk, await lineNames(desk), await app.setUpLink()));
    if (restored !== undefined) await noteRestore(desk, restored);
    const why = await Promise.race([stopped.then((signal) => ({ signal })), restoreAsked(desk)]);
    logOf("serve").info("Stopping.", why);
    await stop();
    logOf("serve").info("Stopped.");
    if ("signal" in why) return {};
    restored = await restoreCopy(config, why.copy);
  }
}

/** How long the answer to whoever asked has to go out, in milliseconds. */
const answerFirst = 500;

/** Resolves when the owner wants a copy in the database's place. */
function restoreAsked(desk: Desk): Promise<{ copy: string }> {
  return new Promise((resolve) => {
    desk.service(backupService).whenRestoring((copy) => setTimeout(() => resolve({ copy }), answerFirst));
  });
}

/** What went wrong, in words for the owner; empty where nothing did. Then the database is as it was. */
async function restoreCopy(config: Config, copy: string): Promise<string> {
  const [{ restore }, { problemOf }] = await Promise.all([
    import("#desk/backups/restore.ts"),
    import("#desk/backups/backups.ts"),
  ]);
  try {
    const { before, rows } = await restore(config, copy);
    logOf("serve").info("A copy was restored.", { copy, rows, before });
    return "";
  } catch (failure) {
    logOf("serve").error("A copy could not be restored.", describeFailure(failure));
    return problemOf(failure);
  }
}

/** A restore that failed stands where drills stand: the copy cannot be relied on. */
async function noteRestore({ database, clock }: Desk, problem: string): Promise<void> {
  if (problem === "") return;
  const at = clock.now();
  const row = { id: newId("bak", at), kind: "drill", startedAt: at, endedAt: at, problem } as const;
  await database.write([insertRun(row)]);
}

/** The server; or who has come up on the same data folder meanwhile. @throws DatabaseLockedError while nobody has */
async function startOr(config: Config): Promise<RunningServer | RunningDesk> {
  try {
    return await startServer(config);
  } catch (failure) {
    const running = failure instanceof DatabaseLockedError ? await whoRuns(socketPath(config)) : undefined;
    if (running) return running;
    throw failure;
  }
}

/** A terminal and a runner in between may both pass one Ctrl-C on: what comes within a second is one signal. */
const insistence = 1000;

/** The first signal to stop; another one later ends the process at once. */
export function nextSignal(): Promise<string> {
  let asked = 0;
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (asked === 0) asked = performance.now();
        else if (performance.now() - asked > insistence) void flushLog().then(() => process.exit(1));
        resolve(signal);
      });
    }
  });
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
function banner({ config, phone }: Desk, lines: string[], setUpLink: string | undefined): string {
  const here = `http://localhost:${config.port}`;
  const command = commandFor(config.dataFolder);
  const base = config.baseUrl;
  const sandbox =
    phone.get("sandbox") && isLoopbackUrl(base)
      ? `\n  Customer    ${here}/sandbox  (a customer's phone in your browser; no text leaves this machine)`
      : "";
  return `
Frontdesk ${version}

  MCP         ${base}/mcp
  Health      ${here}/healthz  (the process lives; ${here}/readyz says when it can serve)
  Phone       ${lines.join(", ") || `no line yet: run ${command} doctor`}${sandbox}
  Data        ${dataOf(config)}

${next(base, setUpLink, command)}

Stop it with Ctrl-C.

`;
}

/** Where the data are, and what is promised of them there. */
function dataOf({ database, dataFolder, backups }: Config): string {
  if (database.kind === "local") {
    const where = "folder" in backups.place ? backups.place.folder : backups.place.endpoint;
    return `${dataFolder}  (backups: ${where})`;
  }
  const copy = database.replicaPath === undefined ? "" : `, with a copy in ${database.replicaPath}`;
  return `the database server ${new URL(database.url).host}${copy}
              (how durable a commit is, encryption, copies before upgrades and backups are that server's:
              docs/turso.md)`;
}

/** What to do now: become the owner, then let an assistant in. */
function next(base: string, setUpLink: string | undefined, command: string): string {
  if (!createCookies(base).isPossible) {
    return `Nobody can sign in at ${base}: it is http, and whoever is on the way could read along.
Put a proxy with https in front and set BASE_URL to its address (docs/deploy.md), or leave BASE_URL out to use
it on this computer alone.`;
  }
  const steps = [
    ...(setUpLink ? [`Open this link to become the owner (once, within a day):\n       ${setUpLink}`] : []),
    `Add the MCP address to your assistant; it asks you to sign in and to allow it.
       Claude Code:  claude mcp add --transport http frontdesk ${base}/mcp`,
    `A program that cannot sign in takes a token:  ${command} token create "its name"`,
    `See what is set up and what is not:  ${command} doctor`,
  ];
  return `Next:\n${steps.map((step, at) => `  ${at + 1}. ${step}`).join("\n")}`;
}
