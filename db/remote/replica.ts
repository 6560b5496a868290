import { Worker } from "node:worker_threads";
import { describeFailure, logOf } from "#platform/log.ts";
import { pause } from "#platform/turn.ts";
import { workerUrl } from "#runtime/compiled.ts";
import { addonFolder } from "#runtime/libsql.ts";
import { readerOn, type Views } from "../client.ts";
import { SlowThread } from "../local/slow.ts";
import { ThinClient } from "../local/thin-client.ts";
import type { RemotePlace } from "../place.ts";
import type { ReplicaNews, ReplicaSetup } from "./replica-worker.ts";

/** A copy of the server's database in a file here, for what is only shown. */
export interface Replica {
  /** The ways to read it; undefined while it is not there, or older than a second or two. */
  readonly views: Views | undefined;
  close(): Promise<void>;
}

/** Milliseconds between two looks for what is new, and after which a copy is too old to be read. */
const every = 500;
const tooOld = 1500;
/** Milliseconds that a round trip under way may take at the end. */
const patience = 2000;

/** Keeps the copy from now on. One that cannot be opened is told in the log, tried again, and holds nothing up. */
export function openReplicaBeside(path: string, { url, authToken }: RemotePlace): Replica {
  const log = logOf("replica");
  let views: Views | undefined;
  let opening: Promise<void> | undefined;
  let current = Number.NEGATIVE_INFINITY;
  let isLamented = false;
  let isClosed = false;
  const closers: (() => unknown)[] = [];
  const setup: ReplicaSetup = { path, url, authToken, addonFolder: addonFolder(), every };
  const worker = new Worker(workerUrl("remote/replica-worker"), { workerData: setup });
  worker.unref();
  worker.on("message", (news: ReplicaNews) => {
    if ("failure" in news) return lament(news.failure);
    current = performance.now() - news.took;
    isLamented = false;
    opening ??= open().catch((failure: unknown) => {
      opening = undefined;
      lament(describeFailure(failure));
    });
  });
  worker.on("error", (failure) => lament(describeFailure(failure)));

  return {
    get views() {
      return performance.now() - current < tooOld ? views : undefined;
    },
    async close() {
      isClosed = true;
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage("end");
      // One that waits for a server that does not answer ends with the process.
      await Promise.race([ended, pause(patience)]);
      await opening;
      for (const close of closers) await close();
    },
  };

  async function open(): Promise<void> {
    const client = await ThinClient.open({ path });
    const slow = new SlowThread({ path, encryptionKey: undefined, addonFolder: addonFolder() });
    closers.push(
      () => client.close(),
      () => slow.close(),
    );
    views = { read: readerOn(client), slow };
    log.info("Lists and searches are read from the copy of the database here.");
  }

  /** Once for each time that it goes wrong. */
  function lament(failure: Record<string, unknown>): void {
    if (isLamented || isClosed) return;
    isLamented = true;
    log.warning("The copy of the database cannot be kept; everything is read from the server.", failure);
  }
}
