import * as z from "zod";
import { content } from "#domains/phone/messages/drafts.ts";
import { defineWrite } from "#operation/operation.ts";
import { raised, unrestricted } from "#operation/permission.ts";
import { blanksOf } from "./filling.ts";
import { putTemplate } from "./template-store.ts";

/** Keeps a text with blanks under a name; one of that name is replaced. */
export const templateSet = defineWrite({
  name: "template.set",
  title: "Keep a text template",
  description:
    "Keeps a text that is sent again and again under a name, with blanks such as {{name}}; {{business}} is filled by itself. Use it with send_sms or send_bulk_sms (`template`, `variables`). It replaces the template of that name and sends nothing.",
  scopes: ["phone:write"],
  input: z.strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, "Small letters, digits, hyphens and underscores, at most 40.")
      .describe("Such as appointment-reminder."),
    content,
    purpose: z.enum(["transactional", "conversational", "marketing"]).default("transactional"),
  }),
  output: z.object({ name: z.string(), blanks: z.array(z.string()) }),
  example: { name: "reminder", content: "Hi {{name}}, see you {{when}}. {{business}}" },
  summary: ({ name, blanks }) => `Kept ${name}; blanks: ${blanks.join(", ") || "none"}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  permission: {
    rule: "After a customer’s words were read, a template, which others send later, asks for one level more.",
    levels: ["unrestricted", "soft_limit", "requires_authorization"],
    levelOf: ({ untrusted, settings }) =>
      untrusted.wereRead
        ? raised(unrestricted, "A customer’s words were just read, and others will send this.", settings)
        : unrestricted,
  },
  async plan({ name, content: text, purpose }, ctx) {
    const row = { name, content: text, purpose, createdAt: ctx.now, updatedAt: ctx.now };
    return {
      facts: { name, contents: [text] },
      data: { ...row, updatedBy: ctx.principal.user },
      result: { name, blanks: blanksOf(text) },
    };
  },
  apply: (row) => [putTemplate(row)],
});
