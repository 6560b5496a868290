import * as z from "zod";

/** What every query of one kind of record takes: one by its id, or those that fit, a page at a time. */
export function queryInput<
  Filters extends Record<string, z.ZodType>,
  Include extends readonly [string, ...string[]],
>(filters: Filters, includes: Include) {
  return z.strictObject({
    id: z.string().trim().min(1).max(60).optional().describe("One record, by its id."),
    search: z.string().trim().min(1).max(200).optional().describe("Names, numbers, words."),
    filters: z
      .strictObject({
        ...filters,
        search: z.string().trim().min(1).max(200).optional().describe("The same as `search`."),
      })
      .optional(),
    include: z.array(z.enum(includes)).max(10).default([]).describe("What is shown with each."),
    limit: z.int().min(1).max(100).default(20),
    cursor: z.string().max(200).optional().describe("next_cursor of the page before."),
  });
}

/** What every query answers. */
export function queryOutput<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    truncated: z
      .boolean()
      .describe("True where fewer are shown than were asked for: too much to send at once."),
    next_cursor: z.string().nullable(),
  });
}

/** Words that are looked for, wherever they were said. */
export function wordsOf({
  search,
  filters,
}: {
  search?: string | undefined;
  filters?: { search?: string | undefined } | undefined;
}): string | undefined {
  return search ?? filters?.search;
}
