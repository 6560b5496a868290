import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { cutAt, cutText } from "#platform/cursor.ts";
import { templatesFor, variablesIn } from "./templates.ts";

/** Templates that one can begin with. */
export const chatTemplateList = defineRead({
  name: "chat_template.list",
  title: "List templates for models",
  description:
    "Templates for chat_complete’s template: yours, everybody’s, and those that come with the desk.",
  scopes: ["assistant:read"],
  input: z.strictObject({}),
  output: z.object({
    templates: z.array(
      z.object({
        name: z.string(),
        description: z.string(),
        content: z.string(),
        variables: z.array(z.string()),
        of: z.enum(["you", "everybody", "frontdesk"]),
      }),
    ),
    truncated: z.boolean(),
  }),
  example: {},
  summary: ({ templates }) => templates.map(({ name }) => name).join(", "),
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, { db, principal }) {
    const all = (await templatesFor(db, principal.user)).map((each) => ({
      ...each,
      content: cutText(3000, each.content),
      variables: variablesIn(each.content),
    }));
    const templates = cutAt(34_000, all);
    return { templates, truncated: templates.length < all.length };
  },
});
