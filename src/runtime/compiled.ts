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
 * Where the thread for slow reads begins. In the binary every module stands under the root of its own
 * folder, whatever module asks; the build makes this file an entry point of it.
 */
export function slowWorkerUrl(): URL {
  return isCompiled
    ? new URL("./db/local/worker.js", import.meta.url)
    : new URL("../../db/local/worker.ts", import.meta.url);
}
