import * as z from "zod";
import { lastInbound, touchConversation } from "#domains/phone/conversations/store.ts";
import { isAnswer } from "#domains/phone/law/contact-block.ts";
import {
  isUnasked,
  keepsWithin,
  measureOutreach,
  outreachOf,
  outreachPermission,
} from "#domains/phone/outreach/outreach.ts";
import { defineWrite } from "#operation/operation.ts";

/**
 * A text that will follow from what somebody does now, to somebody who may never have been in touch: it is asked for, and
 * counts, as if they had sent it. Many small bookings are no way around the rules for many texts.
 */
export const messageForesee = defineWrite({
  name: "message.foresee",
  title: "A text that follows from this",
  description: "Joins the unit of whatever has a customer told of something.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ phone: z.string() }),
  output: z.object({ isNew: z.boolean() }),
  summary: ({ isNew }) => String(isNew),
  hints: { destructive: false, idempotent: true, openWorld: false },
  permission: outreachPermission,
  async plan({ phone }, ctx) {
    const wrote = (await lastInbound(ctx.db, [phone])).get(phone);
    const isNew = !isAnswer(wrote, ctx.now);
    const outreach = outreachOf(ctx, isNew ? [phone] : []);
    return {
      facts: { texts: 1, recipients: [phone], contents: [] },
      measures: await measureOutreach(ctx, outreach),
      data: isNew ? { outreach, phone, id: ctx.newId("cnv"), now: ctx.now } : undefined,
      result: { isNew },
    };
  },
  apply: (data, ctx) =>
    data && isUnasked(ctx)
      ? [
          ...keepsWithin(data.outreach, ctx),
          touchConversation(data.id, data.phone, {
            ...{ at: data.now, now: data.now, unasked: { since: data.outreach.lately } },
          }),
        ]
      : [],
});
