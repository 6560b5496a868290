import * as z from "zod";
import { shownCallById, shownMessages } from "#domains/phone/history-store.ts";
import { callView, messageView, viewCall, viewMessage } from "#domains/phone/view.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import type { Position } from "#platform/cursor.ts";
import { callsAfter, messagesAfter } from "./around-store.ts";
import { timeline } from "./timeline.ts";

const item = z.union([messageView, callView]);
type Item = z.infer<typeof item>;

/** How many stand before it and after it. */
const neighbours = 6;

/** A text or a call in its conversation: what was said just before it and just after, oldest first. */
export const conversationAround = defineRead({
  name: "conversation.around",
  title: "A text or a call with what stands around it",
  description: "For other operations: one text or call and its neighbours in the conversation.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ id: z.string() }),
  output: z.object({ item: item.nullable(), peer: z.string(), before: z.array(item), after: z.array(item) }),
  summary: ({ peer }) => peer || "nothing",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const zone = ctx.settings.get("business.zone");
    const [text] = id.startsWith("msg_") ? await shownMessages(ctx.db, [id]) : [];
    const call = id.startsWith("cal_") ? await shownCallById(ctx.db, id) : undefined;
    const row = text ?? call;
    if (!row) return { item: null, peer: "", before: [], after: [] };
    const position = { at: row.at, id, peer: row.peer };
    return {
      item: text ? viewMessage(text, zone) : call ? viewCall(call, zone) : null,
      peer: row.peer,
      before: await saidBefore(position, ctx),
      after: await saidAfter(position, ctx),
    };
  },
});

type Place = Position & { peer: string };

async function saidBefore({ peer, ...before }: Place, ctx: OperationContext): Promise<Item[]> {
  const items = await timeline(ctx.db, ctx.settings, { peers: [peer], before, limit: neighbours });
  return items.map(({ view }) => view).reverse();
}

async function saidAfter(place: Place, ctx: OperationContext): Promise<Item[]> {
  const zone = ctx.settings.get("business.zone");
  const asked = { ...place, limit: neighbours };
  const [texts, calls] = await Promise.all([messagesAfter(ctx.db, asked), callsAfter(ctx.db, asked)]);
  const items = [
    ...texts.map((row) => ({ at: row.at, view: viewMessage(row, zone) })),
    ...calls.map((row) => ({ at: row.at, view: viewCall(row, zone) })),
  ];
  return items
    .sort((a, b) => a.at - b.at)
    .slice(0, neighbours)
    .map(({ view }) => view);
}
