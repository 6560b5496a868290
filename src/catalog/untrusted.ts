import type { Database } from "#db/client.ts";
import type { Settings } from "#domains/business/settings.ts";
import { readersSince } from "#domains/oversight/audit-store.ts";
import type { Clock } from "#platform/clock.ts";
import type { Catalog } from "./catalog.ts";
import type { Principal } from "./operation.ts";
import { noWords, type UntrustedWords } from "./permission.ts";

/** Who has read customers' words lately, and whose. */
export interface UntrustedMemory {
  /** The caller was answered with words of these numbers. */
  note(principal: Principal, peers: readonly string[]): void;
  /** After a restart: the caller had read somebody's words at that time, and nobody knows whose. */
  restore(reader: { user: string; client: string; at: number }): void;
  wordsFor(principal: Principal): UntrustedWords;
}

/** Number → when its words were last read; the empty number is whoever it was before a restart. */
type Reading = Map<string, number>;

const mostReaders = 10_000;
const mostPeers = 1000;
const unknown = "";

/** Kept per person and client. */
export function createUntrustedMemory({
  clock,
  settings,
}: {
  clock: Clock;
  settings(): Settings;
}): UntrustedMemory {
  const readers = new Map<string, Reading>();

  return {
    note(principal, peers) {
      if (principal.authority === "system") return;
      for (const name of namesOf(principal)) for (const peer of peers) remember(name, peer, clock.now());
    },
    restore: ({ user, client, at }) => remember(`${user} ${client}`, unknown, at),
    wordsFor(principal) {
      const since = clock.now() - settings().get("permissions.untrusted_minutes") * 60_000;
      const peers = new Set(namesOf(principal).flatMap((name) => peersOf(name, since)));
      if (peers.size === 0) return noWords;
      const haveUnknown = peers.delete(unknown);
      return { wereRead: true, peers, haveUnknown };
    },
  };

  function peersOf(name: string, since: number): string[] {
    const reading = readers.get(name);
    if (!reading) return [];
    for (const [peer, at] of reading) if (at < since) reading.delete(peer);
    if (reading.size === 0) readers.delete(name);
    return [...reading.keys()];
  }

  function remember(name: string, peer: string, at: number): void {
    const reading: Reading = readers.get(name) ?? new Map();
    // What does not fit any more is still remembered as somebody's words.
    const kept = reading.size < mostPeers || reading.has(peer) ? peer : unknown;
    reading.set(kept, at);
    readers.delete(name);
    readers.set(name, reading);
    if (readers.size <= mostReaders) return;
    for (const oldest of [...readers.keys()].slice(0, 100)) readers.delete(oldest);
  }
}

/** A token that was minted by another shares what either has read. */
function namesOf({ user, client, countedFor }: Principal): string[] {
  return [client, ...(countedFor === undefined ? [] : [countedFor])].map((each) => `${user} ${each}`);
}

/** After a stop: whoever had read a customer's words lately is taken to have read anybody's. */
export async function restoreReaders(
  memory: UntrustedMemory,
  parts: { catalog: Catalog; database: Database; clock: Clock; settings(): Settings },
): Promise<void> {
  const since = parts.clock.now() - parts.settings().get("permissions.untrusted_minutes") * 60_000;
  const names = parts.catalog.operations.flatMap((each) =>
    each.kind === "read" && each.untrustedPeers ? [each.name] : [],
  );
  for (const reader of await readersSince(parts.database.read, names, since)) memory.restore(reader);
}
