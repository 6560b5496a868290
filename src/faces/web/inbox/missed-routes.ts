import { createElement } from "hono/jsx";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { Missed, type MissedCall } from "./missed.tsx";

/** `/inbox/missed`: calls that nobody took, of the last thirty days. */
export function missedRoute(parts: DoorParts) {
  const span = 30 * 86_400_000;
  return (c: DoorContext) =>
    withReader(c, parts, async ({ signedIn, run }) => {
      const cursor = c.req.query("cursor")?.slice(0, 200);
      const { calls, nextCursor } = await run<{ calls: MissedCall[]; nextCursor: string | null }>(
        "call.missed",
        {
          since: new Date(parts.clock.now() - span).toISOString(),
          limit: 30,
          ...(cursor ? { cursor } : {}),
        },
      );
      const content = createElement(Missed, {
        business: parts.business(),
        reader: await readerOf(signedIn, c, parts),
        calls,
        older:
          nextCursor === null ? undefined : `/inbox/missed?${new URLSearchParams({ cursor: nextCursor })}`,
      });
      return await page(content);
    });
}
