import { describeFailure, logOf } from "#platform/log.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { lookAt } from "./checkup.ts";
import type { Desk } from "./desk.ts";
import type { Finding, Run } from "./finding.ts";

/** Milliseconds for which what was found holds, unless something about it changes. */
const holds = 5 * 60_000;
/** Milliseconds that somebody who opens a page waits for the first look. */
const patience = 300;

/** Events after which a finding may be another. */
const about = /^(?:setting|person|token|webhook|secret)\./;

/**
 * The same for a page that is opened often: what was found last, at once; it is looked at anew behind it when it is
 * old, or when something was set. Whether the file is whole is the doctor's to say: that takes seconds.
 */
export function createFindings(desk: Desk): () => Promise<readonly Finding[]> {
  const run: Run = async (name, input) => {
    const outcome = await desk.gate.execute(desk.operation(name), input, systemPrincipal, {
      requestId: "checkup",
    });
    if (outcome.kind === "refused") throw outcome.error;
    if (outcome.kind === "done") return outcome.output as never;
    throw new TypeError(`${name} waits for a person`);
  };
  let found: readonly Finding[] = [];
  let lookedAt = 0;
  let looking: Promise<void> | undefined;
  desk.watch((events) => {
    if (events.some(({ type }) => about.test(type))) lookedAt = 0;
  });

  async function look(): Promise<void> {
    lookedAt = desk.clock.now();
    try {
      found = await lookAt(desk, run, { isQuick: true });
    } catch (failure) {
      lookedAt = 0;
      logOf("desk").warning("What is set up could not be looked at.", describeFailure(failure));
    } finally {
      looking = undefined;
    }
  }

  return async () => {
    const isOld = desk.clock.now() - lookedAt > holds;
    if (isOld) looking ??= look();
    if (looking !== undefined)
      await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, patience))]);
    return found;
  };
}
