import * as z from "zod";
import { optedOut } from "#domains/phone/consent/opt-out-store.ts";
import { shownCallById, shownMessages } from "#domains/phone/history-store.ts";
import { picturesOf } from "#domains/phone/pictures/pictures-store.ts";
import { messageView, viewCall, viewMessage } from "#domains/phone/view.ts";
import { defineRead, type OperationContext } from "#operation/operation.ts";
import { decodeCursor, pageOf } from "#platform/cursor.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { counted } from "#platform/words.ts";
import { DeskError } from "#src/errors.ts";
import { callsAfter, messagesAfter } from "./around-store.ts";
import { conversationWith } from "./inbox-store.ts";
import { conversationState, stateOf } from "./state.ts";
import { spokenCall, ticketItem, type WholeItem, wholeTimeline } from "./whole-timeline.ts";

const contact = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  phones: z.array(z.string()),
  email: z.string().nullable(),
  notes: z.string().nullable(),
});

const shownText = messageView.extend({ pictures: z.array(z.string()).optional() });

const longestPage = 60;
/** How much of what came after is shown with a text that was looked for. */
const after = 20;

/** One conversation for a person at a page: by the number, or by a text or a call in it. @throws NOT_FOUND */
export const conversationThread = defineRead({
  name: "conversation.thread",
  title: "Open a conversation",
  description: "Everything said with one person, oldest first, by a number, a text or a call.",
  scopes: ["phone:read"],
  exposure: "person",
  uses: ["contact.look_up", "ticket.about"],
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("A number, msg_… or cal_…."),
    cursor: z.string().max(200).optional(),
  }),
  output: z.object({
    phoneNumber: z.string(),
    contact: contact.nullable(),
    optedOut: z.boolean(),
    waitingSince: z.int().nullable().describe("When the last of theirs arrived that nobody has answered."),
    state: conversationState.nullable(),
    items: z.array(z.union([shownText, spokenCall, ticketItem])),
    truncated: z.boolean(),
    nextCursor: z.string().nullable(),
  }),
  summary: ({ items, phoneNumber }) => `${counted(items.length, "text and call")} with ${phoneNumber}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id, cursor }, ctx) {
    const { phone, item } = await placeOf(id, ctx);
    const known = await ctx.use<{ contact: z.infer<typeof contact> | null }>("contact.look_up", { phone });
    const peers = known.contact?.phones ?? [phone];
    const before = cursor ? decodeCursor(cursor) : undefined;
    const found = await wholeTimeline(
      {
        ...{ peers, since: 0, longestDialogue },
        // The item itself comes with what was before it.
        before: before ?? (item && { at: item.at, id: `${item.id}~` }),
        limit: longestPage + 1,
      },
      ctx,
    );
    const { rows, ...page } = pageOf(
      found,
      longestPage,
      (each) => each.view,
      (each) => each,
    );
    const row = await conversationWith(ctx.db, phone);
    const later = item && !before ? await saidAfter(item, ctx) : [];
    const items = [...rows.reverse(), ...later];
    return {
      phoneNumber: phone,
      contact: known.contact,
      optedOut: (await optedOut(ctx, [phone])).has(phone),
      waitingSince: row?.waitingSince ?? null,
      state: row ? stateOf(row, ctx.settings.get("business.zone"), ctx.now) : null,
      items: await withPictures(items, ctx),
      ...page,
    };
  },
});

/** Each text that came with pictures names those that are kept. */
async function withPictures(items: WholeItem[], { db }: OperationContext) {
  const ids = items.flatMap((each) => (each.kind === "message" && each.media ? [each.id] : []));
  const pictures = await picturesOf(db, ids);
  return items.map((each) => {
    const found = pictures.get(each.id);
    return each.kind === "message" && found ? { ...each, pictures: found } : each;
  });
}

/** Bytes of JSON of what was said on one call. */
const longestDialogue = 8000;

interface Item {
  at: number;
  id: string;
  peer: string;
}

/** @throws DeskError NOT_FOUND */
async function placeOf(id: string, ctx: OperationContext): Promise<{ phone: string; item?: Item }> {
  const [text] = id.startsWith("msg_") ? await shownMessages(ctx.db, [id]) : [];
  const item = text ?? (id.startsWith("cal_") ? await shownCallById(ctx.db, id) : undefined);
  if (item) return { phone: item.peer, item };
  const phone = readPhoneNumber(id, ctx.settings.get("business.region")) ?? (await shortCode(id, ctx));
  if (phone) return { phone };
  throw new DeskError("NOT_FOUND", "There is no such conversation.", { next: "See the inbox." });
}

/** What is no number one can dial, and has written all the same. */
async function shortCode(id: string, ctx: OperationContext): Promise<string | undefined> {
  return (await conversationWith(ctx.db, id))?.peer;
}

async function saidAfter({ peer, at, id }: Item, ctx: OperationContext) {
  const zone = ctx.settings.get("business.zone");
  const asked = { peer, at, id, limit: after };
  const [texts, calls] = await Promise.all([messagesAfter(ctx.db, asked), callsAfter(ctx.db, asked)]);
  return [
    ...texts.map((row) => ({ at: row.at, view: viewMessage(row, zone) })),
    ...calls.map((row) => ({ at: row.at, view: viewCall(row, zone) })),
  ]
    .sort((a, b) => a.at - b.at)
    .slice(0, after)
    .map(({ view }) => view);
}
