import { Buffer } from "node:buffer";
import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { counted } from "#platform/words.ts";
import { localMoment } from "#platform/zone.ts";
import { propertyNamed, readDay, requireStay } from "./stay.ts";
import { staysThat } from "./stay-store.ts";
import { stayView, viewStays } from "./stay-view.ts";

/** Stays by their arrival: from today on where no day is asked for. @throws NOT_FOUND, VALIDATION_ERROR */
export const stayQuery = defineRead({
  name: "stay.query",
  title: "Query stays",
  description:
    "Somebody's nights at properties, by arrival: from today on, or with filters.date those who are there on that night. Those that were read from a calendar elsewhere say so.",
  scopes: ["office:read"],
  uses: ["contact.identify"],
  input: queryInput(
    {
      property: z.string().max(120).optional(),
      status: z.enum(["expected", "here", "gone", "cancelled"]).optional(),
      date: z.string().max(80).optional().describe("Who is there that night."),
      from: z.string().max(80).optional().describe("Arrivals from this day on."),
      customer_id: z.string().max(60).optional(),
    },
    ["customer"],
  ),
  output: queryOutput(stayView),
  example: { filters: { date: "tonight" } },
  summary: ({ items }) => `${counted(items.length, "stay")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    if (asked.id !== undefined)
      return {
        items: await viewStays([await requireStay(asked.id, ctx)], ctx),
        truncated: false,
        next_cursor: null,
      };
    const { property, status, date, from, customer_id } = asked.filters ?? {};
    const today = localMoment(ctx.settings.get("business.zone"), ctx.now).date;
    const on = date === undefined ? undefined : await readDay(date, "filters.date", ctx);
    const isOpen = on === undefined && customer_id === undefined && wordsOf(asked) === undefined;
    const found = await staysThat(ctx.db, {
      ...{ state: status, contactId: customer_id, on, words: wordsOf(asked) },
      property: property === undefined ? undefined : propertyNamed(property, ctx),
      from: from === undefined ? (isOpen ? today : undefined) : await readDay(from, "filters.from", ctx),
      after: asked.cursor === undefined ? undefined : placeIn(asked.cursor),
      limit: asked.limit + 1,
    });
    const rows = found.slice(0, asked.limit);
    const last = rows.at(-1);
    const next = found.length > rows.length && last ? `${last.arrival} ${last.id}` : null;
    return {
      items: await viewStays(rows, ctx),
      truncated: false,
      next_cursor: next === null ? null : Buffer.from(next).toString("base64url"),
    };
  },
});

function placeIn(cursor: string): { arrival: string; id: string } {
  const [arrival = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  return { arrival, id };
}
