import * as z from "zod";
import { leadStatuses, urgencies } from "#db/schema/money.ts";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { leadView, requireLead, viewLeads } from "./lead.ts";
import { leadsThat } from "./lead-store.ts";

/** Leads, the newest first. @throws NOT_FOUND */
export const leadQuery = defineRead({
  name: "lead.query",
  title: "Query leads",
  description:
    "Who may become a customer, the newest first; with status open those that something can still come of.",
  scopes: ["office:read"],
  uses: ["contact.identify"],
  input: queryInput(
    {
      status: z.enum([...leadStatuses, "open"]).optional(),
      urgency: z.enum(urgencies).optional(),
      source: z.string().max(60).optional(),
      customer_id: z.string().max(60).optional(),
    },
    ["customer"],
  ),
  output: queryOutput(leadView),
  example: { filters: { status: "open" } },
  summary: ({ items }) => `${counted(items.length, "lead")}.`,
  untrustedPeers: ({ items }) => items.flatMap(({ words_of = [] }) => words_of),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const { id, filters = {}, limit, cursor } = asked;
    if (id !== undefined)
      return {
        items: await viewLeads([await requireLead(id, ctx)], ctx),
        ...{ truncated: false, next_cursor: null },
      };
    const { status, urgency, source, customer_id } = filters;
    const found = await leadsThat(ctx.db, {
      ...{ status, urgency, source, contactId: customer_id, words: wordsOf(asked) },
      before: cursor === undefined ? undefined : decodeCursor(cursor),
      limit: limit + 1,
    });
    const { rows, truncated, nextCursor } = pageOf(
      found,
      limit,
      (row) => row,
      ({ createdAt, id: leadId }) => ({ at: createdAt, id: leadId }),
    );
    return { items: await viewLeads(rows, ctx), truncated, next_cursor: nextCursor };
  },
});
