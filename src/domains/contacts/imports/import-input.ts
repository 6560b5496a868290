import * as z from "zod";

export const importInput = z.strictObject({
  name: z.string().trim().min(1).max(120).describe("What the list is called."),
  text: z.string().min(1).max(8_000_000).describe("A CSV with a line of names over its columns, or vCards."),
});

/** What the ids of a list belong to: its name, without what kind of file it was. */
export function lists(name: string): string {
  return name.replace(/\.(?:csv|vcf|txt)$/i, "").slice(0, 60);
}
