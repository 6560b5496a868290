import { createElement } from "hono/jsx";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { Search } from "./search.tsx";

/** `GET /search?q=`: one search over contacts, texts and tickets. */
export function searchRoute(parts: DoorParts) {
  return (c: DoorContext): Promise<Response> =>
    withReader(c, parts, async ({ signedIn, run }) => {
      const words = (c.req.query("q") ?? "").trim().slice(0, 200);
      const found = words
        ? (
            await run<{ results: { id: string; title: string; url: string }[] }>("record.search", {
              query: words,
            })
          ).results
        : [];
      const content = createElement(Search, {
        business: parts.business(),
        reader: await readerOf(signedIn, c, parts),
        words,
        results: found.map(({ id, title, url }) => ({ id, title, href: new URL(url).pathname })),
      });
      return await page(content);
    });
}
