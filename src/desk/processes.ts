import { randomUUID } from "node:crypto";
import type { Database } from "#db/client.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { beat, endBeat } from "./processes-store.ts";

/** This process among those that share the database. */
export interface Processes {
  /** Its name, of this start alone. */
  readonly self: string;
  /** True while this process does what is done once for the desk: sealing, retries, notices, housekeeping. */
  readonly hasRounds: boolean;
  /** How many share what a provider allows. */
  readonly sharers: number;
  /** Says that it lives, and takes the rounds where nobody has them. */
  beat(): Promise<void>;
  /** Lets go of what it has. */
  leave(): Promise<void>;
}

/** Milliseconds after which a process that has said nothing is taken for dead. */
export const processLife = 10_000;
/** Seconds between two beats. */
export const beatSeconds = 3;
/** Milliseconds for which a newcomer takes next to nothing of a shared rate: the others have made room by then. */
const makingRoom = 2 * beatSeconds * 1000;
const newcomersShare = 10;

/** With a file of its own a process is alone. */
const alone: Processes = {
  self: "alone",
  hasRounds: true,
  sharers: 1,
  beat: async () => undefined,
  leave: async () => undefined,
};

export function createProcesses(database: Database): Processes {
  if (database.kind === "local") return alone;
  const log = logOf("processes");
  const self = randomUUID();
  const begun = performance.now();
  let roundsUntil = 0;
  let count = 1;
  let beating: Promise<void> | undefined;
  let hasLeft = false;
  return {
    self,
    get hasRounds() {
      return performance.now() < roundsUntil;
    },
    get sharers() {
      return count > 1 && performance.now() - begun < makingRoom ? Math.max(count, newcomersShare) : count;
    },
    async beat() {
      if (hasLeft) return;
      beating = say();
      await beating;
    },
    async leave() {
      hasLeft = true;
      // One that is under way would take the lease again; that it fails is told where it was begun.
      await Promise.allSettled([beating]);
      roundsUntil = 0;
      await database.write([endBeat(self)]).catch((failure: unknown) => {
        log.warning("Its lease could not be given back; it runs out in a moment.", describeFailure(failure));
      });
    },
  };

  async function say(): Promise<void> {
    const asked = performance.now();
    const had = performance.now() < roundsUntil;
    const written = await database.write(beat(self, "rounds", processLife));
    if (!written.ok) throw new TypeError("a beat has no guard");
    const [rounds = [], [[living = 1] = []] = []] = written.rows.slice(-2);
    // It ends for this process a little before it ends for the others.
    roundsUntil = rounds.length > 0 ? asked + processLife * 0.8 : 0;
    count = Math.max(1, Number(living));
    if (!had && roundsUntil > 0) log.info("This process does the rounds now.", { processes: count });
  }
}
