import { randomUUID } from "node:crypto";
import type { Client, InStatement, ResultSet } from "@libsql/core/api";
import { pause } from "#platform/turn.ts";
import type { UnitResult, WriterObserver } from "../client.ts";
import type { Statement, Unit } from "../statement.ts";
import { unavailable } from "../unavailable.ts";
import { failureOf, isConstraint, statementFor, valuesOf } from "./link.ts";

export interface RemoteWriterOptions {
  now(): number;
  maxQueue: number;
  /** Milliseconds a unit waits for a server that does not answer, or that others keep busy. */
  patience: number;
  observer?: WriterObserver;
}

interface Waiting {
  unit: Unit;
  deadline: number;
  resolve(result: UnitResult): void;
  reject(failure: unknown): void;
}

/** What became of some units that went together. */
type Sent =
  | { kind: "done"; results: ResultSet[] }
  /** It was done, and what its statements returned is not known any more. */
  | { kind: "done before" }
  /** Nothing was done: a statement of the unit `at` ended it, or the commit did. */
  | { kind: "refused"; at: number; statement: Statement | undefined; failure: Error }
  | { kind: "unknown"; failure: unknown };

const unitsATrip = 64;
const statementsATrip = 500;
const firstPause = 50;
const longestPause = 1000;

/**
 * The only door for writes to a libSQL server. Units that have queued while the last round trip was under way go
 * together as one `batch(…, "write")`: a server that many writers press at once stands still (measured with sqld
 * 0.24: eight at once are as fast as one, sixteen stop it). Where one unit is refused, those before it are committed
 * without it, and it is tried again as the first: so its guard, or its fault, is its own. Each round trip leaves a mark;
 * one whose answer was lost is sent again with the same mark, which ends it where it had been committed after all.
 */
export class RemoteWriter {
  readonly #link: Client;
  readonly #options: RemoteWriterOptions;
  readonly #queue: Waiting[] = [];
  #isRunning = false;
  #isClosed = false;
  #isReachable = true;

  constructor(link: Client, options: RemoteWriterOptions) {
    this.#link = link;
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#queue.length >= this.#options.maxQueue;
  }

  /** False since the last round trip got no answer. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  write(unit: Unit): Promise<UnitResult> {
    if (this.#isClosed) return Promise.reject(unavailable("The desk is shutting down.", 5));
    if (this.isFull) return Promise.reject(unavailable("Too much is waiting to be written.", 1));
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + this.#options.patience;
      this.#queue.push({ unit, deadline, resolve, reject });
      this.#options.observer?.depth(this.#queue.length);
      if (this.#isRunning) return;
      this.#isRunning = true;
      setImmediate(() => void this.#run());
    });
  }

  /** Commits what has been accepted, then takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#isRunning) await pause(5);
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#take();
      const started = performance.now();
      const settle = await this.#commit(group);
      this.#options.observer?.commit((performance.now() - started) / 1000, group.length);
      this.#options.observer?.depth(this.#queue.length);
      for (const done of settle) done();
    }
    this.#isRunning = false;
  }

  #take(): Waiting[] {
    let statements = 0;
    let units = 0;
    for (const { unit } of this.#queue) {
      statements += unit.length;
      if (units > 0 && (units === unitsATrip || statements > statementsATrip)) break;
      units++;
    }
    return this.#queue.splice(0, units);
  }

  /** Gives what each unit's caller is answered with. */
  async #commit(group: readonly Waiting[]): Promise<(() => void)[]> {
    const sent = await this.#send(group);
    if (sent.kind !== "refused") return answersOf(group, sent);
    const isWholeFault = sent.statement === undefined && group.length > 1;
    const before = isWholeFault ? 1 : sent.at;
    if (before > 0) {
      const first = await this.#commit(group.slice(0, before));
      return [...first, ...(await this.#commit(group.slice(before)))];
    }
    const [{ resolve, reject }, ...rest] = group as [Waiting, ...Waiting[]];
    const { failure } = sent;
    const guard = sent.statement?.guard;
    const own = guard === undefined ? () => reject(failure) : () => resolve({ ok: false, guard });
    return [own, ...(rest.length === 0 ? [] : await this.#commit(rest))];
  }

  /** Sends until an answer comes, or the last of the units has waited long enough. */
  async #send(group: readonly Waiting[]): Promise<Sent> {
    const parts = group.flatMap(({ unit }, at) => unit.map((statement) => ({ statement, at })));
    const batch = [this.#mark(), ...parts.map(({ statement }) => statementFor(statement))];
    const deadline = Math.max(...group.map((each) => each.deadline));
    let wasLost = false;
    for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
      try {
        const results = await this.#link.batch(batch, "write");
        this.#isReachable = true;
        return { kind: "done", results: results.slice(1) };
      } catch (thrown) {
        const failed = failureOf(thrown);
        this.#isReachable = failed.kind !== "lost";
        wasLost ||= failed.kind === "lost";
        if (failed.kind === "refused") {
          const isMark = failed.at === 0 && isConstraint(failed.failure);
          if (isMark && wasLost) return { kind: "done before" };
          // A fault without a place is the commit's.
          const part = failed.at === undefined ? undefined : parts[failed.at - 1];
          return { kind: "refused", at: part?.at ?? 0, statement: part?.statement, failure: failed.failure };
        }
        if (performance.now() > deadline) return { kind: "unknown", failure: thrown };
        await pause(wait * (0.5 + Math.random()));
      }
    }
  }

  /** Its only constraint is its key: where it fails, the same round trip has been committed before. */
  #mark(): InStatement {
    const at = this.#options.now();
    return { sql: "INSERT INTO unit_marks (id, at) VALUES (?, ?)", args: [randomUUID(), at] };
  }
}

function answersOf(group: readonly Waiting[], sent: Exclude<Sent, { kind: "refused" }>): (() => void)[] {
  if (sent.kind === "unknown") {
    const message = "The database does not answer: whether it was written is not known.";
    return group.map(
      ({ reject }) =>
        () =>
          reject(unavailable(message, 2, sent.failure)),
    );
  }
  let at = 0;
  return group.map(({ unit, resolve, reject }) => {
    if (sent.kind === "done") {
      const rows = sent.results.slice(at, at + unit.length).map(valuesOf);
      at += unit.length;
      return () => resolve({ ok: true, rows });
    }
    if (unit.some(({ sql }) => /\bRETURNING\b/i.test(sql)))
      return () => reject(unavailable("It was written, and what came of it has to be read again.", 1));
    return () => resolve({ ok: true, rows: unit.map(() => []) });
  });
}
