import * as z from "zod";
import { defineWrite } from "#operation/operation.ts";
import { requireTemplate } from "./filling.ts";
import { removeTemplate } from "./template-store.ts";

/** Lets go of a template; what was sent with it stays. @throws NOT_FOUND */
export const templateRemove = defineWrite({
  name: "template.remove",
  title: "Remove a text template",
  description: "Removes a text template. What was sent or scheduled with it stays as it is.",
  scopes: ["phone:write"],
  input: z.strictObject({ name: z.string().max(40) }),
  output: z.object({ name: z.string() }),
  example: { name: "reminder" },
  summary: ({ name }) => `Removed ${name}.`,
  hints: { destructive: true, idempotent: true, openWorld: false },
  async plan({ name }, ctx) {
    await requireTemplate(name, ctx);
    return { facts: { name }, data: name, result: { name } };
  },
  apply: (name) => [removeTemplate(name)],
});
