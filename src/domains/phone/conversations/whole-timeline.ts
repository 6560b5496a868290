import * as z from "zod";
import { spokenLine } from "#domains/phone/calls/dialogue.ts";
import { dialoguesOf } from "#domains/phone/calls/dialogues.ts";
import { shownCallsByIds } from "#domains/phone/history-store.ts";
import { type CallView, callView, type MessageView, messageView } from "#domains/phone/view.ts";
import type { OperationContext } from "#operation/operation.ts";
import type { Position } from "#platform/cursor.ts";
import { timeline } from "./timeline.ts";

export const spokenCall = callView.extend({
  dialogue: z.array(spokenLine).optional().describe("What was said, where it was written down."),
  dialogueTruncated: z.boolean().optional(),
});

export const ticketItem = z.object({
  kind: z.literal("ticket"),
  id: z.string(),
  ticketId: z.string(),
  status: z.string(),
  category: z.string(),
  at: z.string(),
  untrustedDescription: z.string(),
});

/** A text, a call with what was said on it, or a ticket. */
export const wholeItem = z.union([messageView, spokenCall, ticketItem]);
export type WholeItem = MessageView | z.infer<typeof spokenCall> | z.infer<typeof ticketItem>;

type Placed = Position & { view: WholeItem };

export interface Stretch {
  peers: string[];
  since: number;
  before: Position | undefined;
  limit: number;
  /** Bytes of JSON of what was said on one call. */
  longestDialogue: number;
}

/**
 * All that there was with some numbers, the newest first: texts, calls with what was said on them, and, for whoever may read
 * them, tickets. The operation uses `ticket.about`.
 */
export async function wholeTimeline(stretch: Stretch, ctx: OperationContext): Promise<Placed[]> {
  const { peers, since, before, limit, longestDialogue } = stretch;
  const [said, tickets] = await Promise.all([
    timeline(ctx.db, ctx.settings, { peers, since, before, limit }),
    ticketsOf(stretch, ctx),
  ]);
  const spoken = await withDialogues(said, longestDialogue, ctx);
  return [...spoken, ...tickets].sort(newestFirst).slice(0, limit);
}

function newestFirst(a: Position, b: Position): number {
  return b.at - a.at || (a.id < b.id ? 1 : -1);
}

/** Each call with what was said on it, as far as that is here. */
async function withDialogues(
  items: readonly (Position & { view: MessageView | CallView })[],
  longest: number,
  { db }: OperationContext,
): Promise<Placed[]> {
  const calls = await shownCallsByIds(
    db,
    items.flatMap(({ id, view }) => (view.kind === "call" ? [id] : [])),
  );
  const dialogues = await dialoguesOf(db, calls, longest);
  return items.map((item) => {
    const said = dialogues.get(item.id);
    return said && said.dialogue.length > 0
      ? { ...item, view: { ...item.view, ...said } as WholeItem }
      : item;
  });
}

/** Their tickets, for whoever may read tickets. */
async function ticketsOf({ peers, since, before }: Stretch, ctx: OperationContext): Promise<Placed[]> {
  if (!ctx.principal.scopes.has("helpdesk:read")) return [];
  type About = {
    tickets: (Omit<z.infer<typeof ticketItem>, "kind" | "at"> & { createdAt: number; at: string })[];
  };
  const { tickets } = await ctx.use<About>("ticket.about", { phones: peers, since });
  return tickets
    .map(({ createdAt, ...ticket }) => ({
      ...{ at: createdAt, id: ticket.id },
      view: { kind: "ticket" as const, ...ticket },
    }))
    .filter((each) => before === undefined || newestFirst(before, each) < 0);
}
