import type { Database } from "#db/client.ts";
import type { Principal, ServiceKey } from "#operation/operation.ts";
import { noWords, type UntrustedWords } from "#operation/permission.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { keepWords, type WordsRead, wordsOf, wordsSince } from "./untrusted-store.ts";

/** The memory of whose words were read, for what has to be sure that all of it is written. */
export const untrustedMemory: ServiceKey<Pick<UntrustedMemory, "flush" | "note">> = {
  name: "untrusted memory",
};

/** Who has read customers' words lately, and whose. */
export interface UntrustedMemory {
  /**
   * The caller is about to be answered with words of these numbers. Where several processes share the database it
   * resolves once all of them can know; alone it is known here and now.
   */
  note(principal: Principal, peers: readonly string[]): Promise<void> | undefined;
  /** Takes up what other processes have noted of the caller. */
  refresh(principal: Principal): Promise<void>;
  wordsFor(principal: Principal): UntrustedWords;
  /** Takes up what was known before the last stop. */
  load(): Promise<void>;
  /** Writes what is new: a crash may lose a second of it. */
  flush(): Promise<void>;
}

export interface UntrustedParts {
  database: Database;
  clock: Clock;
  settings(): Settings;
}

/** Number → when its words were last read. */
type Reading = Map<string, number>;

const mostReaders = 10_000;
const mostPeers = 1000;
/** How often the same reading is written to a server, in milliseconds. */
const sparingly = 60_000;
/** Stands for whoever there was no room for. */
const anybody = "";

/** Kept per person and client. */
export function createUntrustedMemory({ database, clock, settings }: UntrustedParts): UntrustedMemory {
  const readers = new Map<string, Reading>();
  let unwritten = new Map<string, WordsRead>();
  const written = new Map<string, number>();
  const horizon = () => clock.now() - settings().get("permissions.untrusted_minutes") * 60_000;

  return {
    note(principal, peers) {
      // Somebody who reads at a browser is no app that the words could lead.
      if (principal.authority === "system" || principal.face === "web") return;
      const at = clock.now();
      const { user } = principal;
      let isNews = false;
      for (const client of clientsOf(principal))
        for (const peer of peers) {
          const kept = remember({ user, client, peer, at });
          if (!isLately({ user, client, peer: kept, at })) {
            keep({ user, client, peer: kept, at });
            isNews = true;
          }
        }
      return isNews && database.kind === "remote" ? flush() : undefined;
    },
    async refresh(principal) {
      if (database.kind === "local") return;
      const names = clientsOf(principal);
      for (const read of await wordsOf(database.read, principal.user, names, horizon())) remember(read);
    },
    wordsFor(principal) {
      const since = horizon();
      const names = clientsOf(principal).map((client) => nameOf({ user: principal.user, client }));
      const peers = new Set(names.flatMap((name) => peersOf(name, since)));
      if (peers.size === 0) return noWords;
      const haveUnknown = peers.delete(anybody);
      return { wereRead: true, peers, haveUnknown };
    },
    async load() {
      for (const read of await wordsSince(database.read, horizon())) remember(read);
    },
    flush,
  };

  async function flush(): Promise<void> {
    if (unwritten.size === 0) return;
    const batch = unwritten;
    unwritten = new Map();
    await database.write(keepWords([...batch.values()])).catch((failure: unknown) => {
      unwritten = new Map([...batch, ...unwritten]);
      throw failure;
    });
    if (database.kind === "remote") for (const [name, { at }] of batch) written.set(name, at);
    if (written.size > mostReaders) written.clear();
  }

  /** On a server what was written a moment ago need not be written again: it holds for half an hour. */
  function isLately({ at, ...read }: WordsRead): boolean {
    if (database.kind === "local") return false;
    const name = `${nameOf(read)} ${read.peer}`;
    return at - (written.get(name) ?? Number.NEGATIVE_INFINITY) < sparingly;
  }

  function peersOf(name: string, since: number): string[] {
    const reading = readers.get(name);
    if (!reading) return [];
    for (const [peer, at] of reading) if (at < since) reading.delete(peer);
    if (reading.size === 0) readers.delete(name);
    return [...reading.keys()];
  }

  /** Gives the number it is remembered by: there is an end to how many are. */
  function remember({ at, peer, ...reader }: WordsRead): string {
    const name = nameOf(reader);
    const reading: Reading = readers.get(name) ?? new Map();
    const kept = reading.size < mostPeers || reading.has(peer) ? peer : anybody;
    reading.set(kept, at);
    readers.delete(name);
    readers.set(name, reading);
    if (readers.size > mostReaders)
      for (const oldest of [...readers.keys()].slice(0, 100)) readers.delete(oldest);
    return kept;
  }

  function keep(read: WordsRead): void {
    unwritten.set(`${nameOf(read)} ${read.peer}`, read);
  }
}

function nameOf({ user, client }: Pick<WordsRead, "user" | "client">): string {
  return `${user} ${client}`;
}

/** A token that was minted by another shares what either has read. */
function clientsOf({ client, countedFor }: Principal): string[] {
  return [client, ...(countedFor === undefined ? [] : [countedFor])];
}
