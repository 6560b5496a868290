import { describeFailure, logOf } from "./log.ts";

export interface Jobs {
  /** Runs `job` every `seconds`, never twice at once, until stopped. A failure is logged and tried again. */
  every(name: string, seconds: number, job: () => Promise<void>): void;
  /** Starts `job` now, in the background; a failure is logged. */
  soon(name: string, job: () => Promise<void>): void;
  /** Waits for what is running now. */
  idle(): Promise<void>;
  /** Stops the timers and waits for what is running. */
  stop(): Promise<void>;
}

export function createJobs(): Jobs {
  const log = logOf("jobs");
  const timers = new Set<ReturnType<typeof setInterval>>();
  const running = new Set<Promise<void>>();

  function run(name: string, job: () => Promise<void>): Promise<void> {
    const done = job()
      .catch((failure: unknown) => log.error("A job failed.", { job: name, ...describeFailure(failure) }))
      .finally(() => running.delete(done));
    running.add(done);
    return done;
  }

  return {
    every(name, seconds, job) {
      let busy = false;
      const timer = setInterval(() => {
        if (busy) return;
        busy = true;
        void run(name, job).finally(() => {
          busy = false;
        });
      }, seconds * 1000);
      timers.add(timer);
    },
    soon(name, job) {
      void run(name, job);
    },
    async idle() {
      await Promise.all(running);
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      timers.clear();
      await Promise.all(running);
    },
  };
}
