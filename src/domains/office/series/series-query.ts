import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput } from "#operation/query.ts";
import { seriesThat } from "./series-store.ts";
import { requireSeries, seriesView, viewSeries } from "./series-view.ts";

/** Visits that come again, each with the next ones. @throws NOT_FOUND */
export const seriesQuery = defineRead({
  name: "series.query",
  title: "Query visits that come again",
  description:
    "Series of visits with their rule, time, and the next ten of each; filters.customer_id for one customer's.",
  scopes: ["office:read"],
  uses: ["contact.identify", "ticket.numbers"],
  input: queryInput({ customer_id: z.string().max(60).optional() }, ["customer"]),
  output: queryOutput(seriesView),
  example: {},
  summary: ({ items }) => `${items.length} series.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    if (asked.id !== undefined)
      return {
        items: [await viewSeries(await requireSeries(asked.id, ctx), ctx)],
        truncated: false,
        next_cursor: null,
      };
    const found = await seriesThat(ctx.db, {
      ...{ contactId: asked.filters?.customer_id, after: asked.cursor, limit: asked.limit + 1 },
    });
    const rows = found.slice(0, asked.limit);
    return {
      items: await Promise.all(rows.map(async (row) => await viewSeries(row, ctx))),
      truncated: false,
      next_cursor: found.length > rows.length ? (rows.at(-1)?.id ?? null) : null,
    };
  },
});
