import * as z from "zod";
import { outreachPermission } from "#domains/phone/outreach/outreach.ts";
import { defineWrite } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { textEffect } from "./text-effect.ts";
import {
  answerTexts,
  applyTexts,
  content,
  type Draft,
  planTexts,
  summarizeTexts,
  textsSent,
} from "./texting.ts";

const input = z.strictObject({
  from: z
    .string()
    .max(40)
    .optional()
    .describe("The desk's number to send from; the usual line when left out."),
  to: z
    .array(z.string().min(1).max(40))
    .min(1)
    .max(500)
    .optional()
    .describe("Numbers that all get `content`."),
  content: content.optional(),
  messages: z
    .array(z.strictObject({ to: z.string().min(1).max(40), content }))
    .min(1)
    .max(500)
    .optional()
    .describe("Instead of `to` and `content`: a text of its own for each number."),
  allowDuplicate: z.boolean().optional(),
});

type Input = z.infer<typeof input>;

/** Texts many numbers, each on its own. More than five wait for a person, who sees every recipient. */
export const messageSendBulk = defineWrite({
  name: "message.send_bulk",
  title: "Text many people",
  description:
    "Sends separate texts to up to 500 numbers: one content for all (`to` and `content`), or one each (`messages`). Nobody sees who else got it. More than 5 wait for a person: the call then answers authorization_required, and get_authorization tells the outcome. Each text costs money.",
  scopes: ["phone:write"],
  input,
  output: textsSent,
  example: { to: ["+15550100200", "+15550100201"], content: "The pool is closed today." },
  summary: summarizeTexts,
  hints: { destructive: false, idempotent: false, openWorld: true },
  uses: ["contact.look_up"],
  permission: outreachPermission,
  plan: (given, ctx) =>
    planTexts(ctx, {
      from: given.from,
      allowDuplicate: given.allowDuplicate ?? false,
      drafts: draftsOf(given),
    }),
  apply: applyTexts,
  answer: answerTexts,
  effect: textEffect,
});

/** @throws DeskError VALIDATION_ERROR unless exactly one of the two forms is given. */
function draftsOf({ to, content: text, messages }: Input): Draft[] {
  if (messages && !to && text === undefined) return messages;
  if (to && text !== undefined && !messages) return to.map((each) => ({ to: each, content: text }));
  throw new DeskError("VALIDATION_ERROR", "Give either `to` with `content`, or `messages`.", {
    fields: { messages: ["Either `to` and `content`, or `messages` alone."] },
    next: "Send one of the two forms.",
  });
}
