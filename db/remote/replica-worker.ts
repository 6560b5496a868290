import { parentPort, workerData } from "node:worker_threads";
import { describeFailure } from "#platform/log.ts";
import { type NativeReplica, openReplica, useAddonFolder } from "#runtime/libsql.ts";

export interface ReplicaSetup {
  path: string;
  url: string;
  authToken: string | undefined;
  addonFolder: string | undefined;
  /** Milliseconds between two looks for what is new. */
  every: number;
}

/** `took`: the copy holds what the server had so many milliseconds ago. */
export type ReplicaNews = { took: number } | { failure: Record<string, unknown> };

/** The thread that keeps a copy up to date: fetching holds it up for a round trip, and nobody else. */
const setup = workerData as ReplicaSetup;
useAddonFolder(setup.addonFolder);
let replica: NativeReplica | undefined;
let wait = setup.every;
let isOver = false;
/** After a failure it is tried less and less often, up to half a minute. */
const longestWait = 30_000;
const tick = 50;

// Ended from outside in the middle of a round trip, libSQL would take the whole process with it.
parentPort?.on("message", () => {
  isOver = true;
});
void keepUp();

async function keepUp(): Promise<void> {
  while (!isOver) {
    const begun = performance.now();
    try {
      replica ??= await openReplica(setup.path, setup.url, setup.authToken);
      replica.sync();
      wait = setup.every;
      parentPort?.postMessage({ took: performance.now() - begun } satisfies ReplicaNews);
    } catch (failure) {
      wait = Math.min(Math.max(wait * 2, 1000), longestWait);
      parentPort?.postMessage({ failure: describeFailure(failure) } satisfies ReplicaNews);
    }
    for (let left = wait; left > 0 && !isOver; left -= tick)
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, tick)));
  }
  replica?.close();
  parentPort?.close();
}
