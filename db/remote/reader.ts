import type { Client, InArgs, InStatement, ResultSet, Row } from "@libsql/core/api";
import { pause } from "#platform/turn.ts";
import type { SlowReader } from "../client.ts";
import type { RemotePlace } from "../place.ts";
import { onlyReads, ReadingClient } from "../reading-client.ts";
import { unavailable } from "../unavailable.ts";
import { failureOf, openLink, statementFor, valuesOf } from "./link.ts";

interface Waiting {
  statement: InStatement;
  resolve(result: ResultSet): void;
  reject(failure: unknown): void;
}

/** Round trips under way at once: with more a libSQL server gets slower, not faster. */
const tripsAtOnce = 16;
/** Reads that one round trip takes along. */
const readsATrip = 32;
/** Pauses before a read is asked again whose answer was lost, in milliseconds. */
const pauses = [50, 250, 1000];

/**
 * Reads of a libSQL server behind @libsql/client's interface: whatever is asked in the same turn of the event loop goes
 * in one round trip, and sees the database at one moment. A read whose answer was lost is asked again.
 */
export class RemoteReader extends ReadingClient {
  override closed = false;
  override readonly protocol = "http";
  readonly #link: Client;
  readonly #observe: (seconds: number) => void;
  readonly #queue: Waiting[] = [];
  #isScheduled = false;
  #underWay = 0;
  #isReachable = true;

  constructor(link: Client, observe: (seconds: number) => void = () => {}) {
    super();
    this.#link = link;
    this.#observe = observe;
  }

  /** False since the last round trip got no answer. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  execute(query: InStatement, args?: InArgs): Promise<ResultSet> {
    const sql = typeof query === "string" ? query : query.sql;
    const bound = (typeof query === "string" ? args : query.args) ?? [];
    if (!Array.isArray(bound)) throw new TypeError("Named arguments are not used in this project.");
    requireRead(sql);
    return new Promise((resolve, reject) => {
      this.#queue.push({ statement: statementFor({ sql, args: bound }), resolve, reject });
      this.#schedule();
    });
  }

  close(): void {
    this.closed = true;
    this.#link.close();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#underWay >= tripsAtOnce) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      void this.#travel(this.#queue.splice(0, readsATrip));
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  /** Never rejects: each of the group is answered. */
  async #travel(group: readonly Waiting[]): Promise<void> {
    this.#underWay++;
    const started = performance.now();
    try {
      await this.#askTogether(group);
    } catch (failure) {
      for (const { reject } of group) reject(failure);
    } finally {
      this.#underWay--;
      this.#observe((performance.now() - started) / 1000);
      if (this.#queue.length > 0) this.#schedule();
    }
  }

  /** Where one of them is wrong, each is asked for itself. */
  async #askTogether(group: readonly Waiting[]): Promise<void> {
    try {
      const [first, ...more] = group.map(({ statement }) => statement) as [InStatement, ...InStatement[]];
      const results = await this.#ask(async () =>
        more.length === 0
          ? [await this.#link.execute(first)]
          : await this.#link.batch([first, ...more], "read"),
      );
      for (const [n, { resolve }] of group.entries()) resolve(withValues(results[n] as ResultSet));
    } catch (failure) {
      if (failureOf(failure).kind !== "refused" || group.length === 1) throw failure;
      await Promise.all(group.map((each) => this.#askTogether([each]).catch(each.reject)));
    }
  }

  /** @throws DeskError UNAVAILABLE where no answer came again and again; what the server says of the statement. */
  async #ask<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (const wait of [...pauses, undefined]) {
      try {
        const answer = await ask();
        this.#isReachable = true;
        return answer;
      } catch (failure) {
        if (failureOf(failure).kind === "refused") throw failure;
        this.#isReachable = false;
        if (wait === undefined || this.closed)
          throw unavailable("The database does not answer at the moment.", 2, failure);
        await pause(wait * (0.5 + Math.random()));
      }
    }
    throw new TypeError("the last try ends in an answer or a failure");
  }
}

/** A reader beside those of a server, for a command of its own. */
export function openRemoteReader(place: RemotePlace): RemoteReader {
  return new RemoteReader(openLink(place));
}

/** What takes long goes on its own round trips, and holds nobody up. */
export function slowReaderOn(link: Client): SlowReader {
  return {
    async read(sql, args = []) {
      requireRead(sql);
      return valuesOf(await link.execute(statementFor({ sql, args })));
    },
  };
}

/** Rows as lists of values, as every reader here gives them. */
function withValues(result: ResultSet): ResultSet {
  return { ...result, rows: valuesOf(result) as unknown as Row[] };
}

/** A server's connection knows no `query_only`. Values are bound: of a text of SQL only its own words are seen here. */
function requireRead(sql: string): void {
  const isRead = /^\s*(?:SELECT|WITH|PRAGMA)\b/i.test(sql) && !/\b(?:INTO|UPDATE|DELETE)\b/i.test(sql);
  if (!isRead) throw onlyReads();
}
