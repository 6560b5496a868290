import process from "node:process";
import { DatabaseLockedError } from "#db/opening-errors.ts";
import { pause } from "#platform/turn.ts";
import type { CommandResult, RunningDesk } from "./command.ts";
import { askSocket } from "./remote.ts";

/** Who serves on the data folder of this socket; undefined where nobody does, or not yet. */
export async function whoRuns(socketPath: string): Promise<RunningDesk | undefined> {
  const answer = await askSocket(socketPath, "GET");
  return answer === undefined ? undefined : (JSON.parse(answer) as RunningDesk);
}

/** How long a data folder that somebody holds is waited for, in milliseconds: a start may copy the database first. */
const patience = 60_000;
/** How long before a person is told what is waited for, in milliseconds. */
const unsaid = 300;
const between = 100;

/**
 * Tries until the data folder is free. Who holds it is a desk that is starting, which will answer on its socket in a
 * moment, or another command, which will have ended. @throws DatabaseLockedError after a minute
 */
export async function whenFree<Value>(attempt: () => Promise<Value>): Promise<Value> {
  const begun = performance.now();
  let isTold = false;
  for (;;) {
    try {
      return await attempt();
    } catch (failure) {
      const waited = performance.now() - begun;
      if (!(failure instanceof DatabaseLockedError) || waited > patience) throw failure;
      if (!isTold && waited > unsaid) {
        process.stderr.write(
          "Waiting for this data folder: a desk is starting on it, or another command is at work…\n",
        );
        isTold = true;
      }
      await pause(between);
    }
  }
}

/** What a second start is told beside a desk that runs. */
export function runsAlready({ pid, url, since, version }: RunningDesk): CommandResult {
  return {
    notes: [
      `Frontdesk ${version} runs on this data folder already: at ${url}, process ${pid}, since ${since}.`,
      `Use it there; stop it first (kill ${pid}, or Ctrl-C where it was started), or set FRONTDESK_DATA to another folder and PORT to another port.`,
    ],
    code: 1,
  };
}
