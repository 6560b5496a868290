import { join } from "node:path";
import { surroundings } from "#tests/support/surroundings.ts";

/** A server to compare, in a process of its own. */
export interface ServerUnderLoad {
  port: number;
  tokens: string[];
  pid: number;
  stop(): Promise<void>;
}

/** Starts a file of this folder and reads what it prints: its port, and tokens where it has any. */
export async function startContender(
  file: string,
  args: string[],
  /** Where its log goes: it is written as it would be in earnest. */
  log: string,
  env: Record<string, string> = {},
  flags: string[] = [],
): Promise<ServerUnderLoad> {
  const command = [process.execPath, ...flags, join(import.meta.dirname, file), ...args];
  const child = Bun.spawn(command, {
    stdout: "pipe",
    stderr: Bun.file(log),
    env: { ...surroundings, ...env },
  });
  process.once("exit", () => child.kill());
  const first = await child.stdout.getReader().read();
  const said = JSON.parse(new TextDecoder().decode(first.value)) as { port: number; tokens?: string[] };
  return {
    port: said.port,
    tokens: said.tokens ?? [],
    pid: child.pid,
    async stop() {
      child.kill();
      await child.exited;
    },
  };
}
