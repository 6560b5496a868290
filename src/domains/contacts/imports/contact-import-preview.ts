import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { importInput, lists } from "./import-input.ts";
import { readList, sortList } from "./sorting.ts";

const brief = z.object({
  name: z.string().nullable(),
  phones: z.array(z.string()),
  email: z.string().nullable(),
  address: z.string().nullable(),
  tags: z.array(z.string()),
});

/** How many of each kind are shown. */
const shown = 20;

/** What a list from elsewhere would bring, who of it is here already, and what cannot be read. Nothing is written. */
export const contactImportPreview = defineRead({
  name: "contact.import_preview",
  title: "Look through a list of contacts",
  description:
    "What bringing in a list would do: whom it adds, who is here already, and what cannot be taken.",
  scopes: ["office:write"],
  exposure: "person",
  input: importInput,
  output: z.object({
    fresh: z.int(),
    known: z.int(),
    problems: z.int(),
    first: z.array(brief),
    duplicates: z.array(
      z.object({
        line: z.int(),
        name: z.string(),
        by: z.string(),
        contact: z.object({ id: z.string(), name: z.string().nullable() }),
      }),
    ),
    wrong: z.array(z.object({ line: z.int(), name: z.string(), why: z.string() })),
  }),
  summary: ({ fresh, known, problems }) => `${fresh} new, ${known} here already, ${problems} left out.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ name, text }, ctx) {
    const { fresh, known, problems } = await sortList(await readList(text), lists(name), ctx);
    return {
      ...{ fresh: fresh.length, known: known.length, problems: problems.length },
      first: fresh.slice(0, shown).map((each) => ({
        name: each.name,
        phones: each.phones.map(({ e164 }) => e164),
        email: each.email,
        address: each.addresses[0]?.address ?? null,
        tags: each.tags,
      })),
      duplicates: known.slice(0, shown),
      wrong: problems.slice(0, shown),
    };
  },
});
