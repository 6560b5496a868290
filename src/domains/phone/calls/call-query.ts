import * as z from "zod";
import { shownCallsByIds } from "#domains/phone/history-store.ts";
import { queryNarrowing } from "#domains/phone/narrowing.ts";
import { callView, viewCall } from "#domains/phone/view.ts";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";

type Call = z.infer<typeof callView>;
type Listed = { calls: Call[]; truncated: boolean; nextCursor: string | null };
type Found = { calls?: (Call & { untrustedExcerpt: string })[] };

/** Calls in the office's form: what `call.list` gives, or those on which something was said. @throws NOT_FOUND and what they throw */
export const callQuery = defineRead({
  name: "call.query",
  title: "Query calls",
  description:
    "Calls made and received, the newest first, by the other side's number, direction or time; with search those on which the words were said, five at most, with what was said around them.",
  scopes: ["phone:read"],
  uses: ["call.list", "message.search"],
  input: queryInput(queryNarrowing, ["contact"]),
  output: queryOutput(callView.extend({ untrustedExcerpt: z.string().optional() })),
  example: { filters: { direction: "inbound" } },
  summary: ({ items }) => `${counted(items.length, "call")}.`,
  untrustedPeers: ({ items }) =>
    items.flatMap(({ untrustedExcerpt, direction, from, to }) =>
      untrustedExcerpt === undefined ? [] : direction === "inbound" ? from : to,
    ),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    if (asked.id !== undefined) {
      const rows = await shownCallsByIds(ctx.db, [asked.id]);
      if (rows.length === 0)
        throw new DeskError("NOT_FOUND", "There is no such call.", {
          next: "Look with crm_query type calls.",
        });
      const zone = ctx.settings.get("business.zone");
      return { items: rows.map((row) => viewCall(row, zone)), truncated: false, next_cursor: null };
    }
    const { phone, search: _same, ...narrowing } = asked.filters ?? {};
    const words = wordsOf(asked);
    const given = { ...narrowing, ...(phone === undefined ? {} : { phoneNumber: phone }) };
    if (words !== undefined) {
      const { calls = [] } = await ctx.use<Found>("message.search", { ...given, query: words, limit: 1 });
      return { items: calls.slice(0, asked.limit), truncated: false, next_cursor: null };
    }
    const page = asked.cursor === undefined ? {} : { cursor: asked.cursor };
    const { calls, truncated, nextCursor } = await ctx.use<Listed>("call.list", {
      ...given,
      ...page,
      limit: asked.limit,
    });
    return { items: calls, truncated, next_cursor: nextCursor };
  },
});
