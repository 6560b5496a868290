import * as z from "zod";
import { outreachPermission } from "#domains/phone/outreach/outreach.ts";
import { defineWrite } from "#operation/operation.ts";
import { textEffect } from "./text-effect.ts";
import { answerTexts, applyTexts, content, planTexts, summarizeTexts, textsSent } from "./texting.ts";

/**
 * Texts one or several numbers from a line of the desk; several are separate texts.
 * @throws BLOCKED after an opt-out or in quiet hours; VALIDATION_ERROR; what the provider's failure maps to.
 */
export const messageSend = defineWrite({
  name: "message.send",
  title: "Send a text",
  description:
    "Sends an SMS from one of the desk's lines to one or more numbers; each gets a text of its own. It costs money and cannot be taken back. More than 5 numbers wait for a person. The same text to the same number within ten minutes is not sent twice unless allowDuplicate is true. Status unknown means it may have gone out: do not send it again.",
  scopes: ["phone:write"],
  input: z.strictObject({
    from: z
      .string()
      .max(40)
      .optional()
      .describe("The desk's number to send from, as list_lines gives it; the usual line when left out."),
    to: z.array(z.string().min(1).max(40)).min(1).max(100).describe("Numbers, any readable form."),
    content: content.describe("The text itself."),
    allowDuplicate: z.boolean().optional().describe("True to send again what was sent minutes ago."),
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
  plan: ({ from, to, content: text, allowDuplicate = false }, ctx) =>
    planTexts(ctx, { from, allowDuplicate, drafts: to.map((each) => ({ to: each, content: text })) }),
  apply: applyTexts,
  answer: answerTexts,
  effect: textEffect,
});
