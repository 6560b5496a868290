import { rmSync } from "node:fs";
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
    parentPort?.postMessage({ id: request.id, rows: await rowsOf(request) });
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "UNKNOWN";
    parentPort?.postMessage({ id: request.id, failure: code });
  }
}

async function rowsOf(request: WorkerRequest): Promise<unknown[][]> {
  if (request.kind === "copy") return await copy(request.target);
  const database = await opened;
  if (request.kind === "end") {
    database.close();
    return [];
  }
  return database
    .prepare(request.sql)
    .raw(true)
    .all([...request.args]);
}

/** How often a copy is made again whose rows cannot be told to be all there, for what was written meanwhile. */
const copyTries = 3;

async function copy(target: string): Promise<unknown[][]> {
  const { path, encryptionKey } = setup;
  const database = await openNative(path, { encryptionKey });
  try {
    for (let tries = 1; ; tries++) {
      const before = countsOf(database);
      database.prepare("VACUUM INTO ?").run([target]);
      const after = countsOf(database);
      const counts = await inspectCopy(target, encryptionKey);
      if (hasAll(counts, before, after)) return [...counts];
      if (tries === copyTries) throw Object.assign(new Error("rows are missing"), { code: "ROWS_MISSING" });
      rmSync(target);
    }
  } finally {
    database.close();
  }
}

/** Writing goes on meanwhile, so a table's rows may have become more or fewer; it has to have neither more nor fewer. */
function hasAll(counts: Counts, before: Counts, after: Counts): boolean {
  return [...after].every(([table, rows]) => {
    const both = [rows, before.get(table) ?? 0];
    const kept = counts.get(table) ?? -1;
    return kept >= Math.min(...both) && kept <= Math.max(...both);
  });
}

type Counts = ReadonlyMap<string, number>;
