const everyMs = 15_000;
const comment = new TextEncoder().encode(": still here\n\n");

/** A comment every quarter of a minute, so that nobody between takes a long thought for the end. */
export function keptAlive(controller: ReadableStreamDefaultController<Uint8Array>): { stop(): void } {
  const timer = setInterval(() => {
    try {
      controller.enqueue(comment);
    } catch (failure) {
      // A stream that was ended from the other side takes nothing more.
      if (!(failure instanceof TypeError)) throw failure;
      clearInterval(timer);
    }
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
