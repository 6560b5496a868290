import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { namesOf } from "./browse-store.ts";

/** Whose the numbers of a list are, for a person at a page. */
export const contactNames = defineRead({
  name: "contact.names",
  title: "See whose numbers these are",
  description: "The names of those numbers that have one.",
  scopes: ["phone:read"],
  exposure: "person",
  input: z.strictObject({ phones: z.array(z.string().max(40)).max(200).describe("E.164.") }),
  output: z.object({ names: z.record(z.string(), z.string()).describe("By number.") }),
  summary: ({ names }) => `${Object.keys(names).length} names.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ phones }, ctx) {
    return { names: Object.fromEntries(await namesOf(ctx.db, phones)) };
  },
});
