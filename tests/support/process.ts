import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOnServer } from "#src/cli/remote.ts";
import { databaseOf } from "./sqld.ts";
import { surroundings } from "./surroundings.ts";

const root = join(import.meta.dirname, "../..");

/** The ways a user starts the desk. */
export const commands = {
  source: [process.execPath, join(root, "src/main.ts")],
  deno: [denoBinary(), "run", "--allow-all", "--no-prompt", join(root, "src/main.ts")],
  binary: [join(root, "dist/frontdesk")],
};

/** Deno itself: the package's own command is a script that does not pass signals on. */
function denoBinary(): string {
  const [system] = readdirSync(join(root, "node_modules/@deno"));
  return join(root, "node_modules/@deno", system ?? "", "deno");
}

export interface ServerProcess {
  url: string;
  pid: number;
  folder: string;
  /** What it wrote to standard error so far. */
  said(): string;
  /** Has the server run a command, as the command line beside it would, without another process. @throws what it was refused for */
  tell(...words: string[]): Promise<string>;
  /** Runs a command of the same program on the same data folder. */
  cli(...words: string[]): Promise<{ out: string; err: string; code: number }>;
  /** Ends it; gives the exit code. */
  stop(signal?: "SIGTERM" | "SIGINT" | "SIGKILL"): Promise<number>;
}

export interface ServerOptions {
  command?: string[];
  folder?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Told of what it has written to standard error so far, each time that there is more. */
  heard?(said: string): void;
}

/** A folder that goes with the test that asked for it. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "frontdesk-run-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts a server as a user would, on a free port, and waits until it answers. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { command = commands.source, folder = scratchFolder().path, cwd = folder } = options;
  const env = {
    HOME: folder,
    ...surroundings,
    FRONTDESK_DATA: folder,
    PORT: "0",
    NO_COLOR: "1",
    ...(await databaseOf(folder)),
    ...options.env,
  };
  const child = Bun.spawn([...command, "serve"], { cwd, env, stdout: "ignore", stderr: "pipe" });
  let said = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of child.stderr) {
      said += decoder.decode(part);
      options.heard?.(said);
    }
  })();
  const deadline = Date.now() + 20_000;
  let url: string | undefined;
  while (!url) {
    url = /Health +(http:\/\/localhost:\d+)\/healthz/.exec(said)?.[1];
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`The server did not start:\n${said}`);
    await Bun.sleep(10);
  }
  return {
    url: url.replace("localhost", "127.0.0.1"),
    pid: child.pid,
    folder,
    said: () => said,
    async tell(...words) {
      const result = await runOnServer(join(folder, "frontdesk.sock"), words);
      if (result && (result.code ?? 0) === 0) return result.out ?? "";
      throw new Error(`${words.join(" ")}: ${result?.notes?.join("\n") ?? "no server listens"}`);
    },
    cli: (...words) => run([...command, ...words], env, cwd),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await child.exited;
      await reading;
      return child.exitCode ?? -1;
    },
  };
}

/** Runs a program to its end. */
export async function run(command: string[], env: Record<string, string>, cwd: string) {
  const child = Bun.spawn(command, { cwd, env, stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { out, err, code: await child.exited };
}
