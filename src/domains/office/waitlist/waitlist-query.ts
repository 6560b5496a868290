import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { viewWaiting, waitingView } from "./waiting-view.ts";
import { requireWaiting } from "./waitlist-offer.ts";
import { type WaitingRow, waitingThat } from "./waitlist-store.ts";

/** Who waits for a time, whoever came first first. @throws NOT_FOUND */
export const waitlistQuery = defineRead({
  name: "waitlist.query",
  title: "Query the waiting list",
  description: "Who waits for a time that becomes free, whoever came first first: for what, until when.",
  scopes: ["office:read"],
  uses: ["contact.identify"],
  input: queryInput(
    {
      status: z.enum(["waiting", "offered", "booked", "gone", "any"]).default("waiting"),
      customer_id: z.string().max(60).optional(),
    },
    ["customer"],
  ),
  output: queryOutput(waitingView),
  example: {},
  summary: ({ items }) => `${counted(items.length, "customer")} waiting.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    if (asked.id !== undefined)
      return {
        items: await viewWaiting([await requireWaiting(asked.id, ctx)], ctx),
        truncated: false,
        next_cursor: null,
      };
    const found = await waitingThat(ctx.db, {
      state: asked.filters?.status ?? "waiting",
      contactId: asked.filters?.customer_id,
      after: asked.cursor === undefined ? undefined : decodeCursor(asked.cursor),
      limit: asked.limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      asked.limit,
      (row): WaitingRow => row,
      ({ createdAt, id }) => ({
        at: createdAt,
        id,
      }),
    );
    const words = wordsOf(asked)?.toLowerCase();
    const items = (await viewWaiting(rows, ctx)).filter(
      ({ customer, services }) =>
        words === undefined || `${customer.name ?? ""} ${services.join(" ")}`.toLowerCase().includes(words),
    );
    return { items, truncated, next_cursor: nextCursor };
  },
});
