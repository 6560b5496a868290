import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { blanksOf } from "./filling.ts";
import { allTemplates } from "./template-store.ts";

/** The texts with blanks that are kept here. */
export const templateList = defineRead({
  name: "template.list",
  title: "List text templates",
  description: "Lists the text templates of the business, with the blanks that each has.",
  scopes: ["phone:read"],
  input: z.strictObject({}),
  output: z.object({
    templates: z.array(
      z.object({
        name: z.string(),
        content: z.string(),
        blanks: z.array(z.string()),
        purpose: z.string(),
      }),
    ),
  }),
  example: {},
  summary: ({ templates }) => `${counted(templates.length, "template")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const rows = await allTemplates(ctx.db);
    return {
      templates: rows.map(({ name, content, purpose }) => ({
        name,
        content,
        blanks: blanksOf(content),
        purpose,
      })),
    };
  },
});
