import { describeFailure, type Logger } from "#platform/log.ts";

/** Streams that are open now, so that a stop and a revoked token end them. */
export interface OpenStreams {
  /** Aborted when the stream must end. */
  open(isStillAllowed: () => Promise<boolean>): { signal: AbortSignal; closed(): void };
  /** Ends those whose client is refused by now. */
  review(): Promise<void>;
  endAll(): void;
}

export function createOpenStreams(log: Logger): OpenStreams {
  const streams = new Map<AbortController, () => Promise<boolean>>();
  return {
    open(isStillAllowed) {
      const controller = new AbortController();
      streams.set(controller, isStillAllowed);
      controller.signal.addEventListener("abort", () => streams.delete(controller), { once: true });
      return { signal: controller.signal, closed: () => void streams.delete(controller) };
    },
    async review() {
      for (const [controller, isStillAllowed] of [...streams]) {
        const isAllowed = await isStillAllowed().catch((failure: unknown) => {
          log.error("An open stream's token could not be looked at.", describeFailure(failure));
          return true;
        });
        if (!isAllowed) controller.abort();
      }
    },
    endAll() {
      for (const controller of [...streams.keys()]) controller.abort();
    },
  };
}
