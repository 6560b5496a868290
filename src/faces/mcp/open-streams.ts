import { describeFailure, type Logger } from "#platform/log.ts";

/** Streams that are open now, so that a stop and a revoked token end them. */
export interface OpenStreams {
  /** The signal is aborted when the stream must end. A client's oldest ends when it opens too many. */
  open(client: string, isStillAllowed: () => Promise<boolean>): { signal: AbortSignal; closed(): void };
  /** Ends those whose client is refused by now. */
  review(): Promise<void>;
  endAll(): void;
  readonly size: number;
}

interface OpenStream {
  client: string;
  controller: AbortController;
  isStillAllowed(): Promise<boolean>;
}

/** Streams one client may hold open. */
const mostPerClient = 16;

export function createOpenStreams(log: Logger): OpenStreams {
  const streams = new Set<OpenStream>();

  function end(stream: OpenStream): void {
    streams.delete(stream);
    stream.controller.abort();
  }

  return {
    open(client, isStillAllowed) {
      const own = [...streams].filter((stream) => stream.client === client);
      const [oldest] = own;
      if (oldest && own.length >= mostPerClient) end(oldest);
      const stream = { client, controller: new AbortController(), isStillAllowed };
      streams.add(stream);
      return { signal: stream.controller.signal, closed: () => void streams.delete(stream) };
    },
    async review() {
      for (const stream of [...streams]) {
        const isAllowed = await stream.isStillAllowed().catch((failure: unknown) => {
          log.error("An open stream's token could not be looked at.", describeFailure(failure));
          return true;
        });
        if (!isAllowed) end(stream);
      }
    },
    endAll() {
      for (const stream of [...streams]) end(stream);
    },
    get size() {
      return streams.size;
    },
  };
}
