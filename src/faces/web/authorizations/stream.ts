import { createOpenStreams } from "#faces/mcp/open-streams.ts";
import type { EventDraft } from "#operation/operation.ts";
import { logOf } from "#platform/log.ts";

/** Tells open pages that there is news, and how many requests wait, as server-sent events (WHATWG HTML §9.2). */
export interface WaitingStream {
  /** An answer that goes on until the reader leaves, is signed out, or the desk stops. */
  open(reader: { session: string; isStillSignedIn(): Promise<boolean> }): Promise<Response>;
  endAll(): void;
}

export interface WaitingStreamParts {
  /** How many wait. */
  waiting(): Promise<number>;
  watch(listener: (events: readonly EventDraft[]) => void): void;
}

const keepAliveMs = 15_000;
/** What pages show: news of it makes them look again. */
const shown = /^(?:authorization|setting|message|call|contact|ticket|conversation|line|chat)\./;
/** Milliseconds in which news is told once. */
const breath = 200;
/** What may end somebody's sign-in. */
const ending = new Set(["person.changed", "session.revoked", "token.revoked"]);

export function createWaitingStream({ waiting, watch }: WaitingStreamParts): WaitingStream {
  const log = logOf("waiting");
  const streams = createOpenStreams(log);
  const readers = new Set<() => void>();
  let due: ReturnType<typeof setTimeout> | undefined;

  watch((events) => {
    if (events.some(({ type }) => ending.has(type))) void streams.review();
    if (readers.size > 0 && events.some(({ type }) => shown.test(type))) due ??= setTimeout(tellAll, breath);
  });

  function tellAll(): void {
    due = undefined;
    for (const tell of readers) tell();
  }

  return {
    async open({ session, isStillSignedIn }) {
      const { signal, closed } = streams.open(session, isStillSignedIn);
      const encoder = new TextEncoder();
      let beat: ReturnType<typeof setInterval> | undefined;
      let tell = () => {};
      const end = () => {
        clearInterval(beat);
        readers.delete(tell);
        closed();
      };
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const say = (text: string) => {
            if (!signal.aborted) controller.enqueue(encoder.encode(text));
          };
          tell = () => {
            waiting().then(
              (number) => say(`data: ${JSON.stringify({ waiting: number })}\n\n`),
              () => say(": the number cannot be read now\n\n"),
            );
          };
          signal.addEventListener("abort", () => {
            end();
            controller.close();
          });
          readers.add(tell);
          beat = setInterval(() => {
            say(": still here\n\n");
            void streams.review();
          }, keepAliveMs);
          say("retry: 3000\n\n");
          tell();
        },
        cancel: end,
      });
      return new Response(body, {
        headers: {
          "content-type": "text/event-stream",
          "cache-control": "no-store",
          "x-accel-buffering": "no",
        },
      });
    },
    endAll: () => {
      clearTimeout(due);
      streams.endAll();
    },
  };
}
