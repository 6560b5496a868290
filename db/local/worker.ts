import { parentPort, workerData } from "node:worker_threads";
import { type NativeDatabase, openNative, useAddonFolder } from "#runtime/libsql.ts";
import type { WorkerRequest, WorkerSetup } from "./slow.ts";

/** The thread for what takes long: it has a connection of its own and never writes to the database. */
const setup = workerData as WorkerSetup;
useAddonFolder(setup.addonFolder);
const opened: Promise<NativeDatabase> = open();

parentPort?.on("message", (request: WorkerRequest) => {
  void answer(request);
});

async function open(): Promise<NativeDatabase> {
  const database = await openNative(setup.path, { encryptionKey: setup.encryptionKey });
  database.exec("PRAGMA query_only = ON");
  return database;
}

async function answer(request: WorkerRequest): Promise<void> {
  try {
    const rows = (await opened)
      .prepare(request.sql)
      .raw(true)
      .all([...request.args]);
    parentPort?.postMessage({ id: request.id, rows });
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "UNKNOWN";
    parentPort?.postMessage({ id: request.id, failure: code });
  }
}
