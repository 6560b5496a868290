import * as z from "zod";
import { everyTag } from "#domains/contacts/details/details-store.ts";
import { defineRead } from "#operation/operation.ts";
import { queryInput, queryOutput, wordsOf } from "#operation/query.ts";
import { attributeNames } from "./query-store.ts";

/** The tags and attributes that contacts have. */
export const attributeQuery = defineRead({
  name: "attribute.query",
  title: "Query tags and attributes",
  description:
    "The tags and the attributes that contacts have here, each with how many have it: what can be filtered by, and the spelling to keep to.",
  scopes: ["office:read"],
  input: queryInput({ kind: z.enum(["tag", "attribute"]).optional() }, ["contacts"]),
  output: queryOutput(z.object({ kind: z.enum(["tag", "attribute"]), name: z.string(), contacts: z.int() })),
  example: { filters: { kind: "tag" } },
  summary: ({ items }) => items.map(({ name }) => name).join(", ") || "None yet.",
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(asked, ctx) {
    const [tags, attributes] = await Promise.all([everyTag(ctx.db), attributeNames(ctx.db)]);
    const words = wordsOf(asked)?.toLowerCase();
    const all = [
      ...tags.map(({ tag, contacts }) => ({ kind: "tag" as const, name: tag, contacts })),
      ...attributes.map((each) => ({ kind: "attribute" as const, ...each })),
    ].filter(
      ({ kind, name }) =>
        (asked.filters?.kind ?? kind) === kind &&
        name.toLowerCase().includes(words ?? "") &&
        name === (asked.id ?? name),
    );
    return { items: all.slice(0, asked.limit), truncated: all.length > asked.limit, next_cursor: null };
  },
});
