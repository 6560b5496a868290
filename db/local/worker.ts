import { parentPort, workerData } from "node:worker_threads";
import { type NativeDatabase, openNative, useAddonFolder } from "#runtime/libsql.ts";
import { countsOf, inspectCopy } from "./copies.ts";
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
    const rows =
      request.kind === "copy"
        ? await copy(request.target)
        : (await opened)
            .prepare(request.sql)
            .raw(true)
            .all([...request.args]);
    parentPort?.postMessage({ id: request.id, rows });
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "UNKNOWN";
    parentPort?.postMessage({ id: request.id, failure: code });
  }
}

/** Writing goes on meanwhile, so a table's rows may have become more or fewer; what is neither is told. */
async function copy(target: string): Promise<unknown[][]> {
  const { path, encryptionKey } = setup;
  const database = await openNative(path, { encryptionKey });
  try {
    const before = countsOf(database);
    database.prepare("VACUUM INTO ?").run([target]);
    const after = countsOf(database);
    const counts = await inspectCopy(target, encryptionKey);
    for (const [table, rows] of after) {
      const [low, high] = [rows, before.get(table) ?? 0].sort((one, other) => one - other) as [
        number,
        number,
      ];
      const kept = counts.get(table) ?? -1;
      if (kept < low || kept > high)
        throw Object.assign(new Error("rows are missing"), { code: "ROWS_MISSING" });
    }
    return [...counts];
  } finally {
    database.close();
  }
}
