import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { DatabaseLockedError, MigrationError } from "#db/opening-errors.ts";
import { type Config, ConfigError, readConfig, socketPath } from "#desk/config.ts";
import { become, ownerOf } from "#platform/become.ts";
import { configureLog, flushLog } from "#platform/log.ts";
import { RootSecretError } from "#platform/root-secret.ts";
import { version } from "#platform/version.ts";
import { forTerminal } from "#platform/visible-text.ts";
import { useAddonFolder } from "#runtime/libsql.ts";
import { audit, auditOptions, auditUsage } from "./cli/audit.ts";
import { whenFree } from "./cli/beside.ts";
import { type CommandResult, type Flags, UsageError } from "./cli/command.ts";
import { openapiUsage, printOpenapi } from "./cli/openapi.ts";
import { runOnServer } from "./cli/remote.ts";
import { restore, restoreOptions, restoreUsage } from "./cli/restore.ts";
import { deskCommands, explain, readFlags, runDeskCommand } from "./cli/run.ts";
import { serve, serveUsage } from "./cli/serve.ts";
import { stdio, stdioUsage } from "./cli/stdio.ts";

interface Command {
  usage: string;
  summary: string;
  options?: NonNullable<Parameters<typeof readFlags>[1]>;
  /** True where words may follow the command's name. */
  takesWords?: true;
  run(argv: string[], flags: Flags): Promise<CommandResult>;
}

/** The command line, a line each. What a command needs is loaded when it runs. */
const commands: Record<string, Command> = {
  serve: {
    usage: serveUsage,
    summary: "serve until stopped",
    run: async () => await serve(prepare("serve")),
  },
  stdio: {
    usage: stdioUsage,
    summary: "speak MCP on standard input and output",
    options: { toolset: { type: "string" } },
    run: async (_argv, { toolset }) => ({
      code: await stdio(prepare("stdio"), typeof toolset === "string" ? toolset : undefined),
    }),
  },
  ...Object.fromEntries(
    Object.entries(deskCommands).map(([name, { usage, summary, options }]) => [
      name,
      { usage, summary, ...(options ? { options } : {}), run: (argv: string[]) => onDesk(argv) },
    ]),
  ),
  audit: {
    usage: auditUsage,
    summary: "check and export the audit",
    options: auditOptions,
    takesWords: true,
    run: async ([, ...words], flags) => {
      const { words: plain } = readFlags(words, auditOptions);
      return await audit(prepare("audit"), plain, flags);
    },
  },
  restore: {
    usage: restoreUsage,
    summary: "put a copy of the database in its place",
    options: restoreOptions,
    takesWords: true,
    run: async ([, ...words], flags) => {
      const { words: plain } = readFlags(words, restoreOptions);
      return await restore(prepare("restore"), plain, flags);
    },
  },
  healthcheck: {
    usage:
      "frontdesk healthcheck\n\nAsks the server on this machine; exit code 0 when it answers, 1 when not.",
    summary: "ask the running server whether it is well",
    run: healthcheck,
  },
  migrate: {
    usage: "frontdesk migrate\n\nBrings the database to this version, as a start does, and ends.",
    summary: "bring the database to this version",
    run: migrate,
  },
  openapi: {
    usage: openapiUsage,
    summary: "print the REST interface as OpenAPI 3.1",
    options: { toolset: { type: "string" }, "base-url": { type: "string" } },
    run: async (_argv, flags) => printOpenapi(flags),
  },
  version: { usage: "frontdesk version", summary: "print the version", run: async () => ({ out: version }) },
};

const [name = "help", ...rest] = process.argv.slice(2);
process.umask(0o077);
const result = await main(name, rest);
await write(result.out === undefined ? "" : `${forTerminal(result.out)}\n`);
for (const note of result.notes ?? []) process.stderr.write(`${forTerminal(note)}\n`);
await flushLog();
process.exit(result.code ?? 0);

/** Resolves when it has been handed to whoever reads: the end of the process would cut it off. */
function write(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

async function main(command: string, args: string[]): Promise<CommandResult> {
  if (["help", "--help", "-h"].includes(command)) return { out: overview() };
  if (["--version", "-v"].includes(command)) return { out: version };
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!known) return { notes: [`There is no command ${command}.`, "", overview()], code: 2 };
  try {
    const { words, flags } = readFlags(args, known.options);
    if (flags["help"]) return { out: known.usage };
    if (!deskCommands[command] && !known.takesWords && words.length > 0)
      throw new UsageError(`${command} takes no ${words[0]}.`);
    return await known.run([command, ...args], flags);
  } catch (failure) {
    return stopped(failure, known.usage);
  }
}

