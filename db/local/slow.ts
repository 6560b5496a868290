import { Worker } from "node:worker_threads";
import { workerUrl } from "#runtime/compiled.ts";
import type { SlowReader } from "../client.ts";

export interface WorkerSetup {
  path: string;
  encryptionKey: string | undefined;
  addonFolder: string | undefined;
}

export type WorkerRequest =
  | { id: number; kind: "read"; sql: string; args: readonly unknown[] }
  /** Makes a whole copy in a file that is not there yet, and looks at it. */
  | { id: number; kind: "copy"; target: string }
  /** Closes the connection; nothing is asked after it. */
  | { id: number; kind: "end" };

/** How long a read that is under way may take when the desk closes, in milliseconds. */
const patienceAtEnd = 5000;

type WorkerAnswer = { id: number; rows: unknown[][] } | { id: number; failure: string };

/** Reads that would hold up the main thread, on a thread of their own that starts with the first of them. */
export class SlowThread implements SlowReader {
  readonly #setup: WorkerSetup;
  readonly #waiting = new Map<number, (answer: WorkerAnswer) => void>();
  #worker: Worker | undefined;
  #next = 0;

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
  }

  /** @throws Error whose `code` is SQLite's when the query fails, or `WORKER_ENDED`. */
  async read(sql: string, args: readonly unknown[] = []): Promise<unknown[][]> {
    return await this.#ask((id) => ({ id, kind: "read", sql, args }));
  }

  /** Copies the whole database into a new file, and looks whether the copy is whole; gives tables and their rows. */
  async copy(target: string): Promise<unknown[][]> {
    return await this.#ask((id) => ({ id, kind: "copy", target }));
  }

  async #ask(request: (id: number) => WorkerRequest): Promise<unknown[][]> {
    const worker = this.#start();
    const id = this.#next++;
    const answer = await new Promise<WorkerAnswer>((resolve) => {
      this.#waiting.set(id, resolve);
      worker.postMessage(request(id));
    });
    if ("failure" in answer) throw Object.assign(new Error("A slow read failed."), { code: answer.failure });
    return answer.rows;
  }

  /**
   * A thread is ended only when it is idle: ending one within SQLite takes the whole process down. One that is busy
   * beyond its patience is left to the process's end, which it does not hold up.
   */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const hasEnded = this.#ask((id) => ({ id, kind: "end" })).then(
      () => true,
      () => true,
    );
    if (await Promise.race([hasEnded, patience()])) await worker.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(workerUrl("local/worker"), { workerData: this.#setup });
    worker.unref();
    worker.on("message", (answer: WorkerAnswer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    worker.on("error", () => this.#lose());
    worker.on("exit", () => this.#lose());
    this.#worker = worker;
    return worker;
  }

  #lose(): void {
    this.#worker = undefined;
    for (const [id, resolve] of this.#waiting) resolve({ id, failure: "WORKER_ENDED" });
    this.#waiting.clear();
  }
}

function patience(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), patienceAtEnd).unref());
}
