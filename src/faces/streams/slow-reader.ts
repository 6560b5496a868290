import type { Socket } from "#runtime/serve.ts";

/** Bytes that wait for a reader before nothing more is given to it, and milliseconds until it is cut. */
const mostWaiting = 256 * 1024;
/** Bytes at which it is cut at once. */
export const mostUnread = 1024 * 1024;
const usualPatience = 20_000;

export interface SlowReader {
  /** False while the reader is behind: what is not sent now is sent once it has caught up. */
  readonly hasRoom: boolean;
  /** The reader has taken what waited. */
  drained(): void;
  stop(): void;
}

/** Watches over a reader: who is behind for too long is cut, so that nobody's slowness fills the memory. */
export function watchReader(
  socket: Pick<Socket, "waiting">,
  cut: () => void,
  patience = usualPatience,
): SlowReader {
  let behind: ReturnType<typeof setTimeout> | undefined;
  return {
    get hasRoom() {
      if (socket.waiting <= mostWaiting) return true;
      behind ??= setTimeout(cut, patience);
      return false;
    },
    drained() {
      clearTimeout(behind);
      behind = undefined;
    },
    stop: () => clearTimeout(behind),
  };
}
