import process from "node:process";

/** What a clock that is set for the tests is set by; a program without them would live on another day. */
const ofTheClock = ["TZ", "LD_PRELOAD", "FAKETIME", "FAKETIME_SHARED", "FAKETIME_DONT_FAKE_MONOTONIC"];

/** The environment of every program that a test starts: nothing of the tester's own but the day, the hour and the zone. */
export const surroundings: Record<string, string> = {
  PATH: "/usr/bin:/bin",
  ...Object.fromEntries(
    ofTheClock.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
};
