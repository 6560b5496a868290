import { Buffer } from "node:buffer";
import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { counted } from "#platform/words.ts";
import { type ServiceRow, serviceById, servicesThat } from "./service-store.ts";
import { requireService, serviceView, viewService } from "./service-view.ts";

/** Services by their names. @throws NOT_FOUND */
export const serviceQuery = defineRead({
  name: "service.query",
  title: "Query services",
  description:
    "What the business does for customers, by name: price, how long it takes, and the time around it.",
  scopes: ["office:read"],
  input: queryInput({ archived: z.boolean().optional() }, ["price"]),
  output: queryOutput(serviceView),
  example: {},
  summary: ({ items }) => `${counted(items.length, "service")}: ${items.map(({ name }) => name).join(", ")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    if (asked.id !== undefined)
      return {
        items: [viewService(await requireService(asked.id, ctx))],
        truncated: false,
        next_cursor: null,
      };
    const words = wordsOf(asked)?.toLowerCase();
    const isArchived = asked.filters?.archived ?? false;
    const after = asked.cursor === undefined ? undefined : await placeOf(asked.cursor, ctx);
    const limit = words === undefined ? asked.limit + 1 : 500;
    const found = (await servicesThat(ctx.db, { isArchived, after, limit })).filter(
      ({ name, description }) =>
        words === undefined || `${name} ${description ?? ""}`.toLowerCase().includes(words),
    );
    const rows = found.slice(0, asked.limit);
    const last = rows.at(-1);
    const hasMore = found.length > rows.length && last !== undefined;
    return {
      items: rows.map(viewService),
      truncated: false,
      next_cursor: hasMore ? Buffer.from(last.id).toString("base64url") : null,
    };
  },
});

async function placeOf(cursor: string, ctx: Parameters<typeof requireService>[1]): Promise<ServiceRow> {
  const id = Buffer.from(cursor, "base64url").toString();
  return (await serviceById(ctx.db, id)) ?? (await requireService(id, ctx));
}
