import { ProtocolError, ProtocolErrorCode, type ServerEventBus } from "@modelcontextprotocol/server";
import { describeFailure, logOf } from "#platform/log.ts";
import type { Watching } from "./server.ts";

/** Resources one connection may watch. */
const most = 1000;

/** What one lasting connection watches; `tell` is called for each change of it, until it ends. */
export function watchingOn(
  changes: ServerEventBus,
  tell: (uri: string) => Promise<void>,
): Watching & { end(): void } {
  const log = logOf("mcp");
  /** The addresses as the client wrote them, by the desk's own. */
  const watched = new Map<string, Set<string>>();
  let count = 0;
  const end = changes.subscribe((event) => {
    if (event.kind !== "resource_updated") return;
    for (const uri of watched.get(event.uri) ?? []) tell(uri).catch(untold);
  });
  return {
    add(address, uri) {
      const spellings = watched.get(address) ?? new Set();
      if (spellings.has(uri)) return;
      if (count >= most)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `No more than ${most} can be watched.`);
      watched.set(address, spellings.add(uri));
      count++;
    },
    remove(uri) {
      for (const spellings of watched.values()) if (spellings.delete(uri)) count--;
    },
    end,
  };

  function untold(failure: unknown): void {
    log.debug("A client could not be told of a change.", describeFailure(failure));
  }
}
