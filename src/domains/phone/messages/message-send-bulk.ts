import * as z from "zod";
import { purposeWith } from "#domains/phone/law/purpose.ts";
import { outreachPermission } from "#domains/phone/outreach/outreach.ts";
import { filledFor, requireTemplate } from "#domains/phone/templates/filling.ts";
import type { TemplateRow } from "#domains/phone/templates/template-store.ts";
import { defineWrite, type OperationContext } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { content, type Draft } from "./drafts.ts";
import { commonOf, sendingInput, variables } from "./sending-input.ts";
import { textEffect } from "./text-effect.ts";
import { planTexts } from "./texting.ts";
import { answerTexts, summarizeTexts, textsSent } from "./texts-shown.ts";
import { applyTexts } from "./texts-unit.ts";

/** How many a bulk may reach. */
const most = 40;
const number = z.string().min(1).max(40);

const input = z.strictObject({
  to: z.array(number).min(2).max(most).optional().describe("Numbers that all get `content`."),
  content: content.optional(),
  messages: z
    .array(z.strictObject({ to: number, content: content.optional(), variables }))
    .min(2)
    .max(most)
    .optional()
    .describe("Instead of `to`: a text, or the template's variables, for each."),
  variables,
  ...sendingInput,
});

type Input = z.infer<typeof input>;

/** Texts many numbers, each on its own. More than five wait for a person, who sees every recipient. */
export const messageSendBulk = defineWrite({
  name: "message.send_bulk",
  title: "Text many people",
  description:
    "Sends separate texts to 2 to 40 numbers, now or at scheduledAt: one content for all (`to` and `content`), or one each (`messages`), or a template. More than 5 wait for a person. Each costs money; dryRun says how much. bulkId is for message_bulk_status.",
  scopes: ["phone:write"],
  input,
  output: textsSent,
  example: { to: ["+15550100200", "+15550100201"], content: "The pool is closed today." },
  summary: summarizeTexts,
  hints: { destructive: false, idempotent: false, openWorld: true },
  uses: ["contact.look_up"],
  permission: outreachPermission,
  async plan(given, ctx) {
    const template = given.template === undefined ? undefined : await requireTemplate(given.template, ctx);
    const common = commonOf(given, ctx);
    const drafts = draftsOf(given, template, ctx);
    return await planTexts(ctx, {
      ...common,
      purpose: purposeWith(common.purpose, template?.purpose),
      ...{ drafts, isBulk: true },
    });
  },
  apply: applyTexts,
  answer: answerTexts,
  effect: textEffect,
});

/** @throws DeskError VALIDATION_ERROR unless exactly one of the forms is given */
function draftsOf(given: Input, template: TemplateRow | undefined, ctx: OperationContext): Draft[] {
  const { to, content: text, messages, variables: common = {} } = given;
  if (to && !messages && (text === undefined) === (template !== undefined)) {
    const words = template ? filledFor(template, common, ctx, "variables") : (text ?? "");
    return to.map((each) => ({ to: each, content: words }));
  }
  const isOwn = messages?.every((each) => (each.content === undefined) === (template !== undefined));
  if (messages && isOwn && !to && text === undefined)
    return messages.map((each, n) => ({
      to: each.to,
      content: template
        ? filledFor(template, { ...common, ...each.variables }, ctx, `messages.${n}.variables`)
        : (each.content ?? ""),
    }));
  throw new DeskError(
    "VALIDATION_ERROR",
    "Give either `to` with `content` or `template`, or `messages` with a content each, or with a template.",
    {
      fields: { messages: ["Either `to` and `content`, or `messages` alone."] },
      next: "Send one of the forms.",
    },
  );
}
