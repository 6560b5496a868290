import * as z from "zod";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { requireBound } from "#platform/read-time.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { type ReportRow, reportOf } from "./report-store.ts";

const view = z.object({
  phoneNumber: z.string(),
  name: z.string().nullable(),
  firstInboundAt: z.string().nullable().describe("When they first wrote or called in the span."),
  firstResponseSeconds: z.int().nullable().describe("From then to the first answer; null where none came."),
  resolvedAt: z.string().nullable().describe("When it was marked as done, where it is."),
  resolutionSeconds: z.int().nullable(),
  textsIn: z.int(),
  textsOut: z.int(),
  calls: z.int(),
  assignee: z.string().nullable(),
});

const dayMs = 86_400_000;
const usualDays = 30;

/** A row for each conversation: how much was exchanged, how soon it was answered and resolved. @throws VALIDATION_ERROR */
export const conversationReport = defineRead({
  name: "conversation.report",
  title: "Report on conversations",
  description:
    "Gives a row for each conversation in a span of time (the last 30 days unless since says otherwise): texts and calls, seconds to the first answer, seconds until it was done, who looks after it. People save it as a file at /inbox/conversations.csv.",
  scopes: ["phone:read"],
  uses: ["contact.look_up"],
  input: z.strictObject({
    since: z.string().max(40).optional().describe("From then on; ISO 8601."),
    until: z.string().max(40).optional().describe("Before then."),
    limit: z.int().min(1).max(200).default(50),
    cursor: z.string().max(200).optional().describe("nextCursor of the page before."),
  }),
  output: z.object({
    conversations: z.array(view),
    truncated: z.boolean(),
    nextCursor: z.string().nullable(),
  }),
  example: { since: "2026-11-01T00:00" },
  summary: ({ conversations, nextCursor }) =>
    `${counted(conversations.length, "conversation")}${nextCursor ? ", more with nextCursor" : ""}.`,
  isContent: true,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ since, until, limit, cursor }, ctx) {
    const zone = ctx.settings.get("business.zone");
    const found = await reportOf(ctx.slow, {
      since: since === undefined ? ctx.now - usualDays * dayMs : requireBound(since, zone, "since"),
      until: until === undefined ? ctx.now + 1 : requireBound(until, zone, "until"),
      before: cursor ? decodeCursor(cursor) : undefined,
      limit: limit + 1,
    });
    const shown = await Promise.all(found.map(async (row) => ({ row, view: await viewRow(row, zone, ctx) })));
    const { rows, ...page } = pageOf(
      shown,
      limit,
      (each) => each.view,
      ({ row }) => ({ at: row.lastActivityAt, id: row.id }),
    );
    return { conversations: rows, ...page };
  },
});

async function viewRow(row: ReportRow, zone: string, ctx: OperationContext): Promise<z.infer<typeof view>> {
  const { peer, firstInboundAt, firstAnswerAt, doneAt, textsIn, textsOut, calls, assignee } = row;
  type Known = { contact: { name: string | null } | null };
  const { contact } = await ctx.use<Known>("contact.look_up", { phone: peer });
  const isResolved = doneAt !== null && (firstInboundAt === null || doneAt >= firstInboundAt);
  return {
    phoneNumber: peer,
    name: contact?.name ?? null,
    firstInboundAt: firstInboundAt === null ? null : isoIn(zone, firstInboundAt),
    firstResponseSeconds: secondsBetween(firstInboundAt, firstAnswerAt),
    resolvedAt: isResolved ? isoIn(zone, doneAt) : null,
    resolutionSeconds: isResolved ? secondsBetween(firstInboundAt, doneAt) : null,
    ...{ textsIn, textsOut, calls, assignee },
  };
}

function secondsBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.round((to - from) / 1000);
}
