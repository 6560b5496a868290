import * as z from "zod";
import { lineFor } from "#domains/phone/lines/lines.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { counted } from "#platform/words.ts";
import { isoIn } from "#platform/zone.ts";
import { countUnanswered, inboxOf } from "./inbox-store.ts";
import { conversationState, stateOf } from "./state.ts";
import { timeline } from "./timeline.ts";

const last = z.object({
  kind: z.enum(["message", "call"]),
  direction: z.enum(["inbound", "outbound"]),
  status: z.string(),
  text: z.string().describe("The first characters of a text; a customer's own words where it is inbound."),
});

const view = z.object({
  id: z.string(),
  phoneNumber: z.string(),
  contactId: z.string().nullable(),
  name: z.string().nullable(),
  lastActivityAt: z.string(),
  unanswered: z.boolean(),
  state: conversationState,
  last: last.nullable(),
});

/** Characters of a text that stand in a list. */
const gist = 160;

/** Conversations for a person at a page, the latest first: who, the last word, and whether it waits for an answer. */
export const conversationInbox = defineRead({
  name: "conversation.inbox",
  title: "See the inbox",
  description: "Conversations with their last text or call, and which of them nobody has answered.",
  scopes: ["phone:read"],
  exposure: "person",
  uses: ["contact.look_up"],
  input: z.strictObject({
    show: z.enum(["all", "unanswered", "snoozed", "done"]).default("all"),
    line: z.string().max(60).optional(),
    assignee: z.string().max(120).optional(),
    limit: z.int().min(1).max(50).default(30),
    cursor: z.string().max(200).optional(),
  }),
  output: z.object({
    conversations: z.array(view),
    unanswered: z.int().describe("How many there are in all; no more than 100 are counted."),
    truncated: z.boolean(),
    nextCursor: z.string().nullable(),
  }),
  summary: ({ conversations, unanswered }) =>
    `${counted(conversations.length, "conversation")}, ${unanswered} unanswered.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ show, line, assignee, limit, cursor }, ctx) {
    const found = await inboxOf(ctx.db, {
      ...{ show, assignee, now: ctx.now, limit: limit + 1 },
      lineId: line === undefined ? undefined : (await lineFor(ctx, line, "line")).id,
      before: cursor ? decodeCursor(cursor) : undefined,
    });
    const zone = ctx.settings.get("business.zone");
    const known = await Promise.all(
      found.map(async (row) => ({ row, ...(await whoAndWhat(row.peer, ctx)) })),
    );
    const { rows, ...page } = pageOf(
      known,
      limit,
      ({ row, contact, said }) => ({
        id: row.id,
        phoneNumber: row.peer,
        contactId: contact?.id ?? null,
        name: contact?.name ?? null,
        lastActivityAt: isoIn(zone, row.lastActivityAt),
        unanswered: row.waitingSince !== null,
        state: stateOf(row, zone, ctx.now),
        last: said,
      }),
      ({ row }) => ({ at: row.lastActivityAt, id: row.id }),
    );
    return { conversations: rows, unanswered: await countUnanswered(ctx.db, ctx.now), ...page };
  },
});

async function whoAndWhat(peer: string, ctx: OperationContext) {
  const { contact } = await ctx.use<{ contact: { id: string; name: string | null } | null }>(
    "contact.look_up",
    { phone: peer },
  );
  const [item] = await timeline(ctx.db, ctx.settings, { peers: [peer], limit: 1 });
  if (!item) return { contact, said: null };
  const { kind, direction, status } = item.view;
  const words = item.view.kind === "message" ? (item.view.untrustedContent ?? item.view.content ?? "") : "";
  return { contact, said: { kind, direction, status, text: words.slice(0, gist).toWellFormed() } };
}
