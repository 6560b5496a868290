import * as z from "zod";
import type { Statement } from "#db/statement.ts";
import { type MessageRow, messagesByIds, shownMessages } from "#domains/phone/history-store.ts";
import { isAnswer } from "#domains/phone/law/contact-block.ts";
import { allowedAt } from "#domains/phone/outreach/allowed-at.ts";
import { capError, capsOn, contactCapMessage, keepsCaps, overCap } from "#domains/phone/outreach/caps.ts";
import { allowedByOf, outreachPermission } from "#domains/phone/outreach/outreach.ts";
import { recipientsCard } from "#domains/phone/outreach/recipients-card.ts";
import { askedLike, newestOf } from "#domains/phone/outreach/repeats-store.ts";
import { textCost } from "#domains/phone/prices.ts";
import { messageView, viewMessage } from "#domains/phone/view.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { type PermissionRule, stricter } from "#operation/permission.ts";
import { requireTime } from "#platform/read-time.ts";
import { isoIn, spoken } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";
import { content } from "./drafts.ts";
import { waitingText } from "./message-cancel.ts";
import { changeMessage, stillWait } from "./schedule-store.ts";
import { segmentsOf } from "./segments.ts";
import { reaching } from "./text-effect.ts";
import { notSentLike } from "./texts-unit.ts";

const input = z.strictObject({
  message_id: z.string().max(60).describe("A text that waits, as message_scheduled lists it."),
  content: content.optional().describe("What it is to say instead."),
  scheduledAt: z.string().max(40).optional().describe("When it is to go out instead; ISO 8601."),
});

/** What a person has allowed or written stays as they left it, unless a person allows the change too. */
const permission: PermissionRule<unknown> = {
  ...outreachPermission,
  rule: "A text that a person allowed or wrote needs a person for every change. Any other is asked for like a new text.",
  levelOf(asked) {
    const own = outreachPermission.levelOf(asked);
    if (asked.facts["wasAllowed"] !== true) return own;
    const reason = "A person allowed or wrote this text as it was.";
    return stricter(own, { level: "requires_authorization", reason, causes: ["rule"] });
  },
};

/** Changes what a text that waits will say, or when. @throws NOT_FOUND, CONFLICT, BLOCKED, VALIDATION_ERROR */
export const messageEdit = defineWrite({
  name: "message.edit",
  title: "Change a scheduled text",
  description:
    "Changes what a text that waits will say, or when it goes out. A text that a person allowed asks a person again.",
  scopes: ["phone:write"],
  input,
  output: z.object({ message: messageView }),
  example: { message_id: "msg_01m8kfs7zw8kxwjrbdanhezrve", scheduledAt: "2026-12-01T09:00" },
  summary: ({ message }) => `${message.id} goes out at ${message.scheduledAt ?? message.at}.`,
  hints: { destructive: false, idempotent: true, openWorld: true },
  uses: ["contact.look_up"],
  permission,
  async plan(given, ctx) {
    const id = await waitingText(given.message_id, ctx);
    const [row] = await messagesByIds(ctx.db, [id]);
    if (!row) throw new TypeError("a text that waits is there");
    const text = given.content ?? row.content;
    const scheduledAt = newTime(given.scheduledAt, row, ctx);
    const lastInboundAt = await requireAllowed(row, scheduledAt, ctx);
    const unit = [
      ...(await requireRoom(row, scheduledAt, ctx)),
      await requireNew(row, text, scheduledAt, ctx),
    ];
    const { segments } = segmentsOf(text);
    const pictures = (JSON.parse(row.media ?? "[]") as unknown[]).length;
    const cost = textCost(row.provider, row.peer, { segments, pictures });
    const zone = ctx.settings.get("business.zone");
    return {
      facts: {
        ...{ texts: 1, recipients: [row.peer], contents: [text], scheduledAt },
        wasAllowed: row.allowedBy !== null && !isOwn(row, ctx),
        was: { content: row.content, at: row.at },
      },
      measures: { newNumbers: isAnswer(lastInboundAt, ctx.now) ? 0 : 1 },
      card: async () => [
        await recipientsCard(ctx, "To", [row.peer]),
        { label: "Text", quote: text },
        ...(text === row.content ? [] : [{ label: "It said", quote: row.content }]),
        { label: "When", value: spoken(isoIn(zone, scheduledAt), ctx.now) },
      ],
      data: { row, unit, change: { content: text, segments, cost, scheduledAt }, now: ctx.now },
      result: { id },
      events: [{ type: "message.updated", subject: id }],
      moves: [{ ref: id, dueAt: scheduledAt }],
    };
  },
  apply: ({ row, unit, change, now }, ctx) => [
    stillWait([row.id]),
    ...unit,
    changeMessage(row.id, { ...change, allowedBy: allowedByOf(ctx) ?? row.allowedBy }, now),
  ],
  async answer({ id }, ctx) {
    const [row] = await shownMessages(ctx.db, [id]);
    if (!row) throw new DeskError("NOT_FOUND", "The text has been removed since.");
    return { message: viewMessage(row, ctx.settings.get("business.zone")) };
  },
});

