import fc from "fast-check";

/** What is asked for: two small operations of the proof's own, and three of the desk's. */
export type Kind = "drop" | "post" | "delete" | "merge" | "bulk";

/** Either of two: clients of one asker, calls with other arguments, people who decide, records to change. */
export type Either = 0 | 1;

/** One thing that somebody does, so many turns of the event loop after the round has begun. */
export type Act = { after: number } & (
  | { do: "ask"; who: Either; what: Either; key: "none" | "its own" | "shared" }
  | {
      do: "decide";
      by: Either;
      word: "authorized" | "denied";
      which: number;
      sees: "it" | "another" | "nothing";
    }
  | { do: "forge"; as: Forger; which: number }
  | { do: "cancel"; who: Either; which: number }
  | { do: "change"; what: Either; how: Either }
  | { do: "revoke"; who: Either }
  | { do: "person"; becomes: "off" | "on" | "viewer" }
  | { do: "tamper"; which: number; column: TamperedColumn }
);

/** Who may not decide: an app with its token, staff at a browser, an owner whose sign-in is old, and one signed out. */
export const forgers = ["app", "staff", "signed in long ago", "signed out"] as const;
export type Forger = (typeof forgers)[number];

export const tamperedColumns = ["input", "facts", "versions", "scopes", "operation", "digest"] as const;
export type TamperedColumn = (typeof tamperedColumns)[number];

/** What happens to one asker's requests. Acts of one round happen at once. */
export interface Schedule {
  kind: Kind;
  /** How the two recipients' phones behave. */
  moods: [Mood, Mood];
  /** Rounds of the batch before it begins; in the one after, the first client asks. */
  delay: number;
  rounds: Act[][];
}

/** A recipient's behaviour, as the last four digits of the number: `createCarrier` says what each does. */
const moods = ["0011", "0012", "0001", "0002", "0005", "0007", "0008"] as const;
export type Mood = (typeof moods)[number];

/** Where a process is cut off: a unit is refused or committed unheard, a text is not handed over or is, unheard. */
const cuts = ["before a write", "after a write", "before a text", "after a text"] as const;
export type Cut = (typeof cuts)[number];

/** What happens to the whole desk in a round. */
export type WorldEvent =
  | { do: "nothing" | "stop" | "resume" | "sweep" | "jobs" }
  /** Minutes until the next process begins; and after how many writes that one dies as well, if at all. */
  | { do: "crash"; cut: Cut; count: number; downtime: number; again: number }
  | { do: "advance"; minutes: number; after: number };

/** Schedules that run side by side on one desk. */
export interface Batch {
  schedules: Schedule[];
  world: WorldEvent[];
}

export const roundsPerBatch = 8;
const mostRounds = 4;

const firstAsk: Act[] = [{ do: "ask", after: 0, who: 0, what: 0, key: "none" }];

/** What happens in the batch's round `at`. */
export function actsOf({ delay, rounds }: Schedule, at: number): Act[] {
  return (at === delay ? firstAsk : rounds[at - delay - 1]) ?? [];
}

const only = <const T>(value: T) => fc.constant(value);
const any = <const T>(...values: T[]) => fc.constantFrom(...values);
const weighted = <T>(...choices: [number, fc.Arbitrary<T>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** The first client and the first arguments more often: what repeats itself meets itself. */
const mostlyFirst = any<Either>(0, 0, 0, 1);
const either = any<Either>(0, 1);
/** The newest that waits more often than any other. */
const which = any(0, 0, 0, 0, 1, 2, 5);
const after = any(0, 0, 1, 2, 3);

const act = weighted<Act>(
  [
    3,
    fc.record({
      do: only("ask"),
      after,
      who: mostlyFirst,
      what: mostlyFirst,
      key: any("none", "none", "its own", "shared"),
    }),
  ],
  [
    14,
    fc.record({
      do: only("decide"),
      after,
      by: either,
      word: any("authorized", "authorized", "authorized", "denied"),
      which,
      sees: any("it", "it", "it", "it", "nothing", "another"),
    }),
  ],
  [1, fc.record({ do: only("forge"), after, as: any(...forgers), which })],
  [1, fc.record({ do: only("cancel"), after, who: mostlyFirst, which })],
  [3, fc.record({ do: only("change"), after, what: mostlyFirst, how: either })],
  [1, fc.record({ do: only("revoke"), after, who: mostlyFirst })],
  [1, fc.record({ do: only("person"), after, becomes: any("off", "on", "viewer") })],
  [1, fc.record({ do: only("tamper"), after, which, column: any("input", "input", ...tamperedColumns) })],
);

const atOnce = (count: number) => fc.array(act, { minLength: count, maxLength: count, size: "max" });
const round = weighted<Act[]>([3, only<Act[]>([])], [6, atOnce(1)], [2, atOnce(2)], [1, atOnce(3)]);
const rounds = (most: number) => fc.array(round, { minLength: 1, maxLength: most, size: "max" });

const schedule: fc.Arbitrary<Schedule> = fc.record({
  kind: weighted<Kind>(
    [28, only("drop")],
    [8, only("post")],
    [2, only("delete")],
    [1, only("merge")],
    [1, only("bulk")],
  ),
  moods: fc.tuple(any(...moods), any(...moods)),
  delay: fc.nat(roundsPerBatch - mostRounds - 2),
  rounds: weighted([2, rounds(2)], [3, rounds(mostRounds)]),
});

const worldEvent = weighted<WorldEvent>(
  [12, fc.record({ do: only("nothing") })],
  [
    6,
    fc.record({
      do: only("crash"),
      cut: any(...cuts),
      count: fc.integer({ min: 1, max: 60 }),
      downtime: any(0, 1, 20),
      again: any(0, 0, 0, 1, 2, 5),
    }),
  ],
  [1, fc.record({ do: only("stop") })],
  [2, fc.record({ do: only("resume") })],
  [2, fc.record({ do: only("sweep") })],
  [3, fc.record({ do: only("jobs") })],
  [2, fc.record({ do: only("advance"), minutes: any(1, 16, 1430, 1500), after })],
);

/** So many schedules side by side; in the search for a smaller failure, fewer. */
export function batches(most: number, least = most): fc.Arbitrary<Batch> {
  return fc.record({
    schedules: fc.array(schedule, { minLength: least, maxLength: most, size: "max" }),
    world: fc.array(worldEvent, { minLength: roundsPerBatch, maxLength: roundsPerBatch, size: "max" }),
  });
}
