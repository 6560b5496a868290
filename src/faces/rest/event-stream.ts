import type { Call, Outcome } from "#gate/passage.ts";
import { pause } from "#platform/turn.ts";
import { keptAlive } from "./keep-alive.ts";

const encoder = new TextEncoder();
/** How long the first word is waited for before the stream is opened without it, in milliseconds. */
const eagerFor = 2000;

/** One server-sent event. */
function eventOf(event: string, data: string, id?: number): Uint8Array {
  return encoder.encode(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`);
}

/**
 * A call as server-sent events: `delta` with the words as they come, then `done` with the whole answer, or `error`. What is
 * refused before the first word, and within two seconds, is an ordinary answer. Whoever ends the stream ends the call.
 */
export async function streamed(
  request: Request,
  run: (call: Pick<Call, "onText" | "signal">) => Promise<Outcome>,
  rendered: (outcome: Outcome) => Response,
  hold: () => () => void,
): Promise<Response> {
  const gone = new AbortController();
  const early: Uint8Array[] = [];
  let push = (event: Uint8Array): void => void early.push(event);
  let begun: () => void = () => undefined;
  const first = new Promise<undefined>((resolve) => {
    begun = () => resolve(undefined);
  });
  const onText = (text: string, at: number) => {
    push(eventOf("delta", JSON.stringify({ at, text }), at + text.length));
    begun();
  };
  const outcome = run({ onText, signal: AbortSignal.any([gone.signal, request.signal]) });
  // Who thinks for long gets its stream before the first word, so that nobody between takes it for dead.
  const already = await Promise.race([outcome, first, pause(eagerFor)]);
  if (already && already.kind !== "done") return rendered(already);
  const letGo = hold();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const alive = keptAlive(controller);
      push = (event) => {
        if (!gone.signal.aborted) controller.enqueue(event);
      };
      for (const event of early) push(event);
      const ended = await outcome;
      alive.stop();
      letGo();
      if (gone.signal.aborted) return;
      const text = await rendered(ended).text();
      push(eventOf(ended.kind === "done" ? "done" : "error", text.replaceAll("\n", "")));
      controller.close();
    },
    cancel() {
      gone.abort();
      letGo();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