/** Reads the configuration and readies what every command needs. */
function prepare(command: string): Config {
  const config = readConfig();
  configureLog({
    level: ["serve", "stdio"].includes(command) ? config.logLevel : "error",
    format: config.logFormat,
  });
  // A bridge to another server keeps nothing here, and may be started where nothing can be written.
  if (command === "stdio" && config.remote) return config;
  const runAs = config.runAs ?? ownerOf(config.dataFolder);
  if (runAs) become(runAs, config.dataFolder);
  openFolder(config.dataFolder);
  useAddonFolder(join(config.dataFolder, "runtime"));
  return config;
}

/** @throws ConfigError when the data folder cannot be made or written to. */
function openFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const problem = "FRONTDESK_DATA is not a data folder that can be made and written to.";
    throw new ConfigError([`${problem} Example: FRONTDESK_DATA="/var/lib/frontdesk"`], cause);
  }
}

/** In the server when one runs, else on the data folder itself, as soon as nobody else is at work there. */
async function onDesk(argv: string[]): Promise<CommandResult> {
  const config = prepare(argv[0] ?? "");
  return await whenFree(
    async () => (await runOnServer(socketPath(config), argv)) ?? (await runAlone(config, argv)),
  );
}

async function runAlone(config: Config, argv: string[]): Promise<CommandResult> {
  const { openDesk } = await import("#desk/desk.ts");
  const desk = await openDesk(config);
  try {
    return await runDeskCommand(desk, argv);
  } finally {
    await desk.close();
  }
}

async function healthcheck(): Promise<CommandResult> {
  const { host, port } = prepare("healthcheck");
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const answer = await fetch(`http://${address}:${port}/healthz`, {
    signal: AbortSignal.timeout(3000),
  }).catch(() => undefined);
  if (answer?.ok) return { code: 0 };
  const where = `http://${address}:${port}/healthz`;
  return { notes: [`No server answers at ${where}. If it has another port, set PORT here too.`], code: 1 };
}

async function migrate(): Promise<CommandResult> {
  const { openDesk } = await import("#desk/desk.ts");
  const desk = await openDesk(prepare("migrate"));
  const { applied, snapshot } = desk.database.migration;
  await desk.close();
  if (applied.length === 0) return { notes: ["The database is at this version already."] };
  return {
    notes: [
      `Applied ${applied.join(", ")}.`,
      ...(snapshot ? [`A copy of the database as it was is in ${snapshot}.`] : []),
    ],
  };
}

/** What keeps the desk from starting, in words; never a stack. */
function stopped(failure: unknown, usage: string): CommandResult {
  if (failure instanceof ConfigError)
    return {
      notes: ["The configuration is not right:", ...failure.problems.map((problem) => `  ${problem}`)],
      code: 1,
    };
  if (failure instanceof RootSecretError) {
    const next =
      "Put back the one your copies have; without copies, remove the file: Quo keys that people left are then lost, nothing else is.";
    return { notes: [failure.message, next], code: 1 };
  }
  if (failure instanceof MigrationError) return { notes: [failure.message], code: 1 };
  if (failure instanceof DatabaseLockedError) {
    return {
      notes: [
        "Another Frontdesk process has used this data folder for a minute, and does not say that it serves.",
        "Stop it, or set FRONTDESK_DATA to another folder.",
      ],
      code: 1,
    };
  }
  if (failure instanceof Error && "code" in failure && failure.code === "ENOSPC")
    return {
      notes: [
        "The disk that holds the data folder is full. Nothing was changed. Make room on it, then start again.",
      ],
      code: 1,
    };
  if (failure instanceof Error && "code" in failure && failure.code === "EADDRINUSE") {
    return {
      notes: [
        "The port is taken by another program. Stop it, or set PORT to another one, such as PORT=3001.",
      ],
      code: 1,
    };
  }
  return explain(failure, usage);
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((each) => each.length));
  const lines = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(width)}  ${summary}`);
  return `Frontdesk ${version}: a front desk for AI clients.\n\nfrontdesk COMMAND [--help]\n\n${lines.join("\n")}`;
}
