import { type Shot, wireOf } from "./shots.ts";

export interface LoadOptions {
  port: number;
  connections: number;
  seconds: number;
  /** The request of number `n`. */
  shot(n: number): Shot;
  /** @throws for an answer that is not the one expected; asked for the first answer of each connection. */
  check(status: number, body: string): void;
  /** Told of each answer how many milliseconds it took, and how many bytes it was. */
  took(milliseconds: number, bytes: number): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Requests over keep-alive connections to this machine, one under way on each: where wrk is missing. It costs
 * as much as the server, so what it measures is the two together.
 */
export async function load(options: LoadOptions): Promise<void> {
  const until = performance.now() + options.seconds * 1000;
  let n = 0;
  await Promise.all(Array.from({ length: options.connections }, () => oneConnection()));

  function oneConnection(): Promise<void> {
    return new Promise((resolve, reject) => {
      let held: Uint8Array<ArrayBufferLike> = new Uint8Array();
      let isFirst = true;
      let asked = performance.now();
      void Bun.connect({
        hostname: "127.0.0.1",
        port: options.port,
        socket: {
          open: (socket) => void socket.write(encode(options.shot(n++))),
          data(socket, part) {
            held = held.length === 0 ? part : join(held, part);
            const whole = wholeAnswer(held);
            if (!whole) return;
            try {
              if (isFirst || whole.status >= 300) options.check(whole.status, whole.body());
            } catch (failure) {
              socket.end();
              return reject(failure);
            }
            isFirst = false;
            const bytes = held.length;
            held = new Uint8Array();
            options.took(performance.now() - asked, bytes);
            if (performance.now() < until) {
              const next = encode(options.shot(n++));
              asked = performance.now();
              socket.write(next);
            } else {
              socket.end();
              resolve();
            }
          },
          error: (_socket, failure) => reject(failure),
          connectError: (_socket, failure) => reject(failure),
        },
      });
    });
  }
}

function encode(shot: Shot): Uint8Array {
  return encoder.encode(wireOf(shot));
}

/** The answer once all of it is there. */
function wholeAnswer(bytes: Uint8Array): { status: number; body(): string } | undefined {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = decoder.decode(bytes.subarray(0, end));
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  const isWhole =
    length === undefined
      ? decoder.decode(bytes.subarray(-5)) === "0\r\n\r\n"
      : bytes.byteLength >= end + 4 + Number(length);
  if (!isWhole) return undefined;
  return { status: Number(head.slice(9, 12)), body: () => decoder.decode(bytes.subarray(end + 4)) };
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
