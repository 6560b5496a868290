import type { ServerEventBus } from "@modelcontextprotocol/server";
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
  const watched = new Set<string>();
  const end = changes.subscribe((event) => {
    if (event.kind !== "resource_updated" || !watched.has(event.uri)) return;
    tell(event.uri).catch((failure: unknown) =>
      log.debug("A client could not be told of a change.", describeFailure(failure)),
    );
  });
  return {
    add(uri) {
      if (watched.size < most) watched.add(uri);
    },
    remove: (uri) => void watched.delete(uri),
    end,
  };
}
