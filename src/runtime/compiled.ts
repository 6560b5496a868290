import { resolve } from "node:path";

/** True in the binary that `bun build --compile` makes: its own files live in a folder of its own. */
export const isCompiled: boolean = import.meta.url.includes("$bunfs") || import.meta.url.includes("~BUN");

/** How a command of the desk is typed by whoever started it this way. */
export const commandName: string = isCompiled ? "frontdesk" : "npx --yes bun@1.4.5 run frontdesk";

/** The same for a desk whose data is not where a command would look by itself: it can be pasted as it is. */
export function commandFor(dataFolder: string): string {
  if (dataFolder === resolve("data")) return commandName;
  const quoted = /^[\w./-]+$/.test(dataFolder) ? dataFolder : `'${dataFolder.replaceAll("'", "'\\''")}'`;
  return `FRONTDESK_DATA=${quoted} ${commandName}`;
}

/**
 * Where a thread begins. In the binary every module stands under the root of its own folder, whatever module asks; the
 * build makes these files entry points of it.
 */
export function workerUrl(name: "local/worker" | "remote/replica-worker"): URL {
  return isCompiled
    ? new URL(`./db/${name}.js`, import.meta.url)
    : new URL(`../../db/${name}.ts`, import.meta.url);
}
