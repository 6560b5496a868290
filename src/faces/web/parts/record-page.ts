import { createElement } from "hono/jsx";
import { caution } from "#domains/business/record.ts";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { RecordView } from "./record.tsx";

/** A page of one record, by the id in its address: where the addresses lead that an assistant cites. */
export function recordPage(parts: DoorParts) {
  return (c: DoorContext): Promise<Response> =>
    withReader(c, parts, async ({ signedIn, run }) => {
      const { title, text } = await run<{ title: string; text: string }>("record.fetch", {
        id: (c.req.param("id") ?? "").slice(0, 60),
      });
      const reader = await readerOf(signedIn, c, parts);
      return await page(
        createElement(RecordView, {
          business: parts.business(),
          reader,
          title,
          text: text.replace(caution, ""),
        }),
      );
    });
}
