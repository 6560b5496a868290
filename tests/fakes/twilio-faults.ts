import { answer, failure } from "./twilio-account.ts";

/** What the next request under /2010-04-01/ meets instead of an answer; with `only`, the next of that method. */
export type Fault = { only?: "POST" | "GET" } & (
  | { kind: "status"; status: number; body?: unknown; retryAfter?: number }
  | { kind: "garbage" }
  | { kind: "silence" }
  /** The connection is cut in the middle of the answer. */
  | { kind: "reset" }
  /** The whole answer, spread over that time. */
  | { kind: "slow"; milliseconds: number }
  /** These take the request, do what it asks, and never say so. */
  | { kind: "silence after doing it" }
  | { kind: "status after doing it"; status: number }
  | { kind: "reset after doing it" }
);

/** Answers a request as its fault will have it; `act` does what the request asks. */
export async function meetFault(fault: Fault | undefined, act: () => Response): Promise<Response> {
  if (!fault) return act();
  switch (fault.kind) {
    case "garbage":
      return new Response("<html>upstream sad</html>", { headers: { "content-type": "text/html" } });
    case "status": {
      const refusal = fault.body === undefined ? sad(fault.status) : answer(fault.body, fault.status);
      if (fault.retryAfter !== undefined) refusal.headers.set("retry-after", String(fault.retryAfter));
      return refusal;
    }
    case "reset":
      return cutShort(answer({ sid: "SM" }));
    case "slow":
      return trickle(act(), fault.milliseconds);
    case "reset after doing it":
      return cutShort(act());
    case "status after doing it":
      act();
      return sad(fault.status);
    case "silence after doing it":
      act();
      return new Promise(() => {});
    case "silence":
      return new Promise(() => {});
  }
}

const sad = (status: number) => failure(status, 20000 + status, "Words of Twilio's own");

/** Half of the answer; an error that says nothing cuts the connection and prints nothing. */
async function cutShort(whole: Response): Promise<Response> {
  const bytes = await (whole.body ? whole : answer({})).bytes();
  const half = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes.slice(0, Math.ceil(bytes.length / 2)));
      await Bun.sleep(1);
      controller.error();
    },
  });
  return new Response(half, whole.body ? whole : { status: 200 });
}

async function trickle(whole: Response, milliseconds: number): Promise<Response> {
  if (!whole.body) return whole;
  const bytes = await whole.bytes();
  const step = Math.ceil(bytes.length / 10) || 1;
  let at = 0;
  const drops = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await Bun.sleep(milliseconds / 10);
      controller.enqueue(bytes.slice(at, at + step));
      at += step;
      if (at >= bytes.length) controller.close();
    },
  });
  return new Response(drops, whole);
}
