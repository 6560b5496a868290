import * as z from "zod";
import { purposeWith } from "#domains/phone/law/purpose.ts";
import { outreachPermission } from "#domains/phone/outreach/outreach.ts";
import { filledFor, requireTemplate } from "#domains/phone/templates/filling.ts";
import { defineWrite } from "#operation/operation.ts";
import { content } from "./drafts.ts";
import { commonOf, requireWords, sendingInput, variables } from "./sending-input.ts";
import { textEffect } from "./text-effect.ts";
import { planTexts } from "./texting.ts";
import { answerTexts, summarizeTexts, textsSent } from "./texts-shown.ts";
import { applyTexts } from "./texts-unit.ts";

/** Texts one or more numbers, now or later, each on its own. @throws BLOCKED, RATE_LIMIT_EXCEEDED, VALIDATION_ERROR */
export const messageSend = defineWrite({
  name: "message.send",
  title: "Send a text",
  description:
    "Sends an SMS to one or more numbers, now or at scheduledAt. It costs money and cannot be taken back. More than 5 numbers wait for a person. The same text within ten minutes is not sent twice unless allowDuplicate is true. Status unknown means it may have gone out: do not send it again.",
  scopes: ["phone:write"],
  input: z.strictObject({
    to: z.array(z.string().min(1).max(40)).min(1).max(100).describe("Numbers, any readable form."),
    content: content.optional().describe("The text itself."),
    variables,
    ...sendingInput,
  }),
  output: textsSent,
  example: { to: ["+15550100200"], content: "Breakfast is from eight." },
  summary: summarizeTexts,
  hints: { destructive: false, idempotent: false, openWorld: true },
  accept: (given) =>
    typeof given["to"] === "string" && !given["to"].trim().startsWith("[")
      ? { ...given, to: [given["to"]] }
      : given,
  uses: ["contact.look_up"],
  permission: outreachPermission,
  async plan({ to, content: text, variables: values, ...given }, ctx) {
    requireWords(text, given.template);
    const template = given.template === undefined ? undefined : await requireTemplate(given.template, ctx);
    const words = template ? filledFor(template, values ?? {}, ctx, "variables") : (text ?? "");
    const common = commonOf(given, ctx);
    return await planTexts(ctx, {
      ...common,
      purpose: purposeWith(common.purpose, template?.purpose),
      drafts: to.map((each) => ({ to: each, content: words })),
      isBulk: false,
    });
  },
  apply: applyTexts,
  answer: answerTexts,
  effect: textEffect,
});