/** What keeps another day's texts within what it may have. @throws DeskError RATE_LIMIT_EXCEEDED */
async function requireRoom(row: MessageRow, at: number, ctx: OperationContext): Promise<Statement[]> {
  const caps = capsOn(at, ctx.settings);
  if (row.at >= caps.day.begins && row.at < caps.day.ends) return [];
  type Found = { contact: { phones: string[] } | null };
  const { contact } = await ctx.use<Found>("contact.look_up", { phone: row.peer });
  const shares = [{ peers: contact?.phones ?? [row.peer], texts: 1 }];
  const over = await overCap(ctx.db, caps, shares);
  if (over.whole !== undefined || over.contacts.size > 0)
    throw capError(over.whole ?? contactCapMessage(caps), caps, ctx.settings);
  return keepsCaps(caps, shares);
}

/** Whoever wrote it at a page may change it there. */
function isOwn({ allowedBy }: MessageRow, { principal }: OperationContext): boolean {
  return principal.face === "web" && allowedBy === principal.user;
}

/** @throws DeskError CONFLICT where the change would make it a text that somebody has had */
async function requireNew(
  { id, peer }: MessageRow,
  content: string,
  at: number,
  ctx: OperationContext,
): Promise<Statement> {
  const within = ctx.settings.get("windows.same_text_minutes") * 60_000;
  const around = { at, within: within === 0 ? undefined : within, except: id };
  const like = await newestOf(ctx.db, askedLike({ peer, content }, around));
  if (like === undefined) return notSentLike(peer, content, around);
  throw new DeskError("CONFLICT", "They have had the same text, or get it at that time.", {
    refs: { message_id: like },
    next: "Take this one back with message_cancel, or say something else.",
  });
}

/** Never before the moment in which it can be taken back is over. */
function newTime(text: string | undefined, { at, createdAt }: MessageRow, ctx: OperationContext): number {
  if (text === undefined) return at;
  const asked = requireTime(text, ctx.settings.get("business.zone"), "scheduledAt");
  if (asked > ctx.now) return Math.max(asked, createdAt + ctx.settings.get("windows.recall_seconds") * 1000);
  throw new DeskError("VALIDATION_ERROR", "A text cannot be scheduled for a time that is over.", {
    fields: { scheduledAt: ["It has to be in the future."] },
    next: "Give a later time.",
  });
}

/** When they last wrote or called. @throws DeskError BLOCKED where they may not be texted then */
async function requireAllowed(
  row: MessageRow,
  at: number,
  ctx: OperationContext,
): Promise<number | undefined> {
  const { lastInboundAt, block } = await allowedAt(reaching(row), at, ctx);
  if (block) throw block;
  return lastInboundAt;
}
